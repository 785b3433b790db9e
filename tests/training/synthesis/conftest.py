"""Pen strokes that the project drew itself."""

import numpy as np
import pytest
from datasets import Dataset

from tests.handmade import HANDMADE_DIGITS
from training.data.pen_strokes import PenDigit

DIGITS = [
    PenDigit(int(name[0]), 1, [np.asarray(stroke).tolist() for stroke in strokes])
    for name, strokes in HANDMADE_DIGITS.items()
]


@pytest.fixture(scope="session")
def pens(tmp_path_factory):
    """A folder of hand-made pen strokes."""
    folder = tmp_path_factory.mktemp("pens")
    rows = {name: [getattr(digit, name) for digit in DIGITS] for name in ("label", "writer", "strokes")}
    Dataset.from_dict(rows).to_parquet(folder / "train-00000-of-00001.parquet")
    return folder
