"""Trains each system with each of its seeds and keeps what was measured, one file per system."""

import logging
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from training.backends import Backend, backend_of, regression_backend
from training.data.images import DigitData, LabelledImages
from training.data.splits import SPLITS, SplitRows
from training.evaluation.metrics import measure, measure_regression
from training.evaluation.sets import MNIST_TEST
from training.evaluation.timing import median_milliseconds
from training.fitting.plain import rows_for
from training.fitting.tune import best_parameters
from training.report.trial import BundledTrial, Measured, SystemTrials, Trial
from training.store.config import recipe_of
from training.store.figures import DigitFigures, find_figures
from training.store.metrics import History
from training.store.runs import RunError, RunFolder, is_in_bundle
from training.zoo.spec import ModelSpec
from training.zoo.systems import System

LONGEST_REPEATED_SECONDS = 300
TIMED_RUNS = 30
WARM_UP_RUNS = 3
logger = logging.getLogger(__name__)


def trial_file(folder: Path, system: System) -> Path:
    """Returns where the trials of a system are kept."""
    return folder / "systems" / f"{system.name}.json"


def resolved_spec(system: System, folder: Path) -> ModelSpec:
    """Returns the system's recipe with the parameters that its search chose.

    Raises:
        RunError: the search has not run.
    """
    if system.tuned_by is None:
        return system.spec
    return replace(system.spec, tuned=best_parameters(folder, system.tuned_by))


def bundled_trial(bundle: Path, name: str) -> BundledTrial:
    """Returns what the bundle says of its own training of a model, in the form of a trial.

    Raises:
        RunError: the model has not been measured and exported.
    """
    run = RunFolder(bundle / "models" / name)
    config, metrics = run.read_config(), run.read_metrics()
    measured = find_figures(metrics.sets, MNIST_TEST, DigitFigures)
    if measured is None or metrics.onnx_bytes is None or metrics.milliseconds is None:
        raise RunError(f"{run.metrics} lacks figures of export. Run `python -m training make {name}` first.")
    return BundledTrial(
        measured=measured,
        training_rows=config.data.rows,
        training_seconds=config.final_fit_seconds,
        parameters=config.parameters,
        onnx_bytes=metrics.onnx_bytes,
        onnx_milliseconds=metrics.milliseconds,
        sets=metrics.sets,
        by_style=metrics.by_style,
        real_characters=metrics.real_characters,
    )


def read_trials(system: System, folder: Path, bundle: Path) -> SystemTrials:
    """Returns the trials of a system by seed, of which a bundled model's first is the bundle's own.

    Raises:
        RunError: the bundle lacks the model, or its search has not run.
    """
    kept = _kept_trials(system, folder)
    if not system.is_bundled:
        return kept
    if not is_in_bundle(system.spec, bundle):
        raise RunError(
            f"The bundle's {system.name} has another recipe than the zoo's, or is missing. Run `python -m training "
            f"make {system.name}` first."
        )
    history = RunFolder(bundle / "models" / system.name).read_metrics().history
    first = {str(system.seeds[0]): bundled_trial(bundle, system.name)}
    return replace(kept, trials={**first, **kept.trials}, history=history)


def _kept_trials(system: System, folder: Path) -> SystemTrials:
    """Reads the file of a system: nothing where its recipe or split has changed since."""
    fresh = SystemTrials(recipe=recipe_of(resolved_spec(system, folder)), split=system.split, trials={}, history={})
    file = trial_file(folder, system)
    if not file.exists():
        return fresh
    kept = SystemTrials.read(file)
    return kept if (kept.recipe, kept.split) == (fresh.recipe, fresh.split) else fresh


def seeds_left(system: System, trials: Mapping[str, Trial]) -> list[int]:
    """Returns the seeds still to train; a training of more than five minutes is not repeated."""
    done = {int(seed) for seed in trials}
    is_long = any(trial.training_seconds > LONGEST_REPEATED_SECONDS for trial in trials.values())
    wanted = system.seeds[:1] if is_long else system.seeds
    return [seed for seed in wanted if seed not in done]


def run_trials(systems: Sequence[System], data: DigitData, folder: Path, bundle: Path) -> None:
    """Runs every trial that is missing, saving after each: stopped and started again, it repeats none.

    Args:
        systems: what to train.
        data: MNIST, which each system's split divides.
        folder: where the trials are kept.
        bundle: the bundle, whose models are the first trials of the systems of their names.

    Raises:
        RunError: a system's search has not run, or its model is not in the bundle.
    """
    from tqdm import tqdm

    bar = tqdm(systems, desc="systems", unit="system")
    for system in bar:
        bar.set_postfix_str(system.name)
        rows = None
        while left := seeds_left(system, read_trials(system, folder, bundle).trials):
            rows = rows or SPLITS[system.split].divide(data)
            trial, history = run_trial(system, resolved_spec(system, folder), left[0], rows)
            kept = _kept_trials(system, folder)
            trials = {**kept.trials, str(left[0]): trial}
            replace(kept, trials=trials, history=kept.history or history).write(trial_file(folder, system))
            logger.info("%s, seed %d: %s", system.name, left[0], _headline(trial.measured))


def run_trial(system: System, spec: ModelSpec, seed: int, rows: SplitRows) -> tuple[Trial, History]:
    """Trains one system once and measures it; returns the figures and the history of the training."""
    seeded = replace(spec, seed=seed)
    backend = backend_of(seeded)
    train = rows_for(seeded, rows.train)
    with tempfile.TemporaryDirectory() as scratch:
        started = time.perf_counter()
        model, history = backend.fit(seeded, train, rows.validation, Path(scratch))
        seconds = time.perf_counter() - started
        native_bytes = _stored_bytes(backend, model, Path(scratch))
    trial = Trial(
        measured=_measure(spec, model, rows.test),
        training_rows=len(train),
        training_seconds=round(seconds, 1),
        parameters=backend.count_parameters(model),
        native_bytes=native_bytes,
        native_milliseconds=round(_native_milliseconds(spec, model, rows.test), 3),
        measured_on_train=_measure(spec, model, train) if system.measures_train else None,
    )
    return trial, history


def _measure(spec: ModelSpec, model: Any, rows: LabelledImages) -> Measured:
    if spec.task == "regression":
        return measure_regression(regression_backend().predict_numbers(model, rows.images), rows.labels)
    return measure(backend_of(spec).predict_proba(model, rows.images), rows.labels)


def _stored_bytes(backend: Backend, model: Any, scratch: Path) -> int:
    file = scratch / backend.WEIGHTS_FILE
    backend.save(model, file)
    return file.stat().st_size


def _native_milliseconds(spec: ModelSpec, model: Any, rows: LabelledImages) -> float:
    """Returns the median time of one image asked of the framework that trained the model."""
    ask = regression_backend().predict_numbers if spec.task == "regression" else backend_of(spec).predict_proba
    return median_milliseconds(partial(ask, model), rows.images, WARM_UP_RUNS, TIMED_RUNS)


def _headline(measured: Measured) -> str:
    return f"accuracy {measured.accuracy:.4f}" if isinstance(measured, DigitFigures) else f"RMSE {measured.rmse:.4g}"
