"""People's drawings are measured by who drew them, and by what becomes of barred zeros and of letters."""

import dataclasses

import numpy as np
import pytest

from training.data.unipen import FIRST_CONTRIBUTOR
from training.evaluation.people import DrawnAnswers, Judged, measure_characters, measure_people
from training.evaluation.sets import PEN_STROKES, UNIPEN, EvaluationData, load_people
from training.evaluation.styles import measure_styles
from training.store.figures import ContributorAccuracy, WriterAccuracy
from training.synthesis.pen_drawings import PenDrawings
from training.synthesis.style_drawings import StyleDrawings

NAMES = {FIRST_CONTRIBUTOR: "aga", FIRST_CONTRIBUTOR + 1: "syn"}
# By writer 3, by aga, and three times as many by syn, in this order: a zero and a one each time.
WRITERS = np.repeat([3, *NAMES], [2, 2, 6])
LABELS = np.tile([0, 1], 5)
ANSWERS = np.array([0, 1, 8, 1, 0, 1, 0, 1, 0, 7])  # aga's zero is an 8, syn's last one a 7
IS_TAKEN = np.array([False, True, True, False, True, True, False, True, True, True])


@pytest.fixture
def answers() -> DrawnAnswers:
    drawings = PenDrawings(np.zeros((10, 28, 28), np.uint8), LABELS, WRITERS)
    return DrawnAnswers(drawings, np.eye(10, dtype=np.float32)[ANSWERS], IS_TAKEN)


def test_drawings_of_either_origin_are_a_set_of_their_own(answers):
    sets = measure_people(answers, NAMES)
    assert {name: figures.rows for name, figures in sets.items()} == {PEN_STROKES: 2, UNIPEN: 8}
    assert sets[PEN_STROKES].worst_writer == WriterAccuracy(writer=3, accuracy=1.0)
    assert list(measure_people(answers.take(np.arange(2)), NAMES)) == [PEN_STROKES]


def test_no_contributor_outweighs_another(answers):
    figures = measure_people(answers, NAMES)[UNIPEN]
    assert figures.by_contributor == {"aga": 0.5, "syn": 5 / 6}
    assert figures.contributors_mean == pytest.approx((0.5 + 5 / 6) / 2)
    assert figures.accuracy == 6 / 8
    assert figures.worst_contributor == ContributorAccuracy(contributor="aga", accuracy=0.5)
    assert figures.refused == pytest.approx((1 / 2 + 1 / 6) / 2)


def test_a_zero_counts_where_it_is_read_and_taken_for_a_digit(answers):
    zeros = measure_people(answers, NAMES)[UNIPEN].zeros
    # aga's is read as an 8, one of syn's three is not taken for a digit.
    assert (zeros.rows, zeros.accuracy, zeros.passed) == (4, 0.75, 0.5)
    assert zeros.by_contributor == {"aga": 0.0, "syn": pytest.approx(2 / 3)}


def test_without_a_detector_nothing_is_said_of_what_is_taken_for_a_digit(answers):
    figures = measure_people(dataclasses.replace(answers, is_taken=None), NAMES)[UNIPEN]
    assert (figures.zeros.passed, figures.refused) == (None, None)
    assert figures.zeros.by_contributor == {"aga": 0.0, "syn": 1.0}


def test_the_characters_of_which_most_pass_are_named_but_for_rare_ones():
    labels = np.array(["x"] * 30 + ["y"] * 30 + ["?"])
    passing = np.where(labels == "x", 0.2, 0.8)
    passing[30:45] = 0.1
    contributors = np.tile(["aga"], len(labels))
    digits = Judged(np.array([0.9, 0.9]), np.array([0, 5]), np.array(["aga", "aga"]))
    real = measure_characters(digits, Judged(passing, labels, contributors), 0.5, "served_graph")
    assert real.most_passed == {"y": 0.5, "x": 0.0}
    assert real.passed_characters == pytest.approx(16 / 61)


def test_each_way_of_writing_has_its_accuracy():
    names = np.array(["nine_curly", "nine_curly", "zero_dotted", "zero_dotted"])
    drawings = StyleDrawings(np.zeros((4, 28, 28), np.uint8), np.array([9, 9, 0, 0]), names)
    figures = measure_styles(lambda images: np.eye(10)[[9, 4, 0, 0]], drawings)
    assert (figures.rows, figures.accuracy) == (4, 0.75)
    assert figures.styles == {"nine_curly": 0.5, "zero_dotted": 1.0}


@pytest.mark.usefixtures("cache")
def test_contributors_follow_the_writers_where_they_are_at_hand(pen_strokes, unipen, monkeypatch, small_data):
    monkeypatch.delenv("UNIPEN_PATH", raising=False)
    alone, joined = load_people(pen_strokes), load_people(pen_strokes, unipen)
    assert alone.characters is None
    np.testing.assert_array_equal(joined.drawings.images[: len(alone.drawings)], alone.drawings.images)
    rows = EvaluationData(small_data.test).with_people(joined).rows
    assert (rows[PEN_STROKES], rows[UNIPEN]) == (len(alone.drawings), 50)
    assert UNIPEN not in EvaluationData(small_data.test).with_people(alone).rows
    assert list(joined.contributors.values()) == ["aga", "apa", "apb", "app", "syn"]
    assert set(joined.characters.labels.tolist()) == {"x", "E"}  # the l may be a 1
