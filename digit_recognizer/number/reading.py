"""Reads whole numbers off one picture, line by line."""

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np

from digit_recognizer.image.decoding import ImageInput, Pixels, read_pixels
from digit_recognizer.image.ink import map_ink
from digit_recognizer.number.candidates import GEOMETRY
from digit_recognizer.number.ctc import digits_alone
from digit_recognizer.number.digit_model import DigitModel
from digit_recognizer.number.doubted import Settled, settle, still_ignored
from digit_recognizer.number.hypotheses import best_hypothesis
from digit_recognizer.number.likelier_signs import SignText, find_ink_of, likelier_signs
from digit_recognizer.number.parting import part_strokes
from digit_recognizer.number.scores import score_labels, score_parts
from digit_recognizer.number.segmentation import Segmentation, segment
from digit_recognizer.number.sheet import find_sheet
from digit_recognizer.number.strip import make_strip
from digit_recognizer.number.written import WrittenLine
from digit_recognizer.prediction import Confidence

Box = tuple[int, int, int, int]

# What was cut off a neighbour lacks some of its own ink or has some of the other's. With one half, a digit is doubted
# in 2.9 % of the numbers that are read right, instead of 5.4 %, and a part in 89 % of words, instead of 93 %.
_CUT_THRESHOLD = 0.5


@dataclass(frozen=True)
class DigitReading:
    """One digit of a number.

    Attributes:
        label: the most probable digit.
        confidences: all ten digits, best first; they sum to 1.
        box: left, top, right and bottom (exclusive) of its ink, in pixels of the picture.
        is_digit: whether `digit_probability` reaches the rejection threshold of the detector, or a half where the digit
            was cut off another; None when the bundle has no detector.
        digit_probability: how probably the ink is one whole digit, 0 to 1; None when the bundle has no detector.
    """

    label: int
    confidences: tuple[Confidence, ...]
    box: Box
    is_digit: bool | None = None
    digit_probability: float | None = None


@dataclass(frozen=True)
class SignReading:
    """A sign or separator of a number.

    Attributes:
        text: "-", ".", "," or ":".
        box: left, top, right and bottom (exclusive) of its ink, in pixels of the picture.
    """

    text: str
    box: Box


@dataclass(frozen=True)
class LineReading:
    """One line of digits.

    Attributes:
        text: the digits, left to right, and the signs between them where they stand.
        probability: that all digits are read correctly, 0 to 1: the text's share of all hypotheses scored; from bundles
            without a line reader, the probability of the path that parts the line so, times that of every label.
        digits: one by one, left to right.
        signs: minus, point, comma and colon, left to right.
        box: left, top, right and bottom (exclusive) of the line's ink, in pixels of the picture.
        baseline: how far down the picture the digits' feet are, at the box's left and right edge, in pixels.
    """

    text: str
    probability: float
    digits: tuple[DigitReading, ...]
    signs: tuple[SignReading, ...]
    box: Box
    baseline: tuple[int, int]

    @property
    def parts(self) -> tuple[DigitReading | SignReading, ...]:
        """Digits and signs in the order of the text."""
        return _in_order(self.digits, self.signs)


@dataclass(frozen=True)
class NumberReading:
    """What stands on a picture.

    Attributes:
        model: name of the model that read the digits.
        text: the text of every line, with a newline between lines.
        probability: that all digits of all lines are read correctly, 0 to 1.
        digits: one by one, in the order of the text.
        lines: from top to bottom.
        ignored: left, top, right and bottom (exclusive), in pixels of the picture, of each mark that was taken for
            neither a digit nor a sign.
        milliseconds: what finding and reading them took.
    """

    model: str
    text: str
    probability: float
    digits: tuple[DigitReading, ...]
    lines: tuple[LineReading, ...]
    ignored: tuple[Box, ...]
    milliseconds: float

    def to_dict(self) -> dict[str, Any]:
        """Returns plain dictionaries and lists, as JSON holds them."""
        return asdict(self)


def read_number(image: ImageInput | Pixels, model: DigitModel, digits_only: bool = False) -> NumberReading:
    """Reads the numbers on a picture, line by line and left to right.

    What the model says of each candidate is weighed against what the line reader, if there is one, says of the whole.

    Args:
        image: whatever `normalize_drawing` takes, or its pixels, holding lines of digits.
        model: reads the digits.
        digits_only: whether minus, point, comma and colon are left out of the text, as ignored ink.

    Raises:
        TooManyMarksError: there is more on the picture than lines of digits.
        NoInkError, InvalidImageError: there is nothing to read; see `normalize_drawing`.
    """
    started = time.perf_counter()
    sheet = find_sheet(map_ink(image if isinstance(image, Pixels) else read_pixels(image)))
    settled = [settle(written, partial(_read_line, model=model), model) for written in sheet.lines]
    read = [_without_signs(line.reading) if digits_only else _with_likelier_signs(line) for line in settled]
    main = read[sheet.main]
    lines = tuple(line for line in read if line is main or _has_digit(line))
    signs = [sign.box for line in lines for sign in line.signs]
    ignored = [box for box in still_ignored(sheet, [line.written for line in settled]) if not _is_in_any(box, signs)]
    ignored += [line.box for line in read if line is not main and not _has_digit(line)]
    if digits_only:
        ignored += [sign.box for line in settled for sign in line.written.signs]
    return NumberReading(
        model=model.name,
        text="\n".join(line.text for line in lines),
        probability=math.prod(line.probability for line in lines),
        digits=tuple(digit for line in lines for digit in line.digits),
        lines=lines,
        ignored=tuple(ignored),
        milliseconds=(time.perf_counter() - started) * 1000,
    )


def _read_line(written: WrittenLine, answers: np.ndarray | None, model: DigitModel) -> LineReading:
    found = segment(written.line, model)
    if answers is None:
        answers = model.read_line(make_strip(found.line))
    path, probabilities, probability = _choose(found, answers)
    thresholds = _thresholds(found, path, model.rejection_threshold)
    boxes = _boxes(found, path, probabilities.argmax(axis=1), model)
    digits = tuple(_digit(found, *of_digit) for of_digit in zip(path, probabilities, thresholds, boxes, strict=True))
    return _as_line(digits, tuple(SignReading(sign.text, sign.box) for sign in written.signs), probability)


def _as_line(digits: tuple[DigitReading, ...], signs: tuple[SignReading, ...], probability: float) -> LineReading:
    parts = _in_order(digits, signs)
    box = _around([part.box for part in parts])
    text = "".join(str(part.label) if isinstance(part, DigitReading) else part.text for part in parts)
    return LineReading(text, probability, digits, signs, box, _baseline(digits, box))


def _with_likelier_signs(settled: Settled[LineReading]) -> LineReading:
    """The line with the signs that the line reader is sure of, those among them that touch a digit."""
    line, answers = settled.reading, settled.answers
    dots = [(_place_among(box, line.digits), box) for box in settled.written.lone_dots]
    text = line.text if answers is None else likelier_signs(line.text, answers, {gap for gap, _ in dots})
    if answers is None or text == line.text:
        return line
    signs = list(line.signs)
    for place, (before, after) in enumerate(zip(SignText.of(line.text).gaps, SignText.of(text).gaps, strict=True)):
        if before == after:
            continue
        own = [sign for sign in signs if _place_among(sign.box, line.digits) == place]
        own_dots = [box for gap, box in dots if gap == place]
        if own:
            box = _around([*own_dots, *(sign.box for sign in own)])
        else:
            beside = [digit.box for digit in line.digits[max(0, place - 1) : place + 1]]
            box = find_ink_of(after, beside, own_dots, settled.written.whole, answers)
        signs = [sign for sign in signs if sign not in own] + [SignReading(after, box)]
    other = _as_line(line.digits, tuple(sorted(signs, key=lambda sign: _middle(sign.box))), line.probability)
    return other if other.text == text else line


def _place_among(box: Box, digits: Sequence[DigitReading]) -> int:
    """How many digits come before a box in the order of the text."""
    return sum(_middle(digit.box) <= _middle(box) for digit in digits)


def _is_in_any(box: Box, others: Sequence[Box]) -> bool:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left <= x < right and top <= y < bottom for left, top, right, bottom in others)


def _middle(box: Box) -> int:
    """Twice how far right the middle of a box is."""
    return box[0] + box[2]


def _without_signs(line: LineReading) -> LineReading:
    return _as_line(line.digits, (), line.probability)


def _in_order(digits: Sequence[DigitReading], signs: Sequence[SignReading]) -> tuple[DigitReading | SignReading, ...]:
    """Digits as they are read, whatever their boxes, which may reach over each other; signs where they stand."""
    ranked: list[tuple[int, bool, DigitReading | SignReading]] = [
        *((_place_among(sign.box, digits), False, sign) for sign in signs),
        *((place, True, digit) for place, digit in enumerate(digits)),
    ]
    return tuple(part for *_, part in sorted(ranked, key=lambda part: part[:2]))


def _has_digit(line: LineReading) -> bool:
    """Whether anything on a line may be a digit, as far as a model can say."""
    return any(digit.is_digit is not False for digit in line.digits)


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _baseline(digits: Sequence[DigitReading], box: Box) -> tuple[int, int]:
    """How far down the line through the digits' feet is at the left and right edge of a box."""
    middles = np.array([(digit.box[0] + digit.box[2]) / 2 for digit in digits])
    feet = np.array([digit.box[3] for digit in digits], float)
    slope, foot = (0.0, feet.mean()) if len(digits) < 3 or not np.ptp(middles) else np.polyfit(middles, feet, 1)
    return round(foot + slope * box[0]), round(foot + slope * box[2])


def _choose(found: Segmentation, log_probabilities: np.ndarray | None) -> tuple[tuple[int, ...], np.ndarray, float]:
    """Chooses the digits among the candidates: their indices, what each is, float `[digits, 10]`, and how probably."""
    if log_probabilities is None:
        return _choose_by_path(found)
    geometry = found.candidates.geometry
    label_scores = score_labels(geometry, found.probabilities, found.digit_probability, found.weights)
    chosen = best_hypothesis(found.candidates.lattice, label_scores, digits_alone(log_probabilities))
    if chosen is None:
        return _choose_by_path(found)
    return chosen.path, chosen.probabilities, chosen.probability


def _boxes(found: Segmentation, path: tuple[int, ...], labels: np.ndarray, model: DigitModel) -> list[Box]:
    """Left, top, right and bottom (exclusive) of each digit of a text, in pixels of the picture.

    Those of the candidates that a line is read by often cut strokes short. Whether they are digits is said of these all
    the same: parts of a letter are chosen here to look like digits.
    """
    if found.digit_probability is None:
        return [found.box(index) for index in path]
    candidates = found.candidates
    parted = _parted(found, path, labels, found.digit_probability)
    spans = [(first, end) for first, end in candidates.lattice.edges[list(parted)].tolist()]
    touching = part_strokes(found.line, candidates.segments, spans, labels.tolist(), model)
    boxes = [touching.get(place, candidates.boxes[index]) for place, index in enumerate(parted)]
    return [found.line.on_picture(box) for box in boxes]


def _parted(
    found: Segmentation, path: tuple[int, ...], labels: np.ndarray, digit_probability: np.ndarray
) -> tuple[int, ...]:
    """The candidates that spell a text and part the line best."""
    boxes = found.candidates.boxes
    heights = (boxes[:, 3] - boxes[:, 1]) / found.line.height
    scores = score_parts(found.candidates.geometry, heights, found.probabilities, digit_probability)
    return found.candidates.lattice.most_likely_path_of_length(scores[:, labels]) or path


def _choose_by_path(found: Segmentation) -> tuple[tuple[int, ...], np.ndarray, float]:
    """Chooses the candidates on the most likely path, and for each its most likely label."""
    path, share = found.candidates.lattice.most_likely_path(found.weights.score(found.features))
    probabilities = found.probabilities[list(path)]
    return path, probabilities, share * float(np.prod(probabilities.max(axis=1)))


def _thresholds(found: Segmentation, path: Sequence[int], threshold: float | None) -> list[float | None]:
    """The digit probability from which on each of a path's candidates counts as a digit."""
    if threshold is None:
        return [None] * len(path)
    cut_before = found.candidates.geometry[list(path), GEOMETRY.index("parted")] > 0
    is_cut = cut_before | np.append(cut_before[1:], False)
    return np.where(is_cut, min(threshold, _CUT_THRESHOLD), threshold).tolist()


def _digit(
    found: Segmentation, index: int, probabilities: np.ndarray, threshold: float | None, box: Box
) -> DigitReading:
    best = np.argsort(-probabilities, kind="stable")
    confidences = tuple(Confidence(int(label), float(probabilities[label])) for label in best)
    probability = None if found.digit_probability is None else float(found.digit_probability[index])
    is_digit = None if probability is None or threshold is None else probability >= threshold
    return DigitReading(confidences[0].label, confidences, box, is_digit, probability)
