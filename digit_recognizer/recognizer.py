"""Recognizer: every model of a bundle behind one set of calls."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from digit_recognizer.arguments import check_digits_only, check_image, check_images, check_label, check_top_k
from digit_recognizer.bundle.bundle import BUNDLED_MODELS, Bundle
from digit_recognizer.bundle.manifest import ModelInfo
from digit_recognizer.choice import ChosenDigit, choose_digit
from digit_recognizer.contract import CLASS_COUNT
from digit_recognizer.errors import UnknownModelError, briefly
from digit_recognizer.explanation.evidence import Witness, find_witness
from digit_recognizer.explanation.explanation import Explanation, explain_answer, explain_pixels
from digit_recognizer.explanation.sheet import InkSheet
from digit_recognizer.explanation.turning import Turning, turn_into
from digit_recognizer.image.decoding import ImageInput, Pixels, read_pixels
from digit_recognizer.model import Detection, Graph, LineReader, Model, open_session
from digit_recognizer.number import NumberReading, read_number
from digit_recognizer.one_digit import as_one_digit, may_be_one_digit
from digit_recognizer.prediction import Prediction

DEFAULT_TOP_K = 3


class Recognizer:
    """Every model of one bundle: the default model is open, each other opens when it is first asked.

    Example:
        recognizer = Recognizer.load()
        recognizer.predict(image).label
    """

    def __init__(self, bundle: Bundle) -> None:
        """Reads every model of `bundle`, and opens the one that detects.

        Raises:
            BundleError: a file is missing or is not the one that the manifest names.
        """
        self._bundle = bundle
        line_reader = bundle.manifest.line_reader
        self._line_reader = None if line_reader is None else LineReader(bundle.read(line_reader.graph))
        models = [Model(info, Graph(bundle.read(info.graph)), line_reader=self._line_reader) for info in self.models]
        self._detector = _bundle_detector(models, self.default_model)
        self._models: Mapping[str, Model] = {
            model.name: model if model is self._detector else replace(model, bundle_detector=self._detector)
            for model in models
        }
        self._witnesses: dict[str, Witness | None] = {}

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

    def find_digit(self, image: ImageInput) -> ChosenDigit:
        """Finds the digit on one drawing or photo, and makes the image that every model sees of it.

        Where the picture may be taken in several ways (which is ink, which is paper, what is printed around it), the
        detector that `compare` asks chooses the likeliest.

        Args:
            image: whatever `normalize_drawing` takes.

        Raises:
            NoInkError, InvalidImageError: there is nothing to read; see `normalize_drawing`.
        """
        return self._choose(read_pixels(image))

    def normalize(self, image: ImageInput) -> np.ndarray:
        """Returns what the models see of one drawing or photo, uint8 [28, 28]; see `find_digit`."""
        return self.find_digit(image).image28

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
        chosen, count = self.model(model), check_top_k(top_k)
        digit = self.find_digit(image)
        return chosen.predict(digit.image28, count, digit.company)

    def compare(self, image: ImageInput, top_k: int = DEFAULT_TOP_K) -> tuple[Prediction, ...]:
        """Reads one drawing or photo with every model, in the bundle's order.

        One detector says for all of them whether the picture is a digit: the default model if it can, else the first
        model that can.

        Raises:
            TopKError: `top_k` is out of range.
            NoInkError, InvalidImageError: there is nothing to read; see `normalize_drawing`.
        """
        count = check_top_k(top_k)
        return self.compare_found(self.find_digit(image), count)

    def compare_found(self, digit: ChosenDigit, top_k: int = DEFAULT_TOP_K) -> tuple[Prediction, ...]:
        """Does what `compare` does, of a digit that `find_digit` found."""
        return self._compare(digit.image28, check_top_k(top_k), digit.company)

    def predict_normalized(
        self, image28: np.ndarray, model: str | None = None, top_k: int = DEFAULT_TOP_K
    ) -> Prediction:
        """Reads one image that `normalize_drawing` made, uint8 [28, 28], with one model; raises as `predict` does."""
        chosen, count = self.model(model), check_top_k(top_k)
        return chosen.predict(check_image(image28, "predict_normalized"), count)

    def compare_normalized(self, image28: np.ndarray, top_k: int = DEFAULT_TOP_K) -> tuple[Prediction, ...]:
        """Reads one image that `normalize_drawing` made, uint8 [28, 28], with every model; raises as `compare` does."""
        count = check_top_k(top_k)
        return self._compare(check_image(image28, "compare_normalized"), count)

    def predict_proba(self, images28: np.ndarray, model: str | None = None) -> np.ndarray:
        """Returns calibrated probabilities float32 [n, 10] for images uint8 [n, 28, 28], 0 = paper, 255 = ink.

        Raises:
            UnknownModelError: no model has that name.
            InvalidImageError: the array has another shape or type.
        """
        return self.model(model).predict_proba(check_images(images28, "predict_proba"))

    def digit_probability(self, images28: np.ndarray, model: str | None = None) -> np.ndarray | None:
        """Returns how probably each image is one digit at all, 0 to 1, float32 [n], for images uint8 [n, 28, 28].

        The model itself answers if it can, else the default model, else the first in the bundle that can.

        Returns:
            The probabilities; None when no model of the bundle is a detector.

        Raises:
            UnknownModelError: no model has that name.
            InvalidImageError: the array has another shape or type.
        """
        return self.model(model).digit_probability(check_images(images28, "digit_probability"))

    def rejection_threshold(self, model: str | None = None) -> float | None:
        """Returns the least `digit_probability` of what is taken for a digit; None where no model is a detector.

        Raises:
            UnknownModelError: no model has that name.
        """
        return self.model(model).rejection_threshold

    def read_images(self, images28: np.ndarray, model: str | None = None) -> tuple[np.ndarray, np.ndarray | None]:
        """Returns what `predict_proba` and `digit_probability` return, in one run where one model answers both.

        Raises:
            UnknownModelError: no model has that name.
            InvalidImageError: the array has another shape or type.
        """
        return self.model(model).read_images(check_images(images28, "read_images"))

    def read_line(self, strip: np.ndarray) -> np.ndarray | None:
        """Returns which character is written where on a line, as the bundle's line reader has it.

        Args:
            strip: uint8 [STRIP_HEIGHT, w], 0 = paper, 255 = ink, as `number.strip.make_strip` returns it.

        Returns:
            natural logarithms of probabilities, float32 [w / 2, answers], for the first characters of `LINE_ALPHABET`
            and, the last, for none; None when the bundle has no line reader.
        """
        return None if self._line_reader is None else self._line_reader.read(strip)

    def explain(self, image: ImageInput, model: str | None = None) -> Explanation:
        """Says which ink of one drawing or photo speaks for the answer, and what would tip it to the next best digit.

        Args:
            image: whatever `normalize_drawing` takes.
            model: a model's name; by default `default_model`.

        Raises:
            UnknownModelError: no model has that name.
            NoInkError, InvalidImageError: there is nothing to read; see `normalize_drawing`.
        """
        chosen = self.model(model)
        pixels = read_pixels(image)
        found = self._choose(pixels).found
        return self._with_evidence(explain_pixels(chosen.predict_proba, pixels, found, chosen.name))

    def turn(self, image: ImageInput, label: int, model: str | None = None) -> Turning:
        """Says what to draw and to rub out on one drawing or photo until a model reads it as another digit.

        Args:
            image: whatever `normalize_drawing` takes.
            label: the digit that it is to become, 0 to 9.
            model: the name of the model that is to be convinced; by default `default_model`.

        Raises:
            LabelError: `label` is no digit.
            UnknownModelError: no model has that name.
            NoInkError, InvalidImageError: there is nothing to read; see `normalize_drawing`.
        """
        chosen, digit = self.model(model), check_label(label)
        # Where a tree or few neighbours tell no small changes apart, the default model says what leads there.
        guide = None if chosen.name == self.default_model else self.model().predict_proba
        pixels = read_pixels(image)
        sheet = InkSheet.of(pixels, self._choose(pixels).found)
        return turn_into(digit, sheet, chosen.name, chosen.predict_proba, guide)

    def explain_normalized(self, image28: np.ndarray, model: str | None = None) -> Explanation:
        """Explains one image that `normalize_drawing` made, uint8 [28, 28]; the model reads 52 images for it.

        Raises:
            UnknownModelError: no model has that name.
            InvalidImageError: the array has another shape or type.
        """
        chosen = self.model(model)
        image28 = check_image(image28, "explain_normalized")
        return self._with_evidence(explain_answer(chosen.predict_proba, image28, chosen.name))

    def read_number(self, image: ImageInput, model: str | None = None, digits_only: bool = False) -> NumberReading:
        """Reads the numbers on one drawing or photo, line by line and left to right.

        A doubted number that plainly is one digit is read as `predict` reads it.

        Args:
            image: whatever `normalize_drawing` takes.
            model: a model's name; by default `default_model`.
            digits_only: whether minus, point, comma and colon are left out of the text.

        Raises:
            UnknownModelError: no model has that name.
            DigitsOnlyError: `digits_only` is neither true nor false.
            TooManyMarksError, NoInkError, InvalidImageError: there is no number to read; see `number.read_number`.
        """
        chosen, pixels = self.model(model), read_pixels(image)
        number = read_number(pixels, chosen, check_digits_only(digits_only))
        if not may_be_one_digit(number):
            return number
        digit = self._choose(pixels)
        return as_one_digit(number, digit, chosen.predict(digit.image28, CLASS_COUNT, digit.company))

    def model(self, name: str | None = None) -> Model:
        """Returns the open model of that name, or the default model for None.

        Raises:
            UnknownModelError: no model has that name; the message lists those that exist.
        """
        name = self.default_model if name is None else name
        if not isinstance(name, str) or name not in self._models:
            raise UnknownModelError(f"No model is called {briefly(name)}. Known models: {', '.join(self._models)}.")
        return self._models[name]

    def open_models(self) -> None:
        """Opens what is not open yet, so that no first answer waits for it: a third of a second of one core."""
        for opened in (*self._models.values(), self._line_reader):
            if opened is not None:
                opened.session  # noqa: B018  opens when it is asked for

    def _with_evidence(self, explanation: Explanation) -> Explanation:
        """Adds what a model of its kind goes by; the graph is looked into once, when it is first asked."""
        model = self.model(explanation.model)
        if model.name not in self._witnesses:
            content = self._bundle.read(model.info.graph)
            self._witnesses[model.name] = find_witness(model.info.family, content, open_session)
        witness = self._witnesses[model.name]
        if witness is None:
            return explanation
        return replace(explanation, evidence=witness.testify(explanation.image28, explanation.label))

    def _choose(self, pixels: Pixels) -> ChosenDigit:
        return choose_digit(pixels, None if self._detector is None else self._detector.read_images)

    def _compare(self, image28: np.ndarray, top_k: int, company: float = 0.0) -> tuple[Prediction, ...]:
        readings = {model: model.read(image28) for model in self._models.values()}
        detection = Detection() if self._detector is None else self._detector.detect(readings[self._detector], company)
        return tuple(model.answer(reading, detection, top_k) for model, reading in readings.items())


def _bundle_detector(models: Iterable[Model], default_model: str) -> Model | None:
    """Returns the model that detects for those that cannot: the default model if it can, else the first that can."""
    by_rank = sorted(models, key=lambda model: model.name != default_model)
    return next((model for model in by_rank if model.is_detector), None)
