"""Parts digits that touch stroke by stroke: a cut from top to bottom cannot follow strokes that cross each other.

The text is known by then. Pieces of strokes change hands, one after the other, as long as the digits look more like
those of the text and fewer strokes are torn (steepest ascent).
"""

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.image.geometry import box_of, boxes_of
from digit_recognizer.image.marks import SEEN
from digit_recognizer.image.normalization import fit_frame
from digit_recognizer.number.candidates import mask_of
from digit_recognizer.number.digit_model import DigitModel
from digit_recognizer.number.line import Line
from digit_recognizer.number.pieces import Joint, Pieces, find_pieces
from digit_recognizer.number.scores import score_strokes
from digit_recognizer.number.segments import Segments, union

_TORN = 1.2  # what a stroke that goes on smoothly, and is torn, takes from the score
_STRAY = 27.0  # what a part of a digit takes from it that hangs on nothing but the other one
_CHAINED = 0.5  # smoothness from which on pieces change hands together, too
_SHARED = 0.5  # stroke widths beside a piece that count to it, too, where strokes cross
_MAX_PIECES = 40  # of two digits: what has more is a scribble
_MAX_STEPS = 4
_GAIN = 1.0  # so much better a change must make the score

Split = tuple[bool, ...]  # for each piece, whether it is the left digit's


def part_strokes(
    line: Line, segments: Segments, spans: Sequence[tuple[int, int]], labels: Sequence[int], model: DigitModel
) -> dict[int, np.ndarray]:
    """Gives each stroke of digits that touch to one of them.

    Args:
        line: the marks.
        segments: the same, cut.
        spans: of each digit, left to right, the first of its segments and the one after its last.
        labels: which digits they are.
        model: says how much ink looks like a digit.

    Returns:
        of each digit that touches another, by its place, the box, int `[4]`: left, top, right and bottom (exclusive) in
        pixels of the line.
    """
    lefts = [left for left in range(1, len(spans)) if _share_mark(segments, *spans[left - 1 : left + 1])]
    if not lefts:
        return {}
    owners = np.zeros(segments.labels.shape, np.int32)
    for number, span in enumerate(spans, start=1):
        owners[mask_of(segments.labels, segments.cells(*span)) > 0] = number
    for left in lefts:
        _part_two(line, owners, left, (labels[left - 1], labels[left]), model)
    touching = {number for left in lefts for number in (left, left + 1)}
    owns = {number: owners == number for number in touching}
    return {number - 1: _box(own, line.strength) for number, own in owns.items() if own.any()}


def _share_mark(segments: Segments, left: tuple[int, int], right: tuple[int, int]) -> bool:
    return bool(set(segments.marks[slice(*left)].tolist()) & set(segments.marks[slice(*right)].tolist()))


def _box(own: np.ndarray, strength: np.ndarray) -> np.ndarray:
    seen = own & (strength > SEEN)
    return np.array(box_of(seen if seen.any() else own))


def _part_two(line: Line, owners: np.ndarray, left: int, labels: tuple[int, int], model: DigitModel) -> None:
    """Parts the digits `left` and `left + 1` anew; changes `owners`, int32 `[h, w]`."""
    mask = (owners == left) | (owners == left + 1)
    pieces = find_pieces(mask, owners == left, line.stroke)
    # Where cuts cross each other, neighbours share ink: one of them may have none of its own.
    if len(pieces.is_left) > _MAX_PIECES or pieces.is_left.all() or not pieces.is_left.any():
        return
    is_left = np.array(_Parting(line, pieces, labels, model).best(tuple(pieces.is_left.tolist())))
    owners[mask] = np.where(is_left[pieces.labels[mask] - 1], left, left + 1)


class _Parting:
    """Two digits whose pieces change hands; what was scored once is kept."""

    def __init__(self, line: Line, pieces: Pieces, labels: tuple[int, int], model: DigitModel) -> None:
        self._pieces = pieces
        self._labels = labels
        self._model = model
        self._height = line.height
        self._boxes = boxes_of(pieces.labels, len(pieces.is_left))
        labels_wide = line.wide.widen(pieces.labels)
        left, top, right, bottom = box_of(labels_wide > 0)
        place = np.s_[top:bottom, left:right]
        self._wide_labels, self._ink = labels_wide[place], line.wide.ink[place]
        self._reach = _SHARED * line.stroke * line.wide.zoom
        self._groups = self._list_groups()
        self._parts = len(set(self._parts_of(pieces.joints)))
        self._scores: dict[Split, float] = {}

    def best(self, split: Split) -> Split:
        """Returns the best split that is reached from one by changes each of which makes it better."""
        score = self._score([split])[0]
        for _ in range(_MAX_STEPS):
            others = self._changed(split)
            scores = self._score(others)
            best = int(np.argmax(scores)) if others else 0
            if not others or scores[best] <= score + _GAIN:
                break
            split, score = others[best], scores[best]
        return split

    def _list_groups(self) -> list[frozenset[int]]:
        """What changes hands at once: a piece, two that meet smoothly, and all that such joints chain together."""
        joints = self._pieces.joints
        pairs = {frozenset((joint.one, joint.other)) for joint in joints if joint.smoothness > 0}
        chains: dict[int, set[int]] = {}
        for piece, part in enumerate(self._parts_of(joint for joint in joints if joint.smoothness > _CHAINED)):
            chains.setdefault(part, set()).add(piece)
        singles = {frozenset((piece,)) for piece in range(len(self._pieces.is_left))}
        return sorted({*singles, *pairs, *map(frozenset, chains.values())}, key=sorted)

    def _changed(self, split: Split) -> list[Split]:
        """The splits in which a group that meets ink of the other digit is that one's; something is left to both."""
        changed = set()
        for joint in self._pieces.joints:
            if split[joint.one] == split[joint.other]:
                continue
            for given, to in ((joint.one, joint.other), (joint.other, joint.one)):
                for group in self._groups:
                    if given in group:
                        other = (split[to] if piece in group else before for piece, before in enumerate(split))
                        changed.add(tuple(other))
        return sorted(other for other in changed if any(other) and not all(other))

    def _score(self, splits: Sequence[Split]) -> list[float]:
        new = [split for split in splits if split not in self._scores]
        if new:
            sides = [np.array(split) == is_left for split in new for is_left in (True, False)]
            probabilities, digit_probability = self._model.read_images(np.array([*self._images(sides)]))
            assert digit_probability is not None  # without a detector nothing is parted so
            of_labels = probabilities[np.arange(len(sides)), [*self._labels] * len(new)]
            both = score_strokes(*self._sizes(sides), of_labels, digit_probability).reshape(-1, 2).sum(axis=1)
            for split, score in zip(new, both.tolist(), strict=True):
                self._scores[split] = score - _TORN * self._torn(split) - _STRAY * self._strays(split)
        return [self._scores[split] for split in splits]

    def _torn(self, split: Split) -> float:
        return sum(joint.smoothness for joint in self._pieces.joints if split[joint.one] != split[joint.other])

    def _strays(self, split: Split) -> int:
        """How many parts of a digit hang on nothing but the other one."""
        kept = (joint for joint in self._pieces.joints if split[joint.one] == split[joint.other])
        return len(set(self._parts_of(kept))) - self._parts - 1

    def _parts_of(self, joints: Iterable[Joint]) -> list[int]:
        """For each piece, one that stands for all that hang together by these joints."""
        part = list(range(len(self._pieces.is_left)))
        for joint in joints:
            gone, kept = part[joint.one], part[joint.other]
            part = [kept if own == gone else own for own in part]
        return part

    def _images(self, sides: Iterable[np.ndarray]) -> Iterable[np.ndarray]:
        """Yields uint8 `[28, 28]` of each digit, as single ones are normalised."""
        for side in sides:
            inside = mask_of(self._wide_labels, side)
            distance = cv2.distanceTransform(255 - inside, cv2.DIST_L2, cv2.DIST_MASK_3)
            near = (distance <= self._reach) & (self._wide_labels > 0)
            ink = np.where(near, self._ink, np.float32(0))
            # A photo's marks are joined across gaps, in which there is no ink.
            yield fit_frame(ink) if ink.any() else np.zeros((IMAGE_SIZE, IMAGE_SIZE), np.uint8)

    def _sizes(self, sides: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        """Heights and widths in digit heights: float `[sides]`."""
        around = [union(self._boxes[side]) for side in sides]
        lefts, tops, rights, feet = np.array(around).T
        return (feet - tops) / self._height, (rights - lefts) / self._height
