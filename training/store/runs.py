"""The folder of one training run: what is in it, and how it is read back."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from digit_recognizer.files import write_atomically
from training.errors import TrainingError
from training.estimators.temperature import Calibration
from training.store.config import RunConfig, recipe_of
from training.store.files import read_json
from training.store.metrics import LineReaderMetrics, ModelMetrics
from training.zoo.spec import ModelSpec


class RunError(TrainingError):
    """A step was asked for whose earlier step has not run; the message says which command comes first."""


@dataclass(frozen=True)
class RunFolder:
    """One model's outcome: native weights, config, history, calibration, metrics and the served graph."""

    path: Path

    @property
    def config(self) -> Path:
        """The recipe, the data, the calibration and the surroundings; written last."""
        return self.path / "config.json"

    @property
    def started(self) -> Path:
        """The recipe and the rows of a run that has begun and not ended."""
        return self.path / "started.json"

    @property
    def history(self) -> Path:
        """For each measure, one value per epoch of the fit beside validation rows."""
        return self.path / "history.json"

    @property
    def metrics(self) -> Path:
        """Everything measured."""
        return self.path / "metrics.json"

    @property
    def onnx(self) -> Path:
        """The served graph."""
        return self.path / "model.onnx"

    @property
    def timing(self) -> Path:
        """How long the served graph took to answer, apart from what two exports of the same weights have in common."""
        return self.path / "timing.json"

    @property
    def held_out(self) -> Path:
        """Answers to pen drawings by networks that had not seen their writers; only of models that learn from such."""
        return self.path / "heldout.npz"

    @property
    def held_out_characters(self) -> Path:
        """How probable a digit such networks found letters and symbols; only of models that learn from UNIPEN."""
        return self.path / "heldout_characters.npz"

    @property
    def restored(self) -> Path:
        """How the native weights were made again from the served graph; only where they were."""
        return self.path / "restored.json"

    @property
    def common(self) -> Path:
        """The folder of what every network goes on from; only of recipes that have such cycles."""
        return self.path / "common"

    def fold(self, number: int | None) -> Path:
        """The folder of a network that has not seen that fold's writers; None: of the one that has seen all."""
        return self.path if number is None else self.path / f"fold_{number}"

    def probabilities_file(self, dataset: str) -> Path:
        """The native model's answers to one evaluation set, not calibrated."""
        return self.path / f"uncalibrated_{dataset}.npy"

    def save_probabilities(self, dataset: str, probabilities: np.ndarray) -> None:
        """Keeps the native model's answers, not calibrated, so that export can compare its own with them."""
        write_atomically(self.probabilities_file(dataset), lambda file: np.save(file, probabilities))

    def load_probabilities(self, dataset: str) -> np.ndarray:
        """Reads the native model's answers float32 [n, 10], not calibrated.

        Raises:
            RunError: the model has not been evaluated on that set.
        """
        file = self.probabilities_file(dataset)
        if not file.exists():
            raise RunError(
                f"{self.path.name} has not been evaluated on {dataset}. Run `python -m training evaluate` first."
            )
        return np.load(file, allow_pickle=False)

    def forget_measurements(self) -> None:
        """Removes what was said of weights that another fit has replaced."""
        for file in (self.metrics, self.onnx, self.restored, *self.path.glob(self.probabilities_file("*").name)):
            file.unlink(missing_ok=True)

    def calibration(self) -> Calibration:
        """Reads the calibration that fitting found.

        Raises:
            RunError: the model has not been fitted, or is one that is not calibrated.
        """
        fitted = self.read_config().calibration
        if fitted is None:
            raise RunError(f"{self.path.name} has no calibration: {self.config} names none. Fit the model again.")
        return fitted.calibration

    def read_config(self) -> RunConfig:
        """Reads config.json.

        Raises:
            RunError: the model has not been fitted.
            RecordError: the file is not what this version writes.
        """
        if not self.config.exists():
            raise RunError(
                f"{self.path.name} has not been fitted. Run `python -m training fit {self.path.name}` first."
            )
        return RunConfig.read(self.config)

    def write_config(self, content: RunConfig) -> None:
        """Writes config.json last of all: its presence says that the run is complete."""
        content.write(self.config)

    def read_metrics(self) -> ModelMetrics:
        """Reads metrics.json of a model that answers to single images.

        Raises:
            RunError: nothing has been measured.
            RecordError: the file is not what this version writes.
        """
        if not self.metrics.exists():
            raise RunError(
                f"{self.path.name} has not been evaluated. Run `python -m training evaluate {self.path.name}` first."
            )
        return ModelMetrics.read(self.metrics)

    def read_line_reader_metrics(self) -> LineReaderMetrics:
        """Reads metrics.json of a line reader.

        Raises:
            RecordError: the file is not what this version writes.
        """
        return LineReaderMetrics.read(self.metrics)

    def refreshed_metrics(self) -> ModelMetrics:
        """Returns what has been measured, if anything, beside what the configuration and the history say now.

        Raises:
            RunError: the model has not been fitted.
        """
        config = self.read_config()
        fresh = ModelMetrics(
            sets={},
            parameters=config.parameters,
            training_seconds=config.training_seconds,
            seeds=(config.recipe.seed,),
            validation=config.validation,
            history=read_json(self.history),
        )
        if not self.metrics.exists():
            return fresh
        return replace(
            self.read_metrics(),
            parameters=fresh.parameters,
            training_seconds=fresh.training_seconds,
            seeds=fresh.seeds,
            validation=fresh.validation,
            history=fresh.history,
        )


def same_fit(one: RunConfig, other: RunConfig) -> bool:
    """Whether two configurations are of the same weights.

    Weights are kept uncalibrated: a calibration fitted since on drawings is no other fit of them.
    """
    return replace(one, calibration=None) == replace(other, calibration=None)


def is_in_bundle(spec: ModelSpec, bundle: Path) -> bool:
    """Whether the bundle holds a model of the same recipe."""
    run = RunFolder(bundle / "models" / spec.name)
    return run.config.exists() and run.read_config().recipe == recipe_of(spec)
