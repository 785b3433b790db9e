"""Makes native weights again that a fresh clone lacks: out of the served graphs, or by the seed; proves them equal."""

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx

from digit_recognizer.contract import DIGIT_PROBABILITY, PROBABILITIES
from digit_recognizer.model import open_session, run_outputs
from training.backends import backend_of, detector_backend
from training.bundling.export_model import PARITY_TOLERANCE, compare_answers
from training.bundling.line_reader import compare_lines
from training.bundling.measure import served_folder
from training.data.images import DigitData, LabelledImages
from training.estimators.temperature import calibrate
from training.evaluation.sets import MNIST_TEST
from training.evaluation.timing import keep_timing
from training.fitting.plain import rows_for
from training.graphs.contract import without_calibration
from training.store.config import recipe_of
from training.store.files import ensure_writable, write_json
from training.store.metrics import Parity
from training.store.restoration import Restoration
from training.store.runs import RunError, RunFolder, same_fit
from training.zoo.spec import ModelSpec

LINE_TOLERANCE = 1e-3  # of log-probabilities
ROWS_PER_TIE = 1_000
logger = logging.getLogger(__name__)


def restore_models(
    specs: Sequence[ModelSpec], data: DigitData, runs: Path, bundle: Path, force: bool = False
) -> dict[str, Restoration]:
    """Makes the native weights of served models again, each proved on MNIST's test rows before it is kept.

    What the bundle does not hold, teachers and the networks that held writers out, cannot be had this way.

    Args:
        specs: models of the bundle.
        data: MNIST; only answers to its test rows are compared, never the labels.
        runs: gets a folder per model, as fitting and evaluating would have left it.
        bundle: the served models.
        force: makes again what is there.

    Returns:
        what was done, by model; those whose weights are there are left out.

    Raises:
        RunError: the bundle lacks a model, or has one of another recipe; said before anything is made.
        RunError: the runs hold another fit of a model, which is not overwritten unless forced.
        RestorationError: a graph holds other weights than its recipe's.
    """
    from tqdm import tqdm

    ensure_writable(runs)
    _check_recipes(specs, bundle)
    missing = [spec for spec in specs if force or not _is_there(spec, runs, bundle)]
    for spec in specs:
        if spec not in missing:
            logger.info("%s: its native weights are there; --force makes them again.", spec.name)
    done = {}
    for spec in (bar := tqdm(missing, desc="restoring", unit="model")):
        bar.set_postfix_str(spec.name)
        done[spec.name] = restore_model(spec, data, RunFolder(runs / spec.name), served_folder(bundle, spec.name))
        logger.info("%s: %s", spec.name, done[spec.name])
    return done


def _check_recipes(specs: Sequence[ModelSpec], bundle: Path) -> None:
    """Makes sure that the bundle holds the models as the zoo has them.

    Raises:
        RunError: one is not there, or of another recipe.
    """
    for spec in specs:
        if served_folder(bundle, spec.name).read_config().recipe != recipe_of(spec):
            raise RunError(
                f"The bundle's {spec.name} was made by another recipe than the zoo's, so its graph cannot be read "
                f"back. Run `python -m training make {spec.name}` instead."
            )


def _is_there(spec: ModelSpec, runs: Path, bundle: Path) -> bool:
    """Whether the runs hold the weights that the bundle was exported from.

    Raises:
        RunError: they hold those of another fit.
    """
    run, config = RunFolder(runs / spec.name), served_folder(bundle, spec.name).read_config()
    if not run.config.exists():
        return False
    if not same_fit(run.read_config(), config):
        raise RunError(
            f"{run.path} holds another fit of {spec.name} than the bundle's. `python -m training make {spec.name}` "
            f"puts it into the bundle; `python -m training restore --force {spec.name}` overwrites it."
        )
    return (run.path / backend_of(spec).WEIGHTS_FILE).exists()


def restore_model(spec: ModelSpec, data: DigitData, run: RunFolder, served: RunFolder) -> Restoration:
    """Makes one model's native weights again and keeps them where they answer as its graph does."""
    started, backend = time.perf_counter(), backend_of(spec)
    model = backend.restore(spec, onnx.load(served.onnx), rows_for(spec, data.train))
    if spec.course.name == "line_reader":
        parity, lines = None, compare_lines(model, served.onnx.read_bytes(), data.test)
        is_equal = lines.largest_gap <= LINE_TOLERANCE
    else:
        lines, native = None, backend.predict_proba(model, data.test.images)
        parity = _compare(spec, model, calibrate(native, served.calibration()), served, data.test)
        is_equal = _is_as_good(spec, parity, served.read_metrics().parity)
    restoration = Restoration(
        how="fitted_again" if spec.framework == "sklearn" else "served_graph",
        is_equal=is_equal,
        seconds=round(time.perf_counter() - started, 1),
        parity=parity,
        line_parity=lines,
    )
    run.path.mkdir(parents=True, exist_ok=True)
    if is_equal:
        if lines is None:
            run.save_probabilities(MNIST_TEST, native)
        _keep(spec, model, run, served)
    restoration.write(run.restored)
    return restoration


def _compare(spec: ModelSpec, model: Any, native: np.ndarray, served: RunFolder, rows: LabelledImages) -> Parity:
    """Compares the answers of native weights and graph; a digit probability beyond the tolerance counts as a row."""
    names = [PROBABILITIES, *([DIGIT_PROBABILITY] if spec.course.has_detector else [])]
    answers = run_outputs(open_session(served.onnx.read_bytes()), rows.images, names)
    if spec.course.has_detector:
        judged = detector_backend().predict_both(model, rows.images)[1]
        if (gap := float(np.abs(judged - answers[DIGIT_PROBABILITY]).max())) > PARITY_TOLERANCE:
            logger.warning("%s: its digit probabilities differ by up to %.1e.", spec.name, gap)
            native = np.zeros_like(native)
    return compare_answers(native, answers[PROBABILITIES])


def _is_as_good(spec: ModelSpec, parity: Parity, exported: Parity | None) -> bool:
    """Whether no more rows differ than did at export, or, of what is fitted again, a row of a thousand.

    A kernel or a tie may come out otherwise in float32 than in float64; another fit differs in most rows.
    """
    allowed = parity.rows // ROWS_PER_TIE if spec.framework == "sklearn" else 0
    beyond = max(allowed, 0 if exported is None else len(exported.beyond_tolerance_rows))
    other = max(allowed, 0 if exported is None else len(exported.other_label_rows))
    return len(parity.beyond_tolerance_rows) <= beyond and len(parity.other_label_rows) <= other


def _keep(spec: ModelSpec, model: Any, run: RunFolder, served: RunFolder) -> None:
    """Leaves what fitting, evaluating and calibrating leave; config.json, last of all, says that it is whole."""
    backend = backend_of(spec)
    run.config.unlink(missing_ok=True)
    backend.save(model, run.path / backend.WEIGHTS_FILE)
    reader = spec.course.name == "line_reader"
    metrics = served.read_line_reader_metrics() if reader else served.read_metrics()
    write_json(run.history, metrics.history)
    metrics.write(run.metrics)
    if metrics.milliseconds is not None:
        graph = served.onnx.read_bytes()
        keep_timing(run.timing, graph if reader else without_calibration(graph), metrics.milliseconds)
    run.write_config(served.read_config())
