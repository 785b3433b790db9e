"""One module per framework behind one Protocol: what differs between frameworks lives here, and nothing else does."""

from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnx

from training.data.images import LabelledImages
from training.zoo.spec import ModelSpec

History = dict[str, list[float]]


class Backend(Protocol):
    """What a framework's module does. A model is whatever the framework's `fit` and `load` return."""

    @property
    def WEIGHTS_FILE(self) -> str:  # noqa: N802  # a constant of each module
        """The name of the file that keeps native weights."""

    def fit(
        self, spec: ModelSpec, train: LabelledImages, validation: LabelledImages | None, folder: Path
    ) -> tuple[Any, History]:
        """Trains `spec`.

        Args:
            spec: the recipe.
            train: the rows to learn from.
            validation: rows that are measured after each epoch, where the framework has such.
            folder: keeps what an interrupted training goes on from.

        Returns:
            the model, and for each measure one value per epoch.
        """

    def predict_proba(self, model: Any, images: np.ndarray) -> np.ndarray:
        """Returns uncalibrated probabilities float32 [n, 10] for images uint8 [n, 28, 28]."""

    def save(self, model: Any, path: Path) -> None:
        """Writes the native weights, atomically."""

    def load(self, spec: ModelSpec, path: Path) -> Any:
        """Reads native weights."""

    def restore(self, spec: ModelSpec, graph: onnx.ModelProto, train: LabelledImages) -> Any:
        """Makes the model again that a served graph was exported from, without the training that chose it.

        Networks read their weights out of the graph, with what was folded into others left there; whatever scikit-learn
        fits is fitted again with its seed. Whether it answers as the graph does is for the caller to see.

        Args:
            spec: the recipe that the graph was exported from.
            graph: the served graph.
            train: the rows that the recipe learns from.

        Raises:
            RestorationError: the graph holds other weights than the recipe's.
        """

    def count_parameters(self, model: Any) -> int:
        """Returns how many numbers were learnt."""

    def to_onnx(self, model: Any) -> onnx.ModelProto:
        """Exports the model as a graph from `images` to uncalibrated `probabilities`."""


class DetectorBackend(Backend, Protocol):
    """A backend of networks that also say whether an image is a digit."""

    def predict_both(self, model: Any, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Returns uncalibrated probabilities float32 [n, 10] and digit probabilities float32 [n]."""


class RegressionBackend(Backend, Protocol):
    """A backend of models that also take digits for numbers."""

    def predict_numbers(self, model: Any, images: np.ndarray) -> np.ndarray:
        """Returns a regressor's answers float64 [n] for images uint8 [n, 28, 28]."""


def backend_of(spec: ModelSpec) -> Backend:
    """Returns the module that fits and exports `spec`; imports its framework no sooner."""
    match spec.framework:
        case "keras":
            return detector_backend()
        case "tensorflow":
            from training.backends import tensorflow_backend

            return tensorflow_backend
        case "sklearn":
            return regression_backend()


def detector_backend() -> DetectorBackend:
    """Returns Keras's backend, the only one of networks with two outputs."""
    from training.backends import keras_backend

    return keras_backend


def regression_backend() -> RegressionBackend:
    """Returns scikit-learn's backend, the only one of regressors."""
    from training.backends import sklearn_backend

    return sklearn_backend
