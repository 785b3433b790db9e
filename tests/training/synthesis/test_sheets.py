"""Sheets of every kind are composed as they say, and reading them ends in an answer or in a sentence."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.image.geometry import shrink_by
from training.synthesis.sheets import KINDS, compose_sheets


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_sheets(kind, pens):
    first, again = ([*compose_sheets(kind, 3, [1], seed=7, path=pens)] for _ in range(2))
    for one, other in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.canvas, other.canvas)
        assert one.text == other.text


@pytest.mark.parametrize(
    ("kind", "least"), [("several_lines", 0.7), ("signed", 0.7), ("alone", 0.9), ("boxed", 0.7), ("comb", 0.7)]
)
def test_most_sheets_are_read(kind, least, pens, recognizer):
    sheets = [*compose_sheets(kind, 20, [1], seed=3, path=pens)]
    right = [recognizer.read_number(sheet.canvas).text == sheet.text for sheet in sheets]
    assert np.mean(right) >= least


@given(kind=st.sampled_from(sorted(KINDS)), seed=st.integers(0, 10**6), zoom=st.floats(0.05, 1.0))
@example(kind="comb", seed=0, zoom=0.140625)  # where cuts cross, a digit may have no ink of its own
@example(kind="comb", seed=26983, zoom=0.42578125)  # a digit beside one of the comb's ticks hides that there is none
@settings(max_examples=40, deadline=None)
def test_whatever_is_written_is_answered_or_refused(kind, seed, zoom, pens, recognizer):
    [sheet] = compose_sheets(kind, 1, [1], seed, path=pens)
    picture = shrink_by(sheet.canvas, zoom)
    try:
        reading = recognizer.read_number(picture)
    except DigitRecognizerError:
        return
    assert reading.text == "\n".join(line.text for line in reading.lines)
    assert [digit for line in reading.lines for digit in line.digits] == list(reading.digits)
