"""Pen strokes become drawings, and drawings the images that are served."""

import numpy as np
import pytest
from datasets import Dataset

from digit_recognizer import normalize_drawing
from tests.handmade import HANDMADE_DIGITS
from training.data.loading import DatasetError
from training.data.pen_strokes import PenDigit
from training.synthesis.pen_drawings import draw_canvases, load_pen_drawings

STROKES = {name: [np.asarray(stroke).tolist() for stroke in strokes] for name, strokes in HANDMADE_DIGITS.items()}


def test_canvases_are_the_same_for_the_same_seed():
    digits = [PenDigit(int(name[0]), 0, strokes) for name, strokes in STROKES.items()]
    first, again, other = (np.stack(list(draw_canvases(digits, seed))) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert first.shape == (len(digits), 280, 280, 3)


def test_a_folder_of_pen_strokes_becomes_labelled_images(tmp_path):
    rows = {
        "label": [int(name[0]) for name in STROKES],
        "writer": list(range(len(STROKES))),
        "strokes": list(STROKES.values()),
    }
    Dataset.from_dict(rows).to_parquet(tmp_path / "pens" / "train-00000-of-00001.parquet")
    drawings = load_pen_drawings(tmp_path / "pens")
    assert drawings.labels.tolist() == rows["label"]
    assert drawings.writers.tolist() == rows["writer"]
    assert drawings.take(np.array([2, 0])).writers.tolist() == [2, 0]
    assert drawings.images.shape == (len(STROKES), 28, 28)
    first = next(draw_canvases([PenDigit(0, 1, STROKES["0"])]))
    np.testing.assert_array_equal(drawings.images[0], normalize_drawing(first))


def test_other_columns_are_named(tmp_path):
    Dataset.from_dict({"digit": [1]}).to_parquet(tmp_path / "pens" / "train-00000-of-00001.parquet")
    with pytest.raises(DatasetError, match=r"need the columns label, writer, strokes; .* has \['digit'\]"):
        load_pen_drawings(tmp_path / "pens")
