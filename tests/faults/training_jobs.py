"""What training does from rows to a bundle, on few rows, each step over what an earlier recipe left."""

import dataclasses
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

import numpy as np

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.errors import BundleError
from tests.faults.jobs import Job
from tests.faults.moments import Confirm
from tests.training.bundling.served import ROWS, evaluation_data, make_unmeasured
from tests.training.conftest import enlarged_digits, quick
from training.backends import sklearn_backend
from training.bundling.calibrate import is_calibrated, recalibrate_bundle
from training.bundling.export import export_models
from training.data.images import DigitData
from training.evaluation.evaluate import evaluate_models
from training.evaluation.sets import MNIST_TEST, EvaluationData
from training.fitting.fit import fit_models, is_fitted
from training.store.files import read_json
from training.store.runs import RunFolder

MODEL = "decision_tree"
NATIVE = sklearn_backend.WEIGHTS_FILE
RECIPE = quick(MODEL)
EARLIER = dataclasses.replace(RECIPE, hyperparameters={**RECIPE.hyperparameters, "max_depth": 3})
FITTED = {NATIVE, "config.json", "history.json"}


@cache
def few_rows() -> DigitData:
    """Returns rows that are fitted in a moment."""
    digits = enlarged_digits()
    few = np.arange(ROWS)
    return dataclasses.replace(digits, train=digits.train.take(few), test=digits.test.take(few))


class _TrainingJob(Job):
    """A folder with runs and a bundle."""

    def run(self, folder: Path) -> RunFolder:
        """Returns the run of the one model."""
        return RunFolder(folder / "runs" / MODEL)

    def bundle(self, folder: Path) -> Path:
        """Returns the bundle."""
        return folder / "bundle"

    def train(self, folder: Path, spec=EARLIER) -> None:
        """Takes the model from rows to the bundle."""
        fit_models([spec], few_rows(), folder / "runs")
        evaluate_models([spec], EvaluationData(few_rows().test), folder / "runs")
        export_models([spec], few_rows().test, folder / "runs", self.bundle(folder), may_drop=bool)


class Fit(_TrainingJob):
    """A model is fitted anew, by another recipe."""

    def prepare(self, folder: Path) -> None:
        """Leaves what the earlier recipe came to."""
        self.train(folder)

    def work(self, folder: Path, confirm: Confirm) -> None:
        """Fits it."""
        fit_models([RECIPE], few_rows(), folder / "runs")
        confirm("fitted")

    def complaints(self, folder: Path, confirmed: Collection[str]) -> Iterator[str]:
        """What is there is whole, and of one recipe."""
        run = self.run(folder)
        if run.config.exists():
            sklearn_backend.load(run.read_config().recipe, run.path / NATIVE)
        if is_fitted(run, RECIPE) and (run.metrics.exists() or run.onnx.exists()):
            yield "what was measured of the earlier recipe passes for that of the new one"
        if confirmed and not is_fitted(run, RECIPE):
            yield "the fit was confirmed, and is lost"

    def is_complete(self, folder: Path) -> bool:
        """The new weights, as an undisturbed fit has them, and nothing that only the fit needed."""
        run = self.run(folder)
        model = sklearn_backend.load(RECIPE, run.path / NATIVE)
        left = {file.name for file in run.path.iterdir()} - {run.timing.name}
        return left == FITTED and model.get_depth() > EARLIER.hyperparameters["max_depth"]


class Evaluate(_TrainingJob):
    """A fitted model is measured."""

    def prepare(self, folder: Path) -> None:
        """Leaves weights of another recipe than what was measured."""
        self.train(folder)
        fit_models([RECIPE], few_rows(), folder / "runs")

    def work(self, folder: Path, confirm: Confirm) -> None:
        """Measures it."""
        evaluate_models([RECIPE], EvaluationData(few_rows().test), folder / "runs")
        confirm("measured")

    def complaints(self, folder: Path, confirmed: Collection[str]) -> Iterator[str]:
        """Figures and answers are there whole, or not at all."""
        run = self.run(folder)
        measured = run.metrics.exists() and run.read_metrics().sets[MNIST_TEST].rows == ROWS
        if run.probabilities_file(MNIST_TEST).exists() and len(run.load_probabilities(MNIST_TEST)) != ROWS:
            yield "the answers are half-written"
        if confirmed and not measured:
            yield "the figures were confirmed, and are lost"

    def is_complete(self, folder: Path) -> bool:
        """Figures are there, and nothing is left beside."""
        return self.run(folder).metrics.exists() and not _parts_in(folder)


class Export(_TrainingJob):
    """A measured model goes into the bundle, where an earlier one is."""

    def prepare(self, folder: Path) -> None:
        """Leaves a bundle of the earlier recipe, and a run of the new one."""
        self.train(folder)
        fit_models([RECIPE], few_rows(), folder / "runs")
        evaluate_models([RECIPE], EvaluationData(few_rows().test), folder / "runs")

    def work(self, folder: Path, confirm: Confirm) -> None:
        """Exports it."""
        export_models([RECIPE], few_rows().test, folder / "runs", self.bundle(folder), may_drop=bool)
        confirm("exported")

    def complaints(self, folder: Path, confirmed: Collection[str]) -> Iterator[str]:
        """The bundle opens, or says what to do."""
        yield from _bundle_complaints(self.bundle(folder), confirmed)

    def is_complete(self, folder: Path) -> bool:
        """The bundle holds the new graph."""
        return _is_whole(self.bundle(folder)) and is_fitted(RunFolder(self.bundle(folder) / "models" / MODEL), RECIPE)


class Calibrate(Job):
    """A served graph is calibrated on drawings."""

    def prepare(self, folder: Path) -> None:
        """Leaves a bundle that is calibrated on MNIST."""
        make_unmeasured(folder, ["lenet"])

    def work(self, folder: Path, confirm: Confirm) -> None:
        """Calibrates it."""
        recalibrate_bundle(folder / "assets" / "models", ["lenet"], evaluation_data(enlarged_digits()), {})
        confirm("calibrated")

    def complaints(self, folder: Path, confirmed: Collection[str]) -> Iterator[str]:
        """The bundle opens, or says what to do."""
        yield from _bundle_complaints(folder / "assets" / "models", confirmed)

    def is_complete(self, folder: Path) -> bool:
        """The bundle is calibrated, and its manifest says so."""
        bundle = folder / "assets" / "models"
        served = RunFolder(bundle / "models" / "lenet")
        said = read_json(bundle / "manifest.json")["models"]["lenet"]["temperature"]
        done = is_calibrated(served, evaluation_data(enlarged_digits()))
        return done and _is_whole(bundle) and said == served.calibration().temperature


def _bundle_complaints(bundle: Path, confirmed: Collection[str]) -> Iterator[str]:
    try:
        _read_all(bundle)
    except BundleError as error:
        if confirmed:
            yield f"the bundle was confirmed, and is damaged: {error}"
        if "run the command again that was writing it" not in str(error):
            yield f"the message does not say what to do: {error}"


def _read_all(bundle: Path) -> None:
    opened = Bundle.open(bundle)
    for info in opened.manifest.models:
        for file in info.files:
            opened.read(file)


def _is_whole(bundle: Path) -> bool:
    _read_all(bundle)
    return not _parts_in(bundle)


def _parts_in(folder: Path) -> list[Path]:
    return list(folder.rglob("*.part"))


TRAINING_JOBS: dict[str, Job] = {"fit": Fit(), "evaluate": Evaluate(), "export": Export(), "calibrate": Calibrate()}
