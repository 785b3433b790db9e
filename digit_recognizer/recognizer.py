"""Recognizer: every model of a bundle behind one set of calls."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from digit_recognizer.bundle.bundle import BUNDLED_MODELS, Bundle
from digit_recognizer.bundle.manifest import ModelInfo
from digit_recognizer.contract import (
    CLASS_COUNT,
    DIGIT_PROBABILITY,
    IMAGE_SIZE,
    IMAGES,
    LOG_PROBABILITIES,
    PROBABILITIES,
    STRIPS,
)
from digit_recognizer.errors import InvalidImageError, TopKError, UnknownModelError
from digit_recognizer.explanation.explanation import Explanation, explain_answer
from digit_recognizer.image.decoding import ImageInput
from digit_recognizer.image.normalization import normalize_drawing
from digit_recognizer.number import NumberReading, read_number
from digit_recognizer.prediction import Confidence, Prediction

DEFAULT_TOP_K = 3
ROWS_PER_RUN = 64
SERVED_OUTPUTS = (PROBABILITIES, DIGIT_PROBABILITY)
LOG_SEVERITY_ERROR = 3


@dataclass(frozen=True)
class _Reading:
    """What one run of one model gave for one image: its outputs by name, and what it took."""

    outputs: Mapping[str, np.ndarray]
    milliseconds: float


def open_session(content: bytes) -> onnxruntime.InferenceSession:
    """Opens a served graph on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = LOG_SEVERITY_ERROR
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def run_session(session: onnxruntime.InferenceSession, images: np.ndarray) -> np.ndarray:
    """Returns probabilities float32 [n, 10] for images uint8 [n, 28, 28], a few rows at a time."""
    return run_outputs(session, images, [PROBABILITIES])[PROBABILITIES]


def run_outputs(
    session: onnxruntime.InferenceSession, images: np.ndarray, names: Sequence[str]
) -> Mapping[str, np.ndarray]:
    """Returns the named outputs, float32 [n, …], for images uint8 [n, 28, 28], a few rows at a time.

    k-NN holds a distance to every stored example for each row of a run, so the rows of a run are few.
    """
    # No images are one run of no rows: it gives outputs of the right shape.
    starts = range(0, max(1, len(images)), ROWS_PER_RUN)
    batches = [session.run(names, {IMAGES: images[start : start + ROWS_PER_RUN]}) for start in starts]
    return {name: np.concatenate(parts) for name, parts in zip(names, zip(*batches, strict=True), strict=True)}


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
        self._outputs = {
            name: tuple(output.name for output in session.get_outputs() if output.name in SERVED_OUTPUTS)
            for name, session in self._sessions.items()
        }
        line_reader = bundle.manifest.line_reader
        self._line_reader = open_session(bundle.read(line_reader.graph)) if line_reader else None
        by_rank = sorted(self._infos, key=lambda name: name != self.default_model)
        self._bundle_detector = next((name for name in by_rank if DIGIT_PROBABILITY in self._outputs[name]), None)

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

        The model itself says whether the picture is a digit if it can, else the model that does so for `compare`.

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

        One judge says for all of them whether the picture is a digit: the default model if it can, else the first model
        that can.

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
        name = self.check_model(model)
        check_top_k(top_k)
        reading = self._read(image28, name)
        judge = self._detector_for(name)
        judged = reading if judge in (name, None) else self._read(image28, judge)
        return self._prediction(name, reading, top_k, self._detection(judge, judged))

    def compare_normalized(self, image28: np.ndarray, top_k: int = DEFAULT_TOP_K) -> tuple[Prediction, ...]:
        """Reads one image that `normalize_drawing` made, uint8 [28, 28], with every model."""
        check_top_k(top_k)
        readings = {name: self._read(image28, name) for name in self._infos}
        judgement = self._detection(self._bundle_detector, readings.get(self._bundle_detector))
        return tuple(self._prediction(name, reading, top_k, judgement) for name, reading in readings.items())

    def predict_proba(self, images28: np.ndarray, model: str | None = None) -> np.ndarray:
        """Returns calibrated probabilities float32 [n, 10] for images uint8 [n, 28, 28], 0 = paper, 255 = ink.

        Raises:
            UnknownModelError: no model has that name.
            InvalidImageError: the array has another shape or type.
        """
        name = self.check_model(model)
        return run_session(self._sessions[name], check_images(images28, "predict_proba"))

    def digit_probability(self, images28: np.ndarray, model: str | None = None) -> np.ndarray | None:
        """Returns how probably each image is one digit at all, 0 to 1, float32 [n], for images uint8 [n, 28, 28].

        The model itself answers if it can, else the default model, else the first in the bundle that can.

        Returns:
            The probabilities; None when no model of the bundle judges that.

        Raises:
            UnknownModelError: no model has that name.
            InvalidImageError: the array has another shape or type.
        """
        judge = self._detector_for(self.check_model(model))
        images28 = check_images(images28, "digit_probability")
        if judge is None:
            return None
        return run_outputs(self._sessions[judge], images28, [DIGIT_PROBABILITY])[DIGIT_PROBABILITY]

    def rejection_threshold(self, model: str | None = None) -> float | None:
        """Returns the least `digit_probability` of what is taken for a digit; None where no model judges that."""
        judge = self._detector_for(self.check_model(model))
        return None if judge is None else self._infos[judge].rejection_threshold

    def read_images(self, images28: np.ndarray, model: str | None = None) -> tuple[np.ndarray, np.ndarray | None]:
        """Returns what `predict_proba` and `digit_probability` return, in one run where one model answers both.

        Raises:
            UnknownModelError: no model has that name.
            InvalidImageError: the array has another shape or type.
        """
        name = self.check_model(model)
        outputs = run_outputs(self._sessions[name], check_images(images28, "read_images"), self._outputs[name])
        if DIGIT_PROBABILITY in outputs:
            return outputs[PROBABILITIES], outputs[DIGIT_PROBABILITY]
        return outputs[PROBABILITIES], self.digit_probability(images28, name)

    def read_line(self, strip: np.ndarray) -> np.ndarray | None:
        """Returns which digit is written where on a line, as the bundle's line reader has it.

        Args:
            strip: uint8 [STRIP_HEIGHT, w], 0 = paper, 255 = ink, as `number.strip.make_strip` returns it.

        Returns:
            natural logarithms of probabilities, float32 [w / 2, 11], the last for no digit; None when the bundle has no
            line reader.
        """
        if self._line_reader is None:
            return None
        [answers] = self._line_reader.run([LOG_PROBABILITIES], {STRIPS: strip[np.newaxis]})
        return answers[0]

    def explain(self, image: ImageInput, model: str | None = None) -> Explanation:
        """Says which ink of one drawing or photo speaks for the answer, and what would tip it to the next best digit.

        Args:
            image: whatever `normalize_drawing` takes.
            model: a model's name; by default `default_model`.

        Raises:
            UnknownModelError: no model has that name.
            NoInkError, InvalidImageError: there is nothing to read; see `normalize_drawing`.
        """
        name = self.check_model(model)
        return self.explain_normalized(normalize_drawing(image), name)

    def explain_normalized(self, image28: np.ndarray, model: str | None = None) -> Explanation:
        """Explains one image that `normalize_drawing` made, uint8 [28, 28]; the model reads 52 images for it.

        Raises:
            UnknownModelError: no model has that name.
            InvalidImageError: the array has another shape or type.
        """
        name = self.check_model(model)
        [image28] = check_images(np.asarray(image28)[None], "explain_normalized")
        return explain_answer(lambda images28: self.predict_proba(images28, name), image28, name)

    def read_number(self, image: ImageInput, model: str | None = None) -> NumberReading:
        """Reads the digits of a written number, left to right, off one drawing or photo; see `number.read_number`."""
        return read_number(image, self, self.check_model(model))

    def _detector_for(self, name: str) -> str | None:
        """Returns the model that says whether what `name` reads is a digit."""
        return name if DIGIT_PROBABILITY in self._outputs[name] else self._bundle_detector

    def _read(self, image28: np.ndarray, name: str) -> _Reading:
        """Runs one model once, for all that it has to say of one image."""
        started = time.perf_counter()
        images28 = check_images(image28[None], "predict_normalized")
        outputs = run_outputs(self._sessions[name], images28, self._outputs[name])
        milliseconds = (time.perf_counter() - started) * 1000
        return _Reading({output: rows[0] for output, rows in outputs.items()}, milliseconds)

    def _detection(self, judge: str | None, reading: _Reading | None) -> tuple[bool | None, float | None]:
        """Returns whether what `judge` read is a digit, and how probably; None where that is not known."""
        if judge is None:
            return None, None
        probability = float(reading.outputs[DIGIT_PROBABILITY])
        threshold = self.rejection_threshold(judge)
        return None if threshold is None else probability >= threshold, probability

    def _prediction(
        self, name: str, reading: _Reading, top_k: int, judgement: tuple[bool | None, float | None]
    ) -> Prediction:
        probabilities = reading.outputs[PROBABILITIES]
        best = np.argsort(-probabilities, kind="stable")[:top_k]
        confidences = tuple(Confidence(int(label), float(probabilities[label])) for label in best)
        return Prediction(name, self._infos[name].title, int(best[0]), confidences, reading.milliseconds, *judgement)

    def check_model(self, model: str | None) -> str:
        """Returns the model's name, or the default model's for None.

        Raises:
            UnknownModelError: no model has that name; the message lists those that exist.
        """
        name = self.default_model if model is None else model
        if not isinstance(name, str) or name not in self._infos:
            raise UnknownModelError(f"No model is called {name!r}. Known models: {', '.join(self._infos)}.")
        return name


def check_images(images28: np.ndarray, caller: str) -> np.ndarray:
    """Returns images uint8 [n, 28, 28] as an array.

    Raises:
        InvalidImageError: the array has another shape or type; the message names `caller`.
    """
    images28 = np.asarray(images28)
    if images28.ndim != 3 or images28.shape[1:] != (IMAGE_SIZE, IMAGE_SIZE) or images28.dtype != np.uint8:
        raise InvalidImageError(
            f"{caller} takes uint8 images of shape [n, {IMAGE_SIZE}, {IMAGE_SIZE}]; received "
            f"{images28.dtype} of shape {list(images28.shape)}. normalize_drawing makes them."
        )
    return images28


def check_top_k(top_k: int) -> int:
    """Returns `top_k` when it is a whole number from 1 to 10.

    Raises:
        TopKError: it is not.
    """
    if isinstance(top_k, bool) or not isinstance(top_k, int | np.integer) or not 1 <= top_k <= CLASS_COUNT:
        raise TopKError(f"top_k must be a whole number from 1 to {CLASS_COUNT}; received {top_k!r}.")
    return int(top_k)
