"""Why a model answered as it did: which ink speaks for its answer, and what would tip it to the next best digit.

Occlusion (Zeiler and Fergus 2014, Visualizing and understanding convolutional networks): a patch is erased, and the
answer's fall is what the patch was worth. It asks nothing of the model but its probabilities.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from digit_recognizer.constants import SHARED
from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.explanation.changes import (
    Box,
    Changes,
    Original,
    PredictProba,
    changed_images,
    changes_of,
    log,
    try_on,
)
from digit_recognizer.explanation.evidence import Evidence
from digit_recognizer.explanation.occlusion import find_bars, find_patches
from digit_recognizer.explanation.sheet import InkSheet, Kind, Stroke
from digit_recognizer.image.decoding import Pixels
from digit_recognizer.image.digit import FoundDigit
from digit_recognizer.image.normalization import Placement, normalize_in_place

ON_ITSELF = Placement()  # of an image that was made of no picture
_SHARED = SHARED["explanation"]
PATCHES: int = _SHARED["patches"]
# With the image itself 52 images: the flagship reads so many in about 20 ms on one thread.
BARS: int = _SHARED["bars"]
CONTRIBUTION_DECIMALS = 4
PROBABILITY_DECIMALS = 6
PLACE_DECIMALS = 2


@dataclass(frozen=True, eq=False)
class Tipping:
    """One small change to the image that moves the answer from its label to the rival.

    Attributes:
        kind: "erase" for ink wiped out, "add" for a bar of ink drawn from a stroke.
        box: where on the 28x28 image.
        stroke: the same as a stroke on the picture that was explained or, where that was a 28x28 image, on it.
        image28: what the models see after it, uint8 [28, 28].
        probabilities: the ten digits' probabilities after the change, 0 to 1.
        is_enough: whether the rival is the answer to the changed image.
    """

    kind: Kind
    box: Box
    stroke: Stroke
    image28: np.ndarray
    probabilities: tuple[float, ...]
    is_enough: bool

    def to_dict(self) -> dict[str, Any]:
        """Returns plain dictionaries and lists, as JSON holds them."""
        return {
            "kind": self.kind,
            "box": asdict(self.box),
            "stroke": self.stroke.to_dict(),
            "image28": self.image28.tolist(),
            "probabilities": _rounded(self.probabilities, PROBABILITY_DECIMALS),
            "is_enough": self.is_enough,
        }


@dataclass(frozen=True, eq=False)
class Explanation:
    """Which ink speaks for one model's answer to one image, and what would tip it.

    Attributes:
        model: the model's name.
        label: its answer, the most probable digit.
        rival: the next best digit.
        probabilities: the ten digits' probabilities, 0 to 1.
        image28: what the model saw, uint8 [28, 28].
        contributions: float32 [28, 28]: by how much the label's log-odds fall, on average, when a patch around that
            pixel is erased, times the pixel's ink in 0 to 1; positive where ink speaks for the label, negative where it
            speaks against it, zero where there is no ink.
        tipping: at most one erasure and one addition. Of those that are enough by themselves, the one that changes
            least ink; where none is, the one that moves the odds from the label to the rival most. Empty when no small
            change moves them that way.
        frame: where the 28x28 image lies on the picture; None where such an image was explained.
        evidence: what a model of its kind goes by; None for kinds that nobody can look into.
    """

    model: str
    label: int
    rival: int
    probabilities: tuple[float, ...]
    image28: np.ndarray
    contributions: np.ndarray
    tipping: tuple[Tipping, ...]
    frame: Placement | None = None
    evidence: Evidence | None = None

    def to_dict(self) -> dict[str, Any]:
        """Returns plain dictionaries and lists, as JSON holds them; contributions and probabilities are rounded."""
        return {
            "model": self.model,
            "label": self.label,
            "rival": self.rival,
            "probabilities": _rounded(self.probabilities, PROBABILITY_DECIMALS),
            "image28": self.image28.tolist(),
            "contributions": _rounded(self.contributions, CONTRIBUTION_DECIMALS),
            "tipping": [change.to_dict() for change in self.tipping],
            "frame": None if self.frame is None else _edges(self.frame),
            "evidence": None if self.evidence is None else self.evidence.to_dict(),
        }


def explain_pixels(predict_proba: PredictProba, pixels: Pixels, found: FoundDigit, model: str) -> Explanation:
    """Explains a model's answer to a picture, with two calls of the model.

    What would tip the answer is tried on the picture itself, so that a visitor who does it sees the same.

    Args:
        predict_proba: takes uint8 [n, 28, 28] and returns float32 [n, 10].
        pixels: the picture.
        found: the digit on it.
        model: the model's name.
    """
    image28, place = normalize_in_place(found)
    sheet = InkSheet.of(pixels, found)
    return replace(explain_answer(predict_proba, image28, model, sheet, place), frame=place)


def explain_answer(
    predict_proba: PredictProba,
    image28: np.ndarray,
    model: str,
    sheet: InkSheet | None = None,
    place: Placement = ON_ITSELF,
) -> Explanation:
    """Explains a model's answer to one image with one call of the model, of 52 images at most.

    Args:
        predict_proba: takes uint8 [n, 28, 28] and returns float32 [n, 10].
        image28: uint8 [28, 28], 0 = paper, 255 = ink.
        model: the model's name.
        sheet: the ink that the image was made of, on which the changes are to be tried, with one more call.
        place: where the image lies on the picture.
    """
    patches, bars = find_patches(image28, PATCHES), find_bars(image28, BARS)
    erased, added = changed_images(image28, "erase", patches), changed_images(image28, "add", bars)
    probabilities = predict_proba(np.concatenate([image28[None], erased, added])).astype(np.float64)
    label = int(probabilities[0].argmax())
    after_erasing, after_adding = np.split(probabilities[1:], [len(erased)])
    original = Original(image28, place, probabilities[0], label, best_rival(probabilities, label))
    drops = log_odds(probabilities[:1], label) - log_odds(after_erasing, label)
    changes = [
        changes_of(original, "erase", patches, after_erasing),
        changes_of(original, "add", bars, after_adding),
    ]
    tried = changes if sheet is None else try_on(sheet, predict_proba, changes, original)
    tippings = [find_tipping(some, original) for some in tried]
    return Explanation(
        model=model,
        label=label,
        rival=original.rival,
        probabilities=tuple(probabilities[0].tolist()),
        image28=image28,
        contributions=spread_back(image28, patches.covers(), drops),
        tipping=tuple(tipping for tipping in tippings if tipping),
    )


def best_rival(probabilities: np.ndarray, label: int) -> int:
    """Returns the next best digit for the first row; of those equal there, the one that the other rows come nearest.

    A model that is certain gives all other digits 0.

    Args:
        probabilities: float64 [n, 10]; the first row is the image's own.
        label: the best digit.
    """
    order = np.lexsort([-probabilities.max(axis=0), -probabilities[0]])
    return int(next(digit for digit in order if digit != label))


def log_odds(probabilities: np.ndarray, label: int) -> np.ndarray:
    """Returns ln(p / (1 - p)) for the label, float64 [n], from probabilities [n, 10].

    1 - p is summed over the other digits: where p is 1 in float32, the others still tell cases apart.
    """
    others = np.delete(probabilities, label, axis=1).sum(axis=1)
    return log(probabilities[:, label]) - log(others)


def spread_back(image28: np.ndarray, covers: np.ndarray, drops: np.ndarray) -> np.ndarray:
    """Spreads each patch's drop over its pixels, averages where patches overlap, and keeps it where there is ink.

    Args:
        image28: uint8 [28, 28].
        covers: float32 [n, 28, 28], 0 to 1.
        drops: float64 [n].

    Returns:
        float32 [28, 28].
    """
    total = np.maximum(covers.sum(axis=0), np.finfo(np.float32).tiny)
    mean = np.tensordot(drops, covers, axes=1) / total
    return (mean * (image28 / max(1, int(image28.max())))).astype(np.float32)


def find_tipping(changes: Changes, original: Original) -> Tipping | None:
    """Chooses among changes as `Explanation.tipping` says; None when none moves the odds to the rival."""
    best = next(iter(changes.ranked(original)), None)
    if best is None:
        return None
    return Tipping(
        kind=changes.kind,
        box=changes.boxes[best],
        stroke=changes.strokes[best],
        image28=changes.images28[best],
        probabilities=tuple(changes.probabilities[best].tolist()),
        is_enough=bool(changes.are_enough(original.rival)[best]),
    )


def _edges(frame: Placement) -> dict[str, float]:
    """Returns the edges of the 28x28 image on the picture, in its pixels."""
    right, bottom = frame.left + IMAGE_SIZE * frame.width, frame.top + IMAGE_SIZE * frame.height
    edges = {"left": frame.left, "top": frame.top, "right": right, "bottom": bottom}
    return {side: round(edge, PLACE_DECIMALS) for side, edge in edges.items()}


def _rounded(values: Sequence[float] | np.ndarray, decimals: int) -> list[Any]:
    # Adding zero turns -0.0 into 0.0.
    return (np.round(np.asarray(values, dtype=np.float64), decimals) + 0.0).tolist()
