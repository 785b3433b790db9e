"""Recognizer: every model of a bundle behind one set of calls."""

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from digit_recognizer.bundle import BUNDLED_MODELS, Bundle, ModelInfo
from digit_recognizer.contract import CLASS_COUNT, IMAGE_SIZE, IMAGES, PROBABILITIES
from digit_recognizer.decoding import ImageInput
from digit_recognizer.errors import InvalidImageError, TopKError, UnknownModelError
from digit_recognizer.preprocessing import normalize_drawing

DEFAULT_TOP_K = 3
ROWS_PER_RUN = 64
LOG_SEVERITY_ERROR = 3


@dataclass(frozen=True)
class Confidence:
    """One class and its probability in 0 to 1."""

    label: int
    confidence: float


@dataclass(frozen=True)
class Prediction:
    """One model's answer to one image.

    Attributes:
        model: the model's name.
        title: the model's title.
        label: the most probable digit.
        confidences: the most probable digits, best first.
        milliseconds: what the model took, without the drawing's normalisation.
    """

    model: str
    title: str
    label: int
    confidences: tuple[Confidence, ...]
    milliseconds: float

    def to_dict(self) -> dict[str, Any]:
        """Returns plain dictionaries and lists, as JSON holds them."""
        return asdict(self)


def open_session(content: bytes) -> onnxruntime.InferenceSession:
    """Opens a served graph on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = LOG_SEVERITY_ERROR
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def run_session(session: onnxruntime.InferenceSession, images: np.ndarray) -> np.ndarray:
    """Returns probabilities float32 [n, 10] for images uint8 [n, 28, 28], a few rows at a time.

    k-NN holds a distance to every stored example for each row of a run, so the rows of a run are few.
    """
    batches = [
        session.run([PROBABILITIES], {IMAGES: images[start : start + ROWS_PER_RUN]})[0]
        for start in range(0, len(images), ROWS_PER_RUN)
    ]
    return np.concatenate(batches) if batches else np.empty((0, CLASS_COUNT), dtype=np.float32)


class Recognizer:
    """Every model of one bundle, open and ready.

    Example:
        recognizer = Recognizer.load()
        recognizer.predict(image).label
    """

    def __init__(self, bundle: Bundle) -> None:
        """Opens every model of `bundle`.

        Raises:
            BundleError: a file is missing or is not the one that the manifest names.
        """
        self._bundle = bundle
        self._infos: Mapping[str, ModelInfo] = {info.name: info for info in bundle.manifest.models}
        self._sessions = {name: open_session(bundle.read(info.graph)) for name, info in self._infos.items()}

    @classmethod
    def load(cls, folder: str | Path = BUNDLED_MODELS) -> "Recognizer":
        """Opens the bundle in `folder`, by default the one that comes with the program.

        Raises:
            BundleError: the bundle is missing or damaged.
        """
        return cls(Bundle.open(folder))

    @property
    def bundle(self) -> Bundle:
        """The bundle, which knows where its weights come from."""
        return self._bundle

    @property
    def models(self) -> tuple[ModelInfo, ...]:
        """What the bundle holds, in its order."""
        return self._bundle.manifest.models

    @property
    def default_model(self) -> str:
        """The name of the model that answers when none is named."""
        return self._bundle.manifest.default_model

    def predict(self, image: ImageInput, model: str | None = None, top_k: int = DEFAULT_TOP_K) -> Prediction:
        """Reads one drawing or photo with one model.

        Args:
            image: whatever `normalize_drawing` takes.
            model: a model's name; by default `default_model`.
            top_k: how many digits to answer, 1 to 10.

        Raises:
            UnknownModelError: no model has that name.
            TopKError: `top_k` is out of range.
            NoInkError, InvalidImageError: there is nothing to read; see `normalize_drawing`.
        """
        name = self.check_model(model)
        check_top_k(top_k)
        return self.predict_normalized(normalize_drawing(image), name, top_k)

    def compare(self, image: ImageInput, top_k: int = DEFAULT_TOP_K) -> tuple[Prediction, ...]:
        """Reads one drawing or photo with every model, in the bundle's order.

        Raises:
            TopKError: `top_k` is out of range.
            NoInkError, InvalidImageError: there is nothing to read; see `normalize_drawing`.
        """
        check_top_k(top_k)
        return self.compare_normalized(normalize_drawing(image), top_k)

    def predict_normalized(
        self, image28: np.ndarray, model: str | None = None, top_k: int = DEFAULT_TOP_K
    ) -> Prediction:
        """Reads one image that `normalize_drawing` made, uint8 [28, 28], with one model."""
        info = self._infos[self.check_model(model)]
        started = time.perf_counter()
        probabilities = self.predict_proba(image28[None], info.name)[0]
        milliseconds = (time.perf_counter() - started) * 1000
        best = np.argsort(-probabilities, kind="stable")[: check_top_k(top_k)]
        confidences = tuple(Confidence(int(label), float(probabilities[label])) for label in best)
        return Prediction(info.name, info.title, int(best[0]), confidences, milliseconds)

    def compare_normalized(self, image28: np.ndarray, top_k: int = DEFAULT_TOP_K) -> tuple[Prediction, ...]:
        """Reads one image that `normalize_drawing` made, uint8 [28, 28], with every model."""
        return tuple(self.predict_normalized(image28, name, top_k) for name in self._infos)

    def predict_proba(self, images28: np.ndarray, model: str | None = None) -> np.ndarray:
        """Returns calibrated probabilities float32 [n, 10] for images uint8 [n, 28, 28], 0 = paper, 255 = ink.

        Raises:
            UnknownModelError: no model has that name.
            InvalidImageError: the array has another shape or type.
        """
        name = self.check_model(model)
        images28 = np.asarray(images28)
        if images28.ndim != 3 or images28.shape[1:] != (IMAGE_SIZE, IMAGE_SIZE) or images28.dtype != np.uint8:
            raise InvalidImageError(
                f"predict_proba takes uint8 images of shape [n, {IMAGE_SIZE}, {IMAGE_SIZE}]; received "
                f"{images28.dtype} of shape {list(images28.shape)}. normalize_drawing makes them."
            )
        return run_session(self._sessions[name], images28)

    def check_model(self, model: str | None) -> str:
        """Returns the model's name, or the default model's for None.

        Raises:
            UnknownModelError: no model has that name; the message lists those that exist.
        """
        name = self.default_model if model is None else model
        if not isinstance(name, str) or name not in self._infos:
            raise UnknownModelError(f"No model is called {name!r}. Known models: {', '.join(self._infos)}.")
        return name


def check_top_k(top_k: int) -> int:
    """Returns `top_k` when it is a whole number from 1 to 10.

    Raises:
        TopKError: it is not.
    """
    if isinstance(top_k, bool) or not isinstance(top_k, int | np.integer) or not 1 <= top_k <= CLASS_COUNT:
        raise TopKError(f"top_k must be a whole number from 1 to {CLASS_COUNT}; received {top_k!r}.")
    return int(top_k)
