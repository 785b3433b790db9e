"""The weights of the number path are fitted on numbers by writers whom the network that reads has not seen."""

import numpy as np
import pytest

from digit_recognizer.number.lattice import Lattice
from digit_recognizer.number.scores import PathWeights
from training.bundling import number_path
from training.bundling.number_path import fit_number_path
from training.fitting.number_path import LabelledPath, without_digit_probability
from training.store.runs import RunError
from training.zoo import ZOO

LATTICE = Lattice(np.array([[0, 1], [0, 2], [1, 2]]))


def labelled(seed: int) -> LabelledPath:
    """A line of two pieces, each of them a digit."""
    return LabelledPath(LATTICE, np.random.default_rng(seed).normal(size=(3, 12)), (0, 2))


@pytest.fixture
def asked(monkeypatch):
    """Has made-up paths labelled, and notes for what."""
    asked = []

    def collect(*arguments):
        asked.append(arguments)
        return [labelled(seed) for seed in range(8)]

    monkeypatch.setattr(number_path, "fold_bundle", lambda spec, run, fold, folder: (spec.name, run.path, fold))
    monkeypatch.setattr(number_path, "Recognizer", lambda bundle: bundle)
    monkeypatch.setattr(number_path, "collect_paths", collect)
    return asked


def test_the_network_has_not_seen_the_writers(asked, tmp_path):
    fitted = fit_number_path(ZOO["cnn"], tmp_path, 9, 4, tmp_path / "pens")
    assert asked == [(("cnn", tmp_path / "cnn", 0), 9, [5, 10, 15, 20], 4, tmp_path / "pens")]
    assert (fitted.composed, fitted.labelled) == (9, 8)


def test_without_a_detector_its_measures_weigh_nothing(asked, tmp_path):
    fitted = fit_number_path(ZOO["cnn"], tmp_path)
    weights = fitted.without_digit_probability
    assert (weights.log_digit, weights.digit) == (0, 0)
    assert fitted.with_digit_probability.digit != 0
    assert fitted.with_digit_probability.segment != weights.segment


def test_what_was_measured_is_left_as_it_was():
    path = labelled(0)
    before = path.features.copy()
    [without] = without_digit_probability([path])
    np.testing.assert_array_equal(path.features, before)
    assert not without.features[:, 2:4].any()
    np.testing.assert_array_equal(np.delete(without.features, [2, 3], axis=1), np.delete(before, [2, 3], axis=1))


def test_the_figures_are_printed_as_the_library_holds_them(asked, tmp_path):
    fitted = fit_number_path(ZOO["cnn"], tmp_path)
    namespace = {"PathWeights": PathWeights}
    exec(str(fitted), namespace)
    assert namespace["WITH_DIGIT_PROBABILITY"] == fitted.with_digit_probability
    assert namespace["WITHOUT_DIGIT_PROBABILITY"] == fitted.without_digit_probability


def test_numbers_that_cannot_be_parted_teach_nothing(asked, tmp_path, monkeypatch):
    monkeypatch.setattr(number_path, "collect_paths", lambda *_: [])
    with pytest.raises(RunError, match=r"None of 5 numbers could be parted correctly\. Compose more"):
        fit_number_path(ZOO["cnn"], tmp_path, 5)
