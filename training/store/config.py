"""What config.json says: the recipe, what it learnt from, its calibration and the surroundings."""

import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, TypedDict

from pydantic import JsonValue

from training.estimators.temperature import Calibration
from training.store.records import Record
from training.zoo.spec import ModelSpec

LIBRARIES = ("numpy", "scikit-learn", "tensorflow", "keras", "datasets", "onnx", "onnxruntime", "skl2onnx", "tf2onnx")


@dataclass(frozen=True, kw_only=True)
class Recipe(Record):
    """What decides a model's weights: equal recipes need no second training."""

    name: str
    framework: str
    hyperparameters: dict[str, JsonValue]
    training: dict[str, JsonValue]
    seed: int
    source: str
    tuned: dict[str, JsonValue] | None = None


@dataclass(frozen=True, kw_only=True)
class FeedbackRows(Record):
    """How many pictures a model learnt from visitors, and the digest of all that it was given."""

    learnt: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class TrainingRows(Record):
    """The rows that a model learnt from; how many people and folds only where people were held out.

    Attributes:
        source: where the rows come from.
        revision: which of them.
        rows: how many.
        writers: how many wrote the pen strokes.
        contributors: how many of UNIPEN's wrote, too; none where it did not teach.
        folds: how many networks held some of them out.
    """

    source: str
    revision: str
    rows: int
    writers: int | None = None
    contributors: int | None = None
    folds: int | None = None
    feedback: FeedbackRows | None = None


@dataclass(frozen=True, kw_only=True)
class FittedCalibration(Record):
    """The two numbers of a calibration, and on what they were fitted if not on validation rows of MNIST."""

    temperature: float
    uniform_share: float
    fitted_on: str | None = None
    rows: int | None = None
    writers: int | None = None

    @property
    def calibration(self) -> Calibration:
        """The two numbers alone."""
        return Calibration(self.temperature, self.uniform_share)


@dataclass(frozen=True, kw_only=True)
class Validation(Record):
    """Figures of rows that the model has not learnt from; calibration errors before and after calibrating."""

    rows: int
    accuracy: float
    ece_before: float | None = None
    ece: float | None = None


@dataclass(frozen=True, kw_only=True)
class Hardware(Record):
    """The machine that trained."""

    machine: str
    cpu_cores: int


@dataclass(frozen=True, kw_only=True)
class RunConfig(Record):
    """What config.json holds.

    Attributes:
        recipe: what decides the weights.
        data: what it learnt from.
        calibration: none of a line reader.
        rejection_threshold: digit probability from which something counts as a digit; only of a detector.
        validation: figures of rows that it has not learnt from.
        mnist_validation: the same of MNIST's training rows, by networks that held their writers out.
        parameters: how many numbers were learnt; None where nobody has counted.
        training_seconds: of all its trainings together.
        final_fit_seconds: of the training that ships.
        libraries: their versions by name.
        python: its version.
        resumed: where a training that was stopped went on, by its folder: after so many epochs or steps; none where
            none was stopped. The weights are the same as without.
        hardware: the machine that trained.
    """

    recipe: Recipe
    data: TrainingRows
    calibration: FittedCalibration | None = None
    rejection_threshold: float | None = None
    validation: Validation
    mnist_validation: Validation | None = None
    parameters: int | None
    training_seconds: float
    final_fit_seconds: float
    resumed: dict[str, list[int]] | None = None
    libraries: dict[str, str]
    python: str
    hardware: Hardware


class Environment(TypedDict):
    """The fields of `RunConfig` that say on what a run took place."""

    libraries: dict[str, str]
    python: str
    hardware: Hardware


def environment() -> Environment:
    """Returns the library versions and the hardware that a run uses."""
    return {
        "libraries": {name: version(name) for name in LIBRARIES},
        "python": platform.python_version(),
        "hardware": Hardware(machine=platform.machine(), cpu_cores=os.cpu_count() or 1),
    }


def recipe_of(spec: ModelSpec) -> Recipe:
    """Returns what decides a model's weights, as JSON holds it."""
    return Recipe(
        name=spec.name,
        framework=spec.framework,
        hyperparameters=_as_json(spec.hyperparameters),
        training=_as_json(spec.training),
        seed=spec.seed,
        source=spec.source,
        tuned=_as_json(spec.tuned) if spec.tuned else None,
    )


def fitted_calibration(
    calibration: Calibration, fitted_on: str | None = None, rows: int | None = None, writers: int | None = None
) -> FittedCalibration:
    """Returns a calibration as files hold it, with what it was fitted on where that is not MNIST."""
    return FittedCalibration(
        temperature=calibration.temperature,
        uniform_share=calibration.uniform_share,
        fitted_on=fitted_on,
        rows=rows,
        writers=writers,
    )


def _as_json(value: Any) -> Any:
    """Returns mappings as dictionaries and tuples as lists, at every depth, as JSON gives them back."""
    if isinstance(value, Mapping):
        return {name: _as_json(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(part) for part in value]
    return value
