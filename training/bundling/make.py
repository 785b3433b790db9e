"""Takes models from nothing to the bundle: whatever of check, fit, evaluate, calibrate and export is not done yet."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from training.bundling.calibrate import recalibrate_model
from training.bundling.export import export_to_run, put_into_bundle
from training.bundling.manifest import write_manifest
from training.bundling.measure import find_held_out, is_fitted_on_drawings, load_evaluation_data
from training.data.images import DigitData
from training.evaluation.evaluate import evaluate_models
from training.evaluation.sets import EVERY_SET, MNIST_TEST, UNIPEN, EvaluationData, outliers_for, writers_of
from training.fitting.fit import fit_models, is_fitted
from training.fitting.needs import check_nothing_missing, find_needs
from training.store.durations import estimate_seconds
from training.store.files import ensure_writable, sha256_of
from training.store.losses import MayDrop, refuse
from training.store.runs import RunFolder, is_in_bundle, same_fit
from training.zoo import SERVED, TRAINED, ZOO
from training.zoo.spec import ModelSpec

FIT, EVALUATE, CALIBRATE, EXPORT = "fit", "evaluate", "calibrate and measure on drawings", "export"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Places:
    """Where the work lies.

    Attributes:
        runs: the folder of runs.
        bundle: the served models.
        mnist: MNIST's folder; see `load_mnist`.
        pen_strokes: the pen strokes' folder; see `load_pen_strokes`.
        unipen: UNIPEN's folder, where it is to be measured on; see `find_contributed`.
    """

    runs: Path
    bundle: Path
    mnist: Path | None = None
    pen_strokes: Path | None = None
    unipen: Path | None = None

    def run(self, spec: ModelSpec) -> RunFolder:
        """The run of one model."""
        return RunFolder(self.runs / spec.name)

    def served(self, spec: ModelSpec) -> RunFolder:
        """The bundle's folder of one model."""
        return RunFolder(self.bundle / "models" / spec.name)


@dataclass(frozen=True)
class Plan:
    """What is to be done for one model, in that order; no steps where it is done and still true."""

    spec: ModelSpec
    steps: tuple[str, ...]
    fit_seconds: float | None = None

    def __str__(self) -> str:
        """Says it in one line."""
        if not self.steps:
            return f"{self.spec.name}: done; --force makes it anew"
        return f"{self.spec.name}: {', '.join(self._said(step) for step in self.steps)}"

    def _said(self, step: str) -> str:
        if step != FIT:
            return step
        return f"{FIT} ({'time unknown' if self.fit_seconds is None else f'about {_duration(self.fit_seconds)}'})"


def _duration(seconds: float) -> str:
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{max(1, round(seconds / 60))} min"


def plan_models(specs: Sequence[ModelSpec], places: Places, force: bool = False) -> list[Plan]:
    """Returns what each model needs, helpers that have to be trained for them among them, in the order of training."""
    steps = {spec.name: _steps(spec, places, force) for spec in specs}
    asked = {spec.name: spec for spec in specs}
    helpers = _missing_helpers([asked[name] for name, todo in steps.items() if todo], steps, places)
    for name in helpers:
        steps[name] = (FIT, *steps.get(name, ()))
    return [
        Plan(asked.get(name, spec), tuple(dict.fromkeys(steps[name])), estimate_seconds(spec, places.bundle))
        for name, spec in TRAINED.items()
        if name in steps
    ]


def _missing_helpers(specs: Sequence[ModelSpec], steps: dict[str, tuple[str, ...]], places: Places) -> list[str]:
    """Names the models without whose own networks these cannot be fitted or evaluated, and that are not there."""
    needed = {spec.training["teacher"] for spec in specs if FIT in steps[spec.name] and "teacher" in spec.training}
    needed |= {name for spec in specs if EVALUATE in steps[spec.name] for name in spec.course.helpers}
    return [name for name in needed if not _is_fitted_here(TRAINED[name], places)]


def _is_fitted_here(spec: ModelSpec, places: Places) -> bool:
    """Whether a fit left its networks here; one read out of a served graph has none that held writers out."""
    run = places.run(spec)
    return is_fitted(run, spec) and not run.restored.exists()


def _steps(spec: ModelSpec, places: Places, force: bool) -> tuple[str, ...]:
    """Returns what is to be done for one model, from the first step whose outcome is not there or is out of date."""
    if spec.name not in SERVED:
        return (FIT,) if force or not _is_fitted_here(spec, places) else ()
    every: tuple[str, ...] = (FIT, EVALUATE, CALIBRATE, EXPORT) if spec.name in ZOO else (FIT, EXPORT)
    if force:
        return every
    run, served = places.run(spec), places.served(spec)
    has_run, has_served = is_fitted(run, spec), _is_done(spec, served, places.bundle)
    if has_served and not (has_run and not same_fit(run.read_config(), served.read_config())):
        return ()
    return every[_first_missing(spec, run) :] if has_run else every


def _first_missing(spec: ModelSpec, run: RunFolder) -> int:
    """Returns the number of the first step after fitting whose outcome is not in the run."""
    if spec.name not in ZOO:  # the line reader is not measured by itself
        return 1
    if not _is_evaluated(spec, run):
        return 1
    return 3 if _is_ready(spec, run) else 2


def _is_done(spec: ModelSpec, served: RunFolder, bundle: Path) -> bool:
    """Whether the bundle holds the model as its recipe says, calibrated and with every figure."""
    return is_in_bundle(spec, bundle) and served.onnx.exists() and (spec.name not in ZOO or _is_ready(spec, served))


def _is_ready(spec: ModelSpec, folder: RunFolder) -> bool:
    """Whether a graph is there, calibrated on drawings and measured on every set as it is.

    Who learnt from UNIPEN's contributors, for which they must be at hand, is measured on them, too.
    """
    if not (folder.onnx.exists() and folder.metrics.exists() and is_fitted_on_drawings(folder)):
        return False
    metrics = folder.read_metrics()
    wanted = EVERY_SET | {UNIPEN} if spec.learns_from_contributors else EVERY_SET
    return metrics.measured_graph == sha256_of(folder.onnx) and set(metrics.sets) >= wanted


def _is_evaluated(spec: ModelSpec, run: RunFolder) -> bool:
    """Whether the native weights' figures and answers are there."""
    if not (run.metrics.exists() and run.probabilities_file(MNIST_TEST).exists()):
        return False
    metrics = run.read_metrics()
    numbers = metrics.whole_numbers or metrics.contributed_numbers
    wanted = [metrics.repeats, metrics.not_a_digit, numbers] if spec.course.has_detector else []
    of_contributors = [metrics.real_characters, metrics.contributed_numbers] if spec.learns_from_contributors else []
    return None not in (*wanted, *of_contributors)


def make_models(
    specs: Sequence[ModelSpec],
    load_data: Callable[[Path | None], DigitData],
    places: Places,
    force: bool = False,
    may_drop: MayDrop = refuse,
) -> list[Plan]:
    """Makes every model that is not made yet; says first what that takes, and goes on where it was stopped.

    A model reaches the bundle calibrated and with all its figures, in one step; until then the bundle stays as it was.

    Args:
        specs: what to make; what they cannot be trained without is made, too.
        load_data: loads MNIST from a folder or, without one, from where it is found.
        places: where the work lies.
        force: makes again what is done.
        may_drop: asked before the bundle says less of a model than it did.

    Returns:
        what was done.

    Raises:
        NeedsError: data, fonts or disk are missing; said before anything is done.
        LossError: the bundle would say less than before, and nobody agrees.
    """
    plans = plan_models(specs, places, force)
    for plan in plans:
        logger.info("%s", plan)
    work = [plan for plan in plans if plan.steps]
    if work:
        needs = find_needs([plan.spec for plan in work], places.mnist, places.runs, places.bundle)
        check_nothing_missing(needs)
        for folder in (places.runs, places.bundle):
            ensure_writable(folder)
        _carry_out(work, _Workshop(load_data(places.mnist), places, may_drop), force)
    elif any(plan.spec.name in SERVED for plan in plans):
        write_manifest(places.bundle)  # the version may have been raised since
    return plans


def _carry_out(work: Sequence[Plan], workshop: "_Workshop", force: bool) -> None:
    """Fits all first: handwriting models are evaluated with the line reader's networks."""
    fitted = [plan.spec for plan in work if FIT in plan.steps]
    if fitted:
        fit_models(fitted, workshop.data, workshop.places.runs, force=force)
    for plan in work:
        workshop.bring_to_the_bundle(plan)


@dataclass(frozen=True)
class _Workshop:
    """Does the steps after fitting; draws what models are measured on when the first of them asks."""

    data: DigitData
    places: Places
    may_drop: MayDrop

    @cached_property
    def sets(self) -> EvaluationData:
        """Every set that models are measured on."""
        return load_evaluation_data(self.data, self.places.pen_strokes, self.places.unipen)

    def bring_to_the_bundle(self, plan: Plan) -> None:
        """Does every step of a plan but the fit."""
        spec, run = plan.spec, self.places.run(plan.spec)
        if EVALUATE in plan.steps:
            evaluate_models([spec], self._native_sets(spec), self.places.runs, self.may_drop)
        if EXPORT not in plan.steps:
            return
        export_to_run(spec, self.data.test, run, self.places.bundle)
        if CALIBRATE in plan.steps and self.sets.drawings is not None:
            held_out = find_held_out(self.places.runs, [spec.name]).get(spec.name)
            logger.info("%s: %s", spec.name, recalibrate_model(run, self.sets, self.sets.drawings, held_out))
            # The same graph and figures again, proved under the calibration that ships.
            export_to_run(spec, self.data.test, run, self.places.bundle)
        put_into_bundle([spec], self.places.runs, self.places.bundle, self.may_drop)
        logger.info("%s is in %s.", spec.name, self.places.bundle)

    def _native_sets(self, spec: ModelSpec) -> EvaluationData:
        """What native weights are measured on: drawings and disturbed drawings are asked of the served graph."""
        if not spec.course.has_detector:
            return EvaluationData(self.data.test, writers=writers_of(self.data.test))
        return EvaluationData(
            self.data.test,
            self.sets.drawings,
            outliers=outliers_for([spec]),
            writers=self.sets.writers,
            contributors=self.sets.contributors,
        )
