"""Model: one graph of a bundle, with its outputs and the detector that says for it what is a digit."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import onnxruntime

from digit_recognizer.bundle.manifest import ModelInfo
from digit_recognizer.contract import DIGIT_PROBABILITY, IMAGES, LOG_PROBABILITIES, PROBABILITIES, STRIPS
from digit_recognizer.prediction import Confidence, Prediction

ROWS_PER_RUN = 16  # more take no less time for each, and k-NN's distances far more memory
SERVED_OUTPUTS = (PROBABILITIES, DIGIT_PROBABILITY)
LOG_SEVERITY_ERROR = 3


def open_session(content: bytes) -> onnxruntime.InferenceSession:
    """Opens a served graph on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = LOG_SEVERITY_ERROR
    # An arena of each graph keeps what its largest batch took: 127 MB over all models, for no time gained.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


class Graph:
    """A served graph that is opened when it is first asked: one that nobody asks takes no memory but its file's."""

    def __init__(self, content: bytes) -> None:
        self._content: bytes | None = content
        self._session: onnxruntime.InferenceSession | None = None
        self._opening = threading.Lock()

    @property
    def is_open(self) -> bool:
        """Whether it has been asked."""
        return self._session is not None

    @property
    def session(self) -> onnxruntime.InferenceSession:
        """The open graph."""
        if self._session is None:
            with self._opening:  # two callers who ask first at the same time open it once
                if self._content is not None:
                    self._session, self._content = open_session(self._content), None
        assert self._session is not None
        return self._session


def run_session(session: onnxruntime.InferenceSession, images: np.ndarray) -> np.ndarray:
    """Returns probabilities float32 [n, 10] for images uint8 [n, 28, 28], a few rows at a time."""
    return run_outputs(session, images, [PROBABILITIES])[PROBABILITIES]


def run_outputs(
    session: onnxruntime.InferenceSession, images: np.ndarray, names: Sequence[str]
) -> Mapping[str, np.ndarray]:
    """Returns the named outputs, float32 [n, …], for images uint8 [n, 28, 28], a few rows at a time.

    k-NN holds a distance to every stored example for each row of a run, so the rows of a run are few.
    """
    if not len(images):  # not every graph runs without a row: a blank one gives outputs of the right shape
        blank = run_outputs(session, np.zeros((1, *images.shape[1:]), np.uint8), names)
        return {name: values[:0] for name, values in blank.items()}
    starts = range(0, len(images), ROWS_PER_RUN)
    batches = [session.run(names, {IMAGES: images[start : start + ROWS_PER_RUN]}) for start in starts]
    return {name: np.concatenate(parts) for name, parts in zip(names, zip(*batches, strict=True), strict=True)}


@dataclass(frozen=True)
class Reading:
    """What one run of one model gave for one image: its outputs by name, and what it took."""

    outputs: Mapping[str, np.ndarray]
    milliseconds: float


@dataclass(frozen=True)
class Detection:
    """Whether an image is a digit, and how probably, as `Prediction` has them; None where that is not known."""

    is_digit: bool | None = None
    digit_probability: float | None = None


class LineReader:
    """The graph that says which character is written where on a line, whichever model reads the digits."""

    def __init__(self, content: bytes) -> None:
        self._graph = Graph(content)

    @property
    def session(self) -> onnxruntime.InferenceSession:
        """The open graph."""
        return self._graph.session

    def read(self, strip: np.ndarray) -> np.ndarray:
        """Returns natural logarithms of probabilities float32 [w / 2, answers] for a strip uint8 [STRIP_HEIGHT, w]."""
        [answers] = self.session.run([LOG_PROBABILITIES], {STRIPS: strip[np.newaxis]})
        return answers[0]


@dataclass(frozen=True, eq=False)
class Model:
    """One graph of a bundle, opened when it is first asked.

    Its methods trust the arrays they are given: `Recognizer` checks what callers pass.

    Attributes:
        info: what the bundle says of it.
        graph: what it answers with.
        bundle_detector: the model that detects for those that do not do so themselves; None where none does.
        line_reader: the bundle's line reader, if it has one.
    """

    info: ModelInfo
    graph: Graph
    bundle_detector: "Model | None" = None
    line_reader: LineReader | None = None

    @property
    def name(self) -> str:
        """The name by which the bundle knows it."""
        return self.info.name

    @property
    def session(self) -> onnxruntime.InferenceSession:
        """The open graph."""
        return self.graph.session

    @cached_property
    def outputs(self) -> tuple[str, ...]:
        """The names of those of the contract's outputs that the graph has."""
        return tuple(output.name for output in self.session.get_outputs() if output.name in SERVED_OUTPUTS)

    @property
    def is_detector(self) -> bool:
        """Whether its graph says of an image whether it is a digit at all."""
        return DIGIT_PROBABILITY in self.outputs

    @property
    def detector(self) -> "Model | None":
        """The model that says for this one what is a digit: itself if it can, else the bundle's detector."""
        return self if self.is_detector else self.bundle_detector

    @property
    def rejection_threshold(self) -> float | None:
        """The detector's least `digit_probability` of what is taken for a digit; None where that is not known."""
        return None if self.detector is None else self.detector.info.rejection_threshold

    def predict(self, image28: np.ndarray, top_k: int, company: float = 0.0) -> Prediction:
        """Reads one image uint8 [28, 28], and says whether it is a digit; each graph that is needed runs once.

        Args:
            image28: what is read.
            top_k: how many digits to answer.
            company: how probably another digit stands beside it, 0 to 1: then the picture is not one digit.
        """
        reading = self.read(image28)
        if self.detector is None:
            return self.answer(reading, Detection(), top_k)
        detected = reading if self.detector is self else self.detector.read(image28)
        return self.answer(reading, self.detector.detect(detected, company), top_k)

    def read(self, image28: np.ndarray) -> Reading:
        """Runs the graph once, for all that it has to say of one image uint8 [28, 28]."""
        started = time.perf_counter()
        outputs = run_outputs(self.session, image28[np.newaxis], self.outputs)
        milliseconds = (time.perf_counter() - started) * 1000
        return Reading({name: rows[0] for name, rows in outputs.items()}, milliseconds)

    def detect(self, reading: Reading, company: float = 0.0) -> Detection:
        """Says whether the image of a reading by this model, a detector, is a digit, and in no company."""
        probability, threshold = float(reading.outputs[DIGIT_PROBABILITY]), self.info.rejection_threshold
        probability *= 1 - company
        return Detection(None if threshold is None else probability >= threshold, probability)

    def answer(self, reading: Reading, detection: Detection, top_k: int) -> Prediction:
        """Returns the `top_k` most probable digits of a reading by this model, beside what a detector said."""
        probabilities = reading.outputs[PROBABILITIES]
        best = np.argsort(-probabilities, kind="stable")[:top_k]
        return Prediction(
            model=self.name,
            title=self.info.title,
            label=int(best[0]),
            confidences=tuple(Confidence(int(label), float(probabilities[label])) for label in best),
            milliseconds=reading.milliseconds,
            is_digit=detection.is_digit,
            digit_probability=detection.digit_probability,
        )

    def predict_proba(self, images28: np.ndarray) -> np.ndarray:
        """Returns calibrated probabilities float32 [n, 10] for images uint8 [n, 28, 28]."""
        return run_session(self.session, images28)

    def digit_probability(self, images28: np.ndarray) -> np.ndarray | None:
        """Returns how probably each image is one digit at all, float32 [n]; None where there is no detector."""
        if self.detector is None:
            return None
        return run_outputs(self.detector.session, images28, [DIGIT_PROBABILITY])[DIGIT_PROBABILITY]

    def read_images(self, images28: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        """Returns what `predict_proba` and `digit_probability` return, in one run where one graph answers both."""
        outputs = run_outputs(self.session, images28, self.outputs)
        if self.is_detector:
            return outputs[PROBABILITIES], outputs[DIGIT_PROBABILITY]
        return outputs[PROBABILITIES], self.digit_probability(images28)

    def read_line(self, strip: np.ndarray) -> np.ndarray | None:
        """Returns which character stands where on a strip, as `LineReader.read` does; None without a line reader."""
        return None if self.line_reader is None else self.line_reader.read(strip)
