"""Fits models one after the other, each along its course; what is fitted already is not fitted again."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.data.images import DigitData
from training.data.mnist_writers import find_mnist_writers
from training.fitting.courses import fitting_course
from training.fitting.feedback.checked import CheckedFeedback
from training.fitting.feedback.mixed import keep_feedback, rows_of
from training.store.config import recipe_of
from training.store.digests import content_digest
from training.store.files import ensure_writable, read_json, write_json
from training.store.runs import RunFolder
from training.zoo.spec import ModelSpec

logger = logging.getLogger(__name__)


def fit_models(
    specs: Sequence[ModelSpec],
    data: DigitData,
    runs: Path,
    force: bool = False,
    feedback: CheckedFeedback | None = None,
) -> None:
    """Fits each model in turn and goes on where an interrupted run stopped.

    Args:
        specs: the models to fit.
        data: where the training rows come from; the test rows are not touched.
        runs: the folder that gets one folder per model.
        force: fits again what has been fitted with the same recipe.
        feedback: what visitors said, for models that learn from handwriting, to be learnt beside the rest.

    Raises:
        OSError: `runs` cannot be written; said before any training.
    """
    from tqdm import tqdm

    ensure_writable(runs)
    bar = tqdm(specs, desc="models", unit="model")
    for spec in bar:
        bar.set_postfix_str(spec.name)
        run, course = RunFolder(runs / spec.name), fitting_course(spec)
        if not force and is_fitted(run, spec) and (feedback is None or _has_learnt(run, feedback)):
            logger.info("%s is already fitted; --force fits it again.", spec.name)
            course.tidy(run)
            run.started.unlink(missing_ok=True)
            continue
        if force or not _is_started(run, spec, data, feedback):
            course.start_over(run)
            write_json(run.started, _beginning(spec, data, feedback))
            if feedback:
                keep_feedback(feedback, run)
        run.config.unlink(missing_ok=True)
        # Before there are new weights: ended in between, what was measured would pass for theirs.
        run.forget_measurements()
        course.fit(spec, data, run)
        course.tidy(run)
        run.started.unlink(missing_ok=True)


def is_fitted(run: RunFolder, spec: ModelSpec) -> bool:
    """Whether the run holds a finished fit of the same recipe."""
    return run.config.exists() and run.read_config().recipe == recipe_of(spec)


def _has_learnt(run: RunFolder, feedback: CheckedFeedback) -> bool:
    return run.read_config().data.feedback == rows_of(feedback.feedback)


def _is_started(run: RunFolder, spec: ModelSpec, data: DigitData, feedback: CheckedFeedback | None) -> bool:
    return run.started.exists() and read_json(run.started) == _beginning(spec, data, feedback)


def _beginning(spec: ModelSpec, data: DigitData, feedback: CheckedFeedback | None) -> dict[str, Any]:
    """Returns what a training must have begun with to be gone on with: the same recipe, rows, feedback and writers."""
    writers = find_mnist_writers() if spec.course.learns_from_writers else None
    besides = {"feedback": feedback and feedback.feedback, "writers": writers and writers.train}
    digests = {name: content_digest(part) for name, part in besides.items() if part is not None}
    return {"recipe": recipe_of(spec).as_json(), "rows": content_digest(data.train), **digests}
