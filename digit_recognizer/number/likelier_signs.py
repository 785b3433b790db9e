"""Lets the line reader put right which signs a text holds: one that touches a digit has no mark of its own.

Shape and place tell a comma from a point by a few pixels, and see no sign in ink that runs into a digit. The line
reader sees all of the line; where it says that a text with another sign is far likelier, that is what is read.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from digit_recognizer.contract import LINE_ALPHABET, LINE_DIGITS, LINE_SIGNS
from digit_recognizer.image.marks import SEEN
from digit_recognizer.number.ctc import greedy_text, log_likelihoods
from digit_recognizer.number.line import Line
from digit_recognizer.number.signs import COLON, COMMA, MINUS, POINT
from digit_recognizer.number.strip import frame_at, place_of

# Natural logarithm of how many times as likely a text must be. Of 1,244 numbers and sheets without signs, signs
# were read into 14 at 1, 7 at 2, 3 at 3 and none from 4 on; as many of 300 others were put right at each of them.
_FAR_LIKELIER = 5.0
_HALF_SEEN = 8.0  # natural logarithm: so many times as likely is a colon where half of one is plain
_MOST = 3  # signs that are put right in one line
_HALF_WIDTH = 0.1  # digit heights: a sign's ink is no farther from where it is read, or than a stroke is wide
# Where a sign's ink is, from the digits' top, 0, to their foot, 1.
_BANDS = {MINUS: (0.22, 0.85), POINT: (0.66, 1.25), COMMA: (0.66, 1.5), COLON: (0.05, 1.25)}

Gaps = tuple[str, ...]
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class SignText:
    """The digits of a text and the signs in each gap: before the first, between two, and after the last."""

    digits: str
    gaps: Gaps

    @classmethod
    def of(cls, text: str) -> "SignText":
        """Takes a text apart."""
        gaps = [""]
        for character in text:
            if character in LINE_DIGITS:
                gaps.append("")
            else:
                gaps[-1] += character
        return cls("".join(character for character in text if character in LINE_DIGITS), tuple(gaps))

    def __str__(self) -> str:
        """The text, put together."""
        return self.gaps[0] + "".join(digit + gap for digit, gap in zip(self.digits, self.gaps[1:], strict=True))

    def with_another_sign(self) -> Iterator["SignText"]:
        """Yields the texts in which one gap before a digit holds another sign, or one instead of none or of several."""
        for place, gap in enumerate(self.gaps[:-1]):
            for sign in LINE_SIGNS if place else MINUS:
                if gap != sign:
                    yield SignText(self.digits, (*self.gaps[:place], sign, *self.gaps[place + 1 :]))


def likelier_signs(text: str, answers: np.ndarray, dotted: Collection[int] = ()) -> str:
    """Returns the text with the signs that are far likelier than its own, if any are.

    Args:
        text: digits and signs.
        answers: float `[frames, answers]`: what the line reader says of the line, natural logarithms.
        dotted: before which digits, counted from 0, a dot stands that is of no sign: half of a colon, if the other half
            touches a digit.
    """
    if not dotted and "".join(LINE_ALPHABET[label] for label in greedy_text(answers)) == text:
        return text
    best = SignText.of(text)
    [likely] = log_likelihoods(answers, [text])
    for _ in range(_MOST):
        others = list(best.with_another_sign())
        likelihoods = log_likelihoods(answers, [str(other) for other in others])
        gains = [
            likelihood - likely + _HALF_SEEN * any(other.gaps[gap] == COLON != best.gaps[gap] for gap in dotted)
            for other, likelihood in zip(others, likelihoods, strict=True)
        ]
        if max(gains, default=0) <= _FAR_LIKELIER:
            break
        place = int(np.argmax(gains))
        best, likely = others[place], likelihoods[place]
    return str(best)


def find_ink_of(sign: str, beside: Sequence[Box], dots: Sequence[Box], line: Line, answers: np.ndarray) -> Box:
    """Finds the ink of a sign that has no mark of its own.

    Args:
        sign: one of "-", ".", "," and ":".
        beside: boxes of the digits beside it, one or two, in pixels of the picture.
        dots: boxes of the dots between them that are of no sign, in pixels of the picture.
        line: the line with all of its ink.
        answers: float `[frames, answers]`: what the line reader says of it.

    Returns:
        its box in pixels of the picture: of the ink where it is read, or of that place.
    """
    boxes = np.array([line.from_picture(box) for box in beside])
    if dots and sign == COLON:
        dot = line.from_picture(dots[0])
        middle, reach = (dot[0] + dot[2]) / 2, (dot[2] - dot[0]) / 2
    else:
        middle = place_of(line, _frame_of(sign, boxes, line, answers) + 0.5)
        reach = max(_HALF_WIDTH * line.height, line.stroke)
    top, bottom = (boxes[:, 3].mean() - (1 - place) * line.height for place in _BANDS[sign])
    place = np.rint([middle - reach, top, middle + reach, bottom]).astype(int)
    return line.on_picture(_of_ink(line.strength, place))


def _frame_of(sign: str, beside: np.ndarray, line: Line, answers: np.ndarray) -> int:
    """The frame between the middles of the digits beside a sign in which it is read the likeliest."""
    middles = [0.0, *(beside[:, 0] + beside[:, 2]) / 2][-2:]
    first, last = (int(np.clip(frame_at(line, middle), 0, len(answers) - 1)) for middle in middles)
    return first + int(answers[first : last + 1, LINE_ALPHABET.index(sign)].argmax())


def _of_ink(strength: np.ndarray, place: np.ndarray) -> np.ndarray:
    """The box of the ink in a place, int `[4]`; the place itself where there is none."""
    height, width = strength.shape
    left, top, right, bottom = np.clip(place, 0, [width, height] * 2).tolist()
    rows, columns = np.nonzero(strength[top:bottom, left:right] > SEEN)
    if not rows.size:
        return place
    return np.array([left + columns.min(), top + rows.min(), left + columns.max() + 1, top + rows.max() + 1])
