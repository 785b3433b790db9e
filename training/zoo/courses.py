"""The courses that recipes take, as data: what each learns from and which models must be at hand.

A course has three steps, each in a room of its own that looks it up by name: `training.fitting.courses` fits,
`training.evaluation.courses` measures and `training.bundling.courses` exports.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Course:
    """One way from a recipe to what is served.

    Attributes:
        name: the three steps are looked up by it.
        helpers: names of models without which those that take it cannot be measured.
        learns_from_writers: it learns from the pen strokes. A network for each fold of writers holds them out, with a
            seed of its own: together they tell what the one that ships cannot.
        has_detector: it learns from outliers too and says how probably an image is a digit.
    """

    name: Literal["plain", "handwriting", "line_reader"]
    helpers: tuple[str, ...] = ()
    learns_from_writers: bool = False
    has_detector: bool = False


PLAIN = Course("plain")
HANDWRITING = Course("handwriting", helpers=("line_reader",), learns_from_writers=True, has_detector=True)
LINE_READER_COURSE = Course("line_reader", learns_from_writers=True)
