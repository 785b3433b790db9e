"""Writes the line reader's served graph, proves that it answers the same, and says how well and how fast it reads."""

from functools import partial

import numpy as np

from digit_recognizer.contract import LOG_PROBABILITIES, STRIPS
from digit_recognizer.files import write_atomically
from digit_recognizer.model import open_session
from training.backends import backend_of
from training.backends.line_reader_graph import line_reader_graph
from training.data.images import LabelledImages
from training.evaluation.timing import median_milliseconds, timed_once
from training.store.figures import LineFigures
from training.store.files import read_json
from training.store.metrics import LineReaderMetrics, LineReaderParity
from training.store.runs import RunFolder
from training.synthesis.lines import set_strips
from training.zoo.spec import ModelSpec

LINES_HELDOUT = "lines_heldout"
_COMPARED_LINES = 200
_WARM_UP_RUNS, _TIMED_RUNS = 20, 200


def export_line_reader(spec: ModelSpec, rows: LabelledImages, run: RunFolder) -> LineReaderMetrics:
    """Writes the graph and adds parity, size and speed to its metrics; returns the metrics.

    Args:
        spec: a recipe that learns from lines.
        rows: digits of which lines are set; only answers are compared, never the labels.
        run: holds the fitted network.

    Raises:
        RunError: the line reader has not been fitted.
    """
    config = run.read_config()
    weights = run.path / backend_of(spec).WEIGHTS_FILE
    content = line_reader_graph(spec, weights)
    write_atomically(run.onnx, lambda file: file.write(content))
    ask = partial(_ask, open_session(content))
    images = set_strips(rows, _COMPARED_LINES).images
    metrics = LineReaderMetrics(
        sets={LINES_HELDOUT: LineFigures(rows=config.validation.rows, accuracy=config.validation.accuracy)},
        parity=compare_lines(backend_of(spec).load(spec, weights), content, rows),
        onnx_bytes=len(content),
        milliseconds=timed_once(
            run.timing, content, partial(median_milliseconds, ask, images, _WARM_UP_RUNS, _TIMED_RUNS)
        ),
        parameters=config.parameters,
        training_seconds=config.training_seconds,
        seeds=(config.recipe.seed,),
        validation=config.validation,
        history=read_json(run.history),
    )
    metrics.write(run.metrics)
    return metrics


def compare_lines(network, content: bytes, rows: LabelledImages) -> LineReaderParity:
    """Compares a network's answers to lines set from the rows with those of a served graph."""
    images = set_strips(rows, _COMPARED_LINES).images
    gaps = np.abs(_ask(open_session(content), images) - network.predict(images, verbose=0))
    return LineReaderParity(rows=len(images), largest_gap=float(gaps.max()))


def _ask(session, strips: np.ndarray) -> np.ndarray:
    return session.run([LOG_PROBABILITIES], {STRIPS: strips})[0]
