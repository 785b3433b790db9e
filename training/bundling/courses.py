"""The export step of every course."""

from collections.abc import Mapping
from typing import Protocol

from training.bundling.export_model import export_model
from training.bundling.line_reader import export_line_reader
from training.data.images import LabelledImages
from training.store.metrics import LineReaderMetrics, ModelMetrics
from training.store.runs import RunFolder
from training.zoo.spec import ModelSpec


class ExportCourse(Protocol):
    """How models of one course become served graphs."""

    def __call__(self, spec: ModelSpec, rows: LabelledImages, run: RunFolder) -> ModelMetrics | LineReaderMetrics:
        """Writes the served graph, adds parity, size and speed to metrics.json, and returns all of that.

        Args:
            spec: the model.
            rows: MNIST's test rows; only answers to them are compared, never the labels.
            run: holds the fitted model.

        Raises:
            RunError: the model has not been fitted or evaluated.
        """


COURSES: Mapping[str, ExportCourse] = {
    "plain": export_model,
    "handwriting": export_model,
    "line_reader": export_line_reader,
}


def export_course(spec: ModelSpec) -> ExportCourse:
    """Returns how `spec` is exported."""
    return COURSES[spec.course.name]
