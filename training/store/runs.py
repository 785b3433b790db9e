"""The folder of one training run: what is in it, and how it is read back."""

import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from digit_recognizer.files import write_atomically
from training.errors import TrainingError
from training.estimators.temperature import Calibration
from training.store.files import read_json, write_json
from training.zoo.spec import ModelSpec

LIBRARIES = ("numpy", "scikit-learn", "tensorflow", "keras", "datasets", "onnx", "onnxruntime", "skl2onnx", "tf2onnx")


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
        """The recipe of a run that has begun and not ended."""
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
    def held_out(self) -> Path:
        """Answers to pen drawings by networks that had not seen their writers; only of models that learn from such."""
        return self.path / "heldout.npz"

    def fold(self, number: int | None) -> Path:
        """The folder of a network that has not seen that fold's writers; None: of the one that has seen all."""
        return self.path if number is None else self.path / f"fold_{number}"

    def probabilities_file(self, dataset: str) -> Path:
        """The native model's answers to one evaluation set."""
        return self.path / f"probabilities_{dataset}.npy"

    def save_probabilities(self, dataset: str, probabilities: np.ndarray) -> None:
        """Keeps the native model's calibrated answers, so that export can compare its own with them."""
        write_atomically(self.probabilities_file(dataset), lambda file: np.save(file, probabilities))

    def load_probabilities(self, dataset: str) -> np.ndarray:
        """Reads the native model's calibrated answers float32 [n, 10].

        Raises:
            RunError: the model has not been evaluated on that set.
        """
        file = self.probabilities_file(dataset)
        if not file.exists():
            raise RunError(
                f"{self.path.name} has not been evaluated on {dataset}. Run `python -m training evaluate` first."
            )
        return np.load(file, allow_pickle=False)

    def calibration(self) -> Calibration:
        """Reads the calibration that fitting found.

        Raises:
            RunError: the model has not been fitted.
        """
        fitted = self.read_config()["calibration"]
        return Calibration(fitted["temperature"], fitted["uniform_share"])

    def read_config(self) -> dict[str, Any]:
        """Reads config.json.

        Raises:
            RunError: the model has not been fitted.
        """
        if not self.config.exists():
            raise RunError(
                f"{self.path.name} has not been fitted. Run `python -m training fit {self.path.name}` first."
            )
        return read_json(self.config)

    def write_config(self, content: dict[str, Any]) -> None:
        """Writes config.json last of all: its presence says that the run is complete."""
        write_json(self.config, content)


def recipe_of(spec: ModelSpec) -> dict[str, Any]:
    """Returns what decides a model's weights, as JSON holds it: equal recipes need no second training."""
    return {
        "name": spec.name,
        "framework": spec.framework,
        "hyperparameters": _as_json(spec.hyperparameters),
        "training": _as_json(spec.training),
        "seed": spec.seed,
        "source": spec.source,
        **({"tuned": _as_json(spec.tuned)} if spec.tuned else {}),
    }


def is_in_bundle(spec: ModelSpec, bundle: Path) -> bool:
    """Whether the bundle holds a model of the same recipe."""
    run = RunFolder(bundle / "models" / spec.name)
    return run.config.exists() and run.read_config()["recipe"] == recipe_of(spec)


def environment() -> dict[str, Any]:
    """Returns the library versions and the hardware that a run used."""
    return {
        "libraries": {name: version(name) for name in LIBRARIES},
        "python": platform.python_version(),
        "hardware": {"machine": platform.machine(), "cpu_cores": os.cpu_count()},
    }


def calibration_as_json(calibration: Calibration) -> dict[str, float]:
    """Returns the two numbers of a calibration by name."""
    return asdict(calibration)


def _as_json(value: Any) -> Any:
    """Returns mappings as dictionaries and tuples as lists, at every depth, as JSON gives them back."""
    if isinstance(value, Mapping):
        return {name: _as_json(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(part) for part in value]
    return value
