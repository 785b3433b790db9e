"""Why a model answered as it did: which ink speaks for its answer, and what would tip it to the next best digit.

Occlusion (Zeiler and Fergus 2014, Visualizing and understanding convolutional networks): a patch is erased, and the
answer's fall is what the patch was worth. It asks nothing of the model but its probabilities.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from digit_recognizer.explanation.occlusion import add, bar_covers, erase, patch_covers
from digit_recognizer.image.geometry import box_of

PATCHES = 30
BARS = 21  # with the image itself 52 images: the flagship reads so many in about 20 ms on one thread
MIN_PROBABILITY = 1e-9  # odds beyond are not told apart: float32 cannot, nor do they mean anything
CONTRIBUTION_DECIMALS = 4
PROBABILITY_DECIMALS = 6


@dataclass(frozen=True)
class Box:
    """The pixels that a change touches: rows `top` to `bottom` and columns `left` to `right`, ends not included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, eq=False)
class Tipping:
    """One small change to the image that moves the answer from its label to the rival.

    Attributes:
        kind: "erase" for ink wiped out, "add" for a bar of ink drawn from a stroke.
        box: where.
        image28: the changed image, uint8 [28, 28].
        probabilities: the ten digits' probabilities after the change, 0 to 1.
        is_enough: whether the rival is the answer to the changed image.
    """

    kind: Literal["erase", "add"]
    box: Box
    image28: np.ndarray
    probabilities: tuple[float, ...]
    is_enough: bool

    def to_dict(self) -> dict[str, Any]:
        """Returns plain dictionaries and lists, as JSON holds them."""
        return {
            "kind": self.kind,
            "box": asdict(self.box),
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
        contributions: float32 [28, 28]: by how much the label's log-odds fall, on average, when a patch around that
            pixel is erased, times the pixel's ink in 0 to 1; positive where ink speaks for the label, negative where it
            speaks against it, zero where there is no ink.
        tipping: at most one erasure and one addition. Of those that are enough by themselves, the one that changes
            least ink; where none is, the one that moves the odds from the label to the rival most. Empty when no small
            change moves them that way.
    """

    model: str
    label: int
    rival: int
    probabilities: tuple[float, ...]
    contributions: np.ndarray
    tipping: tuple[Tipping, ...]

    def to_dict(self) -> dict[str, Any]:
        """Returns plain dictionaries and lists, as JSON holds them; contributions and probabilities are rounded."""
        return {
            "model": self.model,
            "label": self.label,
            "rival": self.rival,
            "probabilities": _rounded(self.probabilities, PROBABILITY_DECIMALS),
            "contributions": _rounded(self.contributions, CONTRIBUTION_DECIMALS),
            "tipping": [change.to_dict() for change in self.tipping],
        }


@dataclass(frozen=True, eq=False)
class _Original:
    """The image as it is, its ten probabilities, its answer and the next best digit."""

    image28: np.ndarray
    probabilities: np.ndarray
    label: int
    rival: int


def explain_answer(predict_proba: Callable[[np.ndarray], np.ndarray], image28: np.ndarray, model: str) -> Explanation:
    """Explains a model's answer to one image with one call of the model, of 52 images at most.

    Args:
        predict_proba: takes uint8 [n, 28, 28] and returns float32 [n, 10].
        image28: uint8 [28, 28], 0 = paper, 255 = ink.
        model: the model's name.
    """
    patches, bars = patch_covers(image28, PATCHES), bar_covers(image28, BARS)
    erased, added = erase(image28, patches), add(image28, bars)
    probabilities = predict_proba(np.concatenate([image28[None], erased, added])).astype(np.float64)
    label = int(probabilities[0].argmax())
    rival = best_rival(probabilities, label)
    after_erasing, after_adding = np.split(probabilities[1:], [len(erased)])
    original = _Original(image28, probabilities[0], label, rival)
    drops = log_odds(probabilities[:1], label) - log_odds(after_erasing, label)
    tippings = (
        find_tipping("erase", erased, after_erasing, original),
        find_tipping("add", added, after_adding, original),
    )
    return Explanation(
        model=model,
        label=label,
        rival=rival,
        probabilities=tuple(probabilities[0].tolist()),
        contributions=spread_back(image28, patches, drops),
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
    return _log(probabilities[:, label]) - _log(others)


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


def find_tipping(
    kind: Literal["erase", "add"], changed: np.ndarray, after: np.ndarray, original: _Original
) -> Tipping | None:
    """Chooses among changed images as `Explanation.tipping` says; None when none moves the odds to the rival.

    Args:
        kind: what was done to each.
        changed: uint8 [n, 28, 28].
        after: their probabilities, float64 [n, 10].
        original: the image before the change.
    """
    label, rival = original.label, original.rival
    moves = odds_between(after, rival, label) - odds_between(original.probabilities[None], rival, label)
    if not (moves > 0).any():
        return None
    is_enough = after.argmax(axis=1) == rival
    ink = np.abs(changed.astype(np.int64) - original.image28).sum(axis=(1, 2))
    best = int(np.where(is_enough, ink, np.inf).argmin() if is_enough.any() else moves.argmax())
    return Tipping(
        kind=kind,
        box=box_around(changed[best] != original.image28),
        image28=changed[best],
        probabilities=tuple(after[best].tolist()),
        is_enough=bool(is_enough[best]),
    )


def odds_between(probabilities: np.ndarray, digit: int, other: int) -> np.ndarray:
    """Returns ln(p of `digit` / p of `other`), float64 [n], from probabilities [n, 10]."""
    return _log(probabilities[:, digit]) - _log(probabilities[:, other])


def box_around(mask: np.ndarray) -> Box:
    """Returns the smallest box around what is True in a mask [28, 28] that is not empty."""
    left, top, right, bottom = box_of(mask)
    return Box(top, left, bottom, right)


def _rounded(values: Sequence[float] | np.ndarray, decimals: int) -> list[Any]:
    # Adding zero turns -0.0 into 0.0.
    return (np.round(np.asarray(values, dtype=np.float64), decimals) + 0.0).tolist()


def _log(probabilities: np.ndarray) -> np.ndarray:
    return np.log(np.clip(probabilities, MIN_PROBABILITY, 1))
