"""UNIPEN's contributors write numbers with their own digits and signs, as large as on a line."""

import numpy as np
import pytest

from tests.training.conftest import CONTRIBUTORS
from training.data import unipen_signs
from training.data.pen_strokes import PenDigit
from training.data.unipen import FIRST_CONTRIBUTOR, PenCharacter
from training.data.unipen_signs import signs_by_contributor
from training.synthesis.authors import as_on_a_line, load_contributors


def test_each_contributor_has_digits_of_their_own(unipen):
    contributors = load_contributors(unipen)
    assert {name: author.number for name, author in contributors.items()} == {
        name: FIRST_CONTRIBUTOR + place for place, name in enumerate(CONTRIBUTORS)
    }
    for author in contributors.values():
        assert {digit.writer for digit in author.digits} == {author.number}
        assert {digit.label for digit in author.digits} == set(range(10))


@pytest.mark.parametrize("scale", [1, 7])
def test_a_digit_is_as_high_as_others_or_lower_where_it_is_wide(scale):
    def height_of(width: float) -> float:
        strokes = [[[0, 0], [width * scale, 100 * scale]]]
        [stroke] = as_on_a_line(PenDigit(1, FIRST_CONTRIBUTOR, strokes)).strokes
        return float(np.ptp(np.array(stroke)[:, 1]))

    assert height_of(10) == pytest.approx(height_of(50))
    # A pen writer's digit that is twice as wide is about a fifth lower.
    assert 0.75 < height_of(130) / height_of(65) < 0.85


def test_signs_are_the_contributors_own_without_what_no_number_is_written_with(monkeypatch):
    rows = [
        PenCharacter(label, kind, contributor, contributor, [[[place, 0], [place, 1]]])
        for place, (contributor, kind, label) in enumerate(
            [
                ("aga", "symbol", "-"),
                ("aga", "symbol", "-"),
                ("syn", "symbol", ","),
                ("syn", "digit", "1"),
                ("syn", "symbol", "?"),
            ]
        )
    ]
    monkeypatch.setattr(unipen_signs, "unlike_signs", lambda: {1: "shows a corner"})
    monkeypatch.setattr(unipen_signs, "known_errors", dict)
    assert signs_by_contributor(rows) == {
        FIRST_CONTRIBUTOR: {"-": [rows[0].strokes]},
        FIRST_CONTRIBUTOR + 1: {",": [rows[2].strokes]},
    }
    monkeypatch.undo()
    assert all(reason.startswith("labelled ") for reason in unipen_signs.unlike_signs().values())
