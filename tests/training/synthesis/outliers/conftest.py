"""What outliers are made of, small and offline: handmade digits, scikit-learn's digits, and the fonts installed."""

import numpy as np
import pytest

from tests.handmade import HANDMADE_DIGITS
from training.data.loading import DatasetError
from training.data.pen_strokes import PenDigit
from training.synthesis.outliers.fonts import Font, find_fonts
from training.synthesis.outliers.scribbles import SCRIBBLES
from training.synthesis.outliers.shapes import SHAPES
from training.synthesis.outliers.sources import Sources
from training.synthesis.outliers.symbols import SYMBOLS


@pytest.fixture(scope="session")
def fonts() -> tuple[Font, ...]:
    """The training split's fonts."""
    try:
        return find_fonts("train")
    except DatasetError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def plain_sources(small_data) -> Sources:
    """Everything but fonts."""
    digits = tuple(
        PenDigit(int(name[0]), 1, [np.asarray(stroke).tolist() for stroke in strokes])
        for name, strokes in HANDMADE_DIGITS.items()
    )
    return Sources(
        fonts=(),
        pen_digits={1: digits},
        mnist=small_data.train.images,
        scribbles=tuple(SCRIBBLES),
        shapes=tuple(SHAPES),
        symbols=tuple(SYMBOLS),
    )
