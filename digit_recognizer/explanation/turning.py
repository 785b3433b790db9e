"""What would make a digit another one: strokes to draw and to rub out until a model says so.

A greedy search. Each round tries short strokes on the 28x28 image, the likeliest of them on the picture, and keeps the
best.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from digit_recognizer.constants import SHARED
from digit_recognizer.errors import NoInkError
from digit_recognizer.explanation.changes import MIN_LEAD, PredictProba, changed_images, log
from digit_recognizer.explanation.occlusion import find_bars, find_patches
from digit_recognizer.explanation.sheet import InkSheet, Kind, Stroke, strokes_on
from digit_recognizer.image.normalization import Placement

_SHARED = SHARED["turning"]
PATCHES: int = _SHARED["patches"]
BARS: int = _SHARED["bars"]
TRIED: int = _SHARED["tried"]  # strokes of each round that are tried on the picture
MAX_STROKES: int = _SHARED["max_strokes"]
GUIDANCE: float = _SHARED["guidance"]  # how much the guide's opinion counts beside the model's own
PROBABILITY_DECIMALS = 6


@dataclass(frozen=True, eq=False)
class Turning:
    """Strokes that turn a digit into another one.

    Attributes:
        model: the name of the model that is to be convinced.
        label: the digit that it is to become.
        strokes: what to draw and to rub out, in this order, in pixels of the picture.
        image28: what the models see then, uint8 [28, 28].
        probabilities: the ten digits' probabilities then, 0 to 1.
        is_enough: whether the model then says `label`.
    """

    model: str
    label: int
    strokes: tuple[Stroke, ...]
    image28: np.ndarray
    probabilities: tuple[float, ...]
    is_enough: bool

    def to_dict(self) -> dict[str, Any]:
        """Returns plain dictionaries and lists, as JSON holds them."""
        return {
            "model": self.model,
            "label": self.label,
            "strokes": [stroke.to_dict() for stroke in self.strokes],
            "image28": self.image28.tolist(),
            "probabilities": np.round(self.probabilities, PROBABILITY_DECIMALS).tolist(),
            "is_enough": self.is_enough,
        }


@dataclass(frozen=True, eq=False)
class _State:
    """The drawing after some strokes: its ink, what the models see, and where that lies on the picture."""

    sheet: InkSheet
    strokes: tuple[Stroke, ...]
    image28: np.ndarray
    place: Placement

    def after(self, stroke: Stroke) -> "_State | None":
        """Returns the state after one more stroke; None where it leaves no ink."""
        sheet = self.sheet.after(stroke)
        try:
            return _State(sheet, (*self.strokes, stroke), *sheet.normalized())
        except NoInkError:
            return None


@dataclass(frozen=True)
class _Judge:
    """Says how near images are to the digit: the model, and where it sees no difference the guide."""

    predict_proba: PredictProba
    guide: PredictProba | None
    label: int

    def score(self, images28: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Returns how near each is, float64 [n], and the model's probabilities, float64 [n, 10]."""
        probabilities = self.predict_proba(images28).astype(np.float64)
        score = self._lead(probabilities)
        if self.guide is not None:
            score = score + GUIDANCE * self._lead(self.guide(images28).astype(np.float64))
        return score, probabilities

    def is_won(self, probabilities: np.ndarray) -> bool:
        """Says whether the digit leads clearly, from probabilities float64 [10]."""
        return bool(probabilities[self.label] > np.delete(probabilities, self.label).max() + MIN_LEAD)

    def _lead(self, probabilities: np.ndarray) -> np.ndarray:
        return log(probabilities[:, self.label]) - log(np.delete(probabilities, self.label, axis=1).max(axis=1))


def turn_into(
    label: int, sheet: InkSheet, model: str, predict_proba: PredictProba, guide: PredictProba | None = None
) -> Turning:
    """Searches for strokes after which a model says `label`, at most six.

    Args:
        label: the digit.
        sheet: the ink of the digit as it is.
        model: the model's name.
        predict_proba: takes uint8 [n, 28, 28] and returns float32 [n, 10]: the model's.
        guide: the same of one that tells small changes apart; a tree and few neighbours do not.
    """
    judge = _Judge(predict_proba, guide, label)
    state = _State(sheet, (), *sheet.normalized())
    [score], [probabilities] = judge.score(state.image28[None])
    while len(state.strokes) < MAX_STROKES and not judge.is_won(probabilities):
        states = [after for stroke in _likeliest(state, judge) if (after := state.after(stroke))]
        if not states:
            break
        scores, rows = judge.score(np.stack([after.image28 for after in states]))
        won = [judge.is_won(row) for row in rows]
        best = won.index(True) if any(won) else int(scores.argmax())
        if not won[best] and scores[best] <= score:
            break
        state, score, probabilities = states[best], scores[best], rows[best]
    values = tuple(probabilities.tolist())
    return Turning(model, label, state.strokes, state.image28, values, judge.is_won(probabilities))


def _likeliest(state: _State, judge: _Judge) -> Sequence[Stroke]:
    """Returns the strokes that bring the 28x28 image nearest to the digit, the nearest first."""
    kinds: tuple[Kind, Kind] = ("erase", "add")
    marks = find_patches(state.image28, PATCHES), find_bars(state.image28, BARS)
    images28 = np.concatenate(
        [changed_images(state.image28, kind, some) for kind, some in zip(kinds, marks, strict=True)]
    )
    if not len(images28):
        return []
    strokes = [
        stroke for kind, some in zip(kinds, marks, strict=True) for stroke in strokes_on(state.place, kind, some)
    ]
    scores, _ = judge.score(images28)
    return [strokes[index] for index in np.argsort(-scores, kind="stable")[:TRIED]]
