"""Served models are measured on numbers by contributors, unless they or the line reader have learnt from them."""

import numpy as np
import pytest

from digit_recognizer.bundle.bundle import BUNDLED_MODELS
from training.__main__ import main
from training.bundling import served_numbers
from training.bundling.served_numbers import measure_served_numbers
from training.store.runs import RunError


@pytest.fixture
def as_if_unseen(monkeypatch):
    """Has the bundle's models, whatever they learnt from, pass for strangers to UNIPEN."""
    monkeypatch.setattr(served_numbers, "has_seen", lambda folder, origin: False)


@pytest.mark.usefixtures("as_if_unseen")
def test_numbers_are_read_by_the_served_graph_contributor_by_contributor(unipen):
    measured = measure_served_numbers(BUNDLED_MODELS, "cnn_tiny", 2, unipen)
    assert (measured.count, measured.answered_by) == (10, "served_graph")
    assert {figures.count for figures in measured.by_contributor.values()} == {2}
    accuracies = [figures.accuracy for figures in measured.by_contributor.values()]
    assert measured.contributors_mean == pytest.approx(np.mean(accuracies))
    assert measured.digit_accuracy > 0.5


@pytest.mark.usefixtures("as_if_unseen")
def test_the_command_says_it_in_a_line(unipen, capsys):
    options = ["--count", "1", "--bundle", str(BUNDLED_MODELS), "--unipen", str(unipen)]
    assert main(["numbers", "lenet", *options]) == 0
    said = capsys.readouterr().out
    assert said.startswith("lenet: ")
    assert "% of 5 numbers are read exactly: aga " in said
    assert main(["numbers", "lenet", "--count", "0"]) == 2


@pytest.mark.parametrize("seen", ["cnn_tiny", "line_reader"])
def test_who_has_seen_the_contributors_proves_nothing(monkeypatch, seen):
    monkeypatch.setattr(served_numbers, "has_seen", lambda folder, origin: folder.path.name == seen)
    with pytest.raises(RunError, match=rf"^{seen} learnt from UNIPEN's .* `python -m training evaluate cnn_tiny`"):
        measure_served_numbers(BUNDLED_MODELS, "cnn_tiny", 1)
