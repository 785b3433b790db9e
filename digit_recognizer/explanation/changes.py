"""Changes to a digit, and what a model makes of them: on the 28x28 image, and on the picture itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from digit_recognizer.constants import SHARED
from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.errors import NoInkError
from digit_recognizer.explanation.occlusion import Marks, add, erase
from digit_recognizer.explanation.sheet import InkSheet, Kind, Stroke, strokes_on
from digit_recognizer.image.geometry import box_of
from digit_recognizer.image.normalization import Placement

_SHARED = SHARED["explanation"]
TRIED: int = _SHARED["tried"]  # changes of either kind that are tried on the picture itself, the likeliest first
# By which the rival must lead there: a browser's strokes differ from ours by a shade.
MIN_LEAD: float = _SHARED["min_lead"]
# Odds beyond are not told apart: float32 cannot, nor do they mean anything.
MIN_PROBABILITY: float = _SHARED["min_probability"]

PredictProba = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Box:
    """The pixels that a change touches: rows `top` to `bottom` and columns `left` to `right`, ends not included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, eq=False)
class Original:
    """The image as it is.

    Attributes:
        image28: uint8 [28, 28].
        place: where it lies on the picture.
        probabilities: the ten digits' probabilities, float64 [10].
        label: its answer.
        rival: the digit that it might be instead.
    """

    image28: np.ndarray
    place: Placement
    probabilities: np.ndarray
    label: int
    rival: int


@dataclass(frozen=True, eq=False)
class Changes:
    """Changes of one kind.

    Attributes:
        kind: what they do.
        strokes: each on the picture.
        boxes: where each is on the 28x28 image.
        ink: how much ink each adds or takes there, int64 [n].
        images28: what the models see after each, uint8 [n, 28, 28].
        probabilities: what the model makes of it, float64 [n, 10].
        lead: by how much the rival must lead to be the answer.
    """

    kind: Kind
    strokes: Sequence[Stroke]
    boxes: Sequence[Box]
    ink: np.ndarray
    images28: np.ndarray
    probabilities: np.ndarray
    lead: float = 0.0

    def ranked(self, original: Original) -> list[int]:
        """Returns the indices of those that move the odds to the rival, in the order of `Explanation.tipping`."""
        moves = self.moves(original)
        enough = self.are_enough(original.rival)
        order = np.lexsort([-moves, np.where(enough, self.ink, np.iinfo(np.int64).max)])
        return [int(index) for index in order if moves[index] > 0]

    def moves(self, original: Original) -> np.ndarray:
        """Returns by how much each moves the log-odds from the label to the rival, float64 [n]."""
        label, rival = original.label, original.rival
        before = odds_between(original.probabilities[None], rival, label)
        return odds_between(self.probabilities, rival, label) - before

    def are_enough(self, rival: int) -> np.ndarray:
        """Returns after which of them the rival is the answer, bool [n]."""
        others = np.delete(self.probabilities, rival, axis=1).max(axis=1)
        return self.probabilities[:, rival] > others + self.lead


def changed_images(image28: np.ndarray, kind: Kind, marks: Marks) -> np.ndarray:
    """Returns the image with each mark of the eraser or the pen on it, uint8 [n, 28, 28]."""
    covers = marks.covers()
    return erase(image28, covers) if kind == "erase" else add(image28, covers)


def changes_of(original: Original, kind: Kind, marks: Marks, probabilities: np.ndarray) -> Changes:
    """Returns marks on the image, with what the model makes of them.

    Args:
        original: the image before.
        kind: what they do.
        marks: where.
        probabilities: what the model makes of the changed images, float64 [n, 10].
    """
    images28 = changed_images(original.image28, kind, marks)
    differences = np.abs(images28.astype(np.int64) - original.image28)
    touched = [box_around(difference > 0) if difference.any() else Box(0, 0, 0, 0) for difference in differences]
    strokes = strokes_on(original.place, kind, marks)
    return Changes(kind, strokes, touched, differences.sum(axis=(1, 2)), images28, probabilities)


def try_on(
    sheet: InkSheet, predict_proba: PredictProba, changes: Sequence[Changes], original: Original
) -> list[Changes]:
    """Returns the likeliest changes of each kind with what the model makes of them on the picture itself."""
    tried = [_redrawn(some, some.ranked(original)[:TRIED], sheet) for some in changes]
    images28 = np.concatenate([some.images28 for some in tried])
    if not len(images28):
        return tried
    probabilities = predict_proba(images28).astype(np.float64)
    parts = np.split(probabilities, np.cumsum([len(some.images28) for some in tried])[:-1])
    return [replace(some, probabilities=part) for some, part in zip(tried, parts, strict=True)]


def _redrawn(changes: Changes, chosen: Sequence[int], sheet: InkSheet) -> Changes:
    """Returns the chosen changes, drawn on the sheet; those that leave no ink are left out."""
    kept, images28 = [], []
    for index in chosen:
        try:
            image28, _ = sheet.after(changes.strokes[index]).normalized()
        except NoInkError:
            continue
        kept.append(index)
        images28.append(image28)
    return Changes(
        changes.kind,
        [changes.strokes[index] for index in kept],
        [changes.boxes[index] for index in kept],
        changes.ink[kept],
        np.array(images28, np.uint8).reshape(-1, IMAGE_SIZE, IMAGE_SIZE),
        changes.probabilities[kept],
        MIN_LEAD,
    )


def odds_between(probabilities: np.ndarray, digit: int, other: int) -> np.ndarray:
    """Returns ln(p of `digit` / p of `other`), float64 [n], from probabilities [n, 10]."""
    return log(probabilities[:, digit]) - log(probabilities[:, other])


def box_around(mask: np.ndarray) -> Box:
    """Returns the smallest box around what is True in a mask [28, 28] that is not empty."""
    left, top, right, bottom = box_of(mask)
    return Box(top, left, bottom, right)


def log(probabilities: np.ndarray) -> np.ndarray:
    """Returns natural logarithms of probabilities, of those next to 0 as of the least that is told apart."""
    return np.log(np.clip(probabilities, MIN_PROBABILITY, 1))
