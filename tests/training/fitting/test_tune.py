"""A search finds the best, goes on where it stopped, sees no test rows, and is repeated only when forced."""

import dataclasses
import json
import os
import uuid
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin

from training.data.images import DigitData, LabelledImages
from training.data.splits import SPLITS
from training.fitting import tune as tune_module
from training.fitting.candidates import score_candidates
from training.fitting.tune import best_parameters, read_outcome, tune
from training.store.files import read_json
from training.store.runs import RunError
from training.zoo.grids import Tuning
from training.zoo.spec import ModelSpec

BEST = {"error": 0}
GRID = [{"error": [3, 1, 0, 2, 4]}]


class Reader(ClassifierMixin, BaseEstimator):
    """Reads each row's label from its first pixel, wrongly for `error` labels; notes every fit and prediction."""

    def __init__(self, notes=None, error=0):
        self.notes = notes
        self.error = error

    def fit(self, features, labels):
        self.classes_ = np.arange(10)
        self.note("fit", features)
        return self

    def predict(self, features):
        self.note("predict", features)
        read = np.rint(features[:, 0] * 255).astype(np.int64)
        return np.where(read < self.error, 9, read)

    def note(self, what, features):
        rows = np.rint(features[:, 1] * 255).astype(int).tolist()
        note = {"what": what, "error": self.error, "process": os.getpid(), "rows": rows}
        (Path(self.notes) / f"{uuid.uuid4()}.json").write_text(json.dumps(note), encoding="utf-8")


def build_reader(notes, seed):
    return Reader(notes)


@pytest.fixture
def notes(tmp_path):
    (tmp_path / "notes").mkdir()
    return tmp_path / "notes"


@pytest.fixture
def reading(notes):
    """A search with five candidates."""
    spec = ModelSpec("reader", "Reader", "linear", "sklearn", build_reader, "made up", {"notes": str(notes)})
    return Tuning(spec, "–", "80_20", GRID)


@pytest.fixture(scope="module")
def data():
    """200 rows whose first pixel is their label, whose second is their number."""
    images = np.zeros((200, 28, 28), dtype=np.uint8)
    images[:, 0, 0], images[:, 0, 1] = np.arange(200) % 10, np.arange(200)
    rows = LabelledImages(images, np.arange(200) % 10)
    return DigitData(rows.take(np.arange(160)), rows.take(np.arange(160, 200)), "numbered rows", "none")


@pytest.fixture
def in_pairs(monkeypatch):
    """Searches two candidates at a time, in this process, whatever the machine."""
    monkeypatch.setattr(joblib, "effective_n_jobs", lambda _: 2)
    with joblib.parallel_config("sequential"):
        yield


def noted(notes, what="fit"):
    found = [read_json(file) for file in notes.iterdir()]
    return [note for note in found if note["what"] == what]


def fitted(notes):
    return sorted(note["error"] for note in noted(notes))


@pytest.fixture
def stopped(in_pairs, reading, data, notes, monkeypatch):
    """A search that was interrupted in its second group of two."""

    def interrupt(*asked):
        if fitted(notes):
            raise KeyboardInterrupt
        return score_candidates(*asked)

    with monkeypatch.context() as patched:
        patched.setattr(tune_module, "score_candidates", interrupt)
        with pytest.raises(KeyboardInterrupt):
            tune(reading, data, notes.parent)
    return notes.parent


@pytest.mark.usefixtures("in_pairs")
def test_the_best_candidate_is_found_and_kept(reading, data, tmp_path, notes):
    outcome = tune(reading, data, tmp_path)
    assert outcome == read_outcome(tmp_path, "reader")
    assert [candidate.parameters["error"] for candidate in outcome.candidates] == [3, 1, 0, 2, 4]
    assert [candidate.score for candidate in outcome.candidates] == pytest.approx([0.7, 0.9, 1, 0.8, 0.6], abs=0.1)
    assert outcome.best.parameters == best_parameters(tmp_path, "reader") == BEST
    assert fitted(notes) == [0, 1, 2, 3, 4]


@pytest.mark.usefixtures("in_pairs")
def test_a_search_fits_and_scores_on_other_rows_and_touches_no_test_row(reading, data, tmp_path, notes):
    tune(reading, data, tmp_path)
    tested = set(SPLITS["80_20"].divide(data).test.images[:, 0, 1].tolist())
    assert len(tested) == 40
    for fit, score in zip(noted(notes), noted(notes, "predict"), strict=True):
        trained, chosen = set(fit["rows"]), set(score["rows"])
        assert (len(trained), len(chosen)) == (144, 16)
        assert not tested & (trained | chosen)
        assert not trained & chosen


def test_a_stopped_search_has_kept_its_finished_group(stopped, notes):
    assert fitted(notes) == [1, 3]
    kept = read_outcome(stopped, "reader")
    assert [candidate.parameters["error"] for candidate in kept.candidates] == [3, 1]
    with pytest.raises(RunError, match=r"reader has not been tuned\. Run `python -m training tune reader` first"):
        best_parameters(stopped, "reader")


def test_a_stopped_search_goes_on_and_repeats_nothing(stopped, reading, data, notes):
    outcome = tune(reading, data, stopped)
    assert fitted(notes) == [0, 1, 2, 3, 4]
    assert [candidate.parameters["error"] for candidate in outcome.candidates] == [3, 1, 0, 2, 4]
    assert best_parameters(stopped, "reader") == BEST


@pytest.mark.usefixtures("in_pairs")
def test_a_finished_search_says_so_and_is_repeated_only_when_forced(reading, data, tmp_path, notes, caplog):
    caplog.set_level("INFO")
    first = tune(reading, data, tmp_path)
    assert "before" not in caplog.text
    assert tune(reading, None, tmp_path) == first
    assert "reader was searched before: best of 5 {'error': 0}, score 1.0000. --force searches anew." in caplog.text
    assert len(fitted(notes)) == 5
    tune(reading, data, tmp_path, force=True)
    assert len(fitted(notes)) == 10


@pytest.mark.parametrize(
    ("change", "fits"),
    [
        ({"grid": [{"error": [3, 1]}]}, [1, 1, 3, 3]),
        ({"split": "mnist"}, [0, 1, 1, 2, 3, 3, 4]),
        ({"scoring": "balanced_accuracy"}, [0, 1, 1, 2, 3, 3, 4]),
    ],
    ids=["grid", "split", "scoring"],
)
def test_a_changed_question_starts_anew(stopped, reading, data, change, fits):
    tune(dataclasses.replace(reading, **change), data, stopped)
    assert fitted(stopped / "notes") == fits


def test_a_changed_recipe_starts_anew(stopped, reading, data, notes):
    spec = dataclasses.replace(reading.spec, seed=1)
    tune(dataclasses.replace(reading, spec=spec), data, stopped)
    assert fitted(notes) == [0, 1, 1, 2, 3, 3, 4]


def test_before_tuning_the_command_is_named(tmp_path):
    with pytest.raises(RunError, match=r"ridge has not been tuned\. Run `python -m training tune ridge` first"):
        best_parameters(tmp_path, "ridge")


@pytest.mark.slow
def test_candidates_are_fitted_on_this_machines_cores(reading, data, tmp_path, notes):
    tune(reading, data, tmp_path)
    assert fitted(notes) == [0, 1, 2, 3, 4]
    assert best_parameters(tmp_path, "reader") == BEST
