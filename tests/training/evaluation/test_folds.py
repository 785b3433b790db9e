"""What the folds' networks tell: the spread over seeds, and how well digits are told from what is none."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tests.training.conftest import quick
from tests.training.records import made_up_config
from training.data.images import LabelledImages
from training.evaluation import folds as evaluate
from training.evaluation.folds import measure_detector, measure_folds
from training.fitting.folds.held_out import FOLDS, HeldOut, HeldOutCharacters
from training.store.metrics import JudgedContributor, NumberFigures, WholeNumbers, WriterShare
from training.store.runs import RunError, RunFolder
from training.synthesis.authors import Author
from training.synthesis.outliers.collection import Outliers

# Two writers in each fold; fold k is that of the writers whose number leaves k when divided by 5.
WRITERS = np.repeat([5, 10, 1, 6, 2, 7, 3, 8, 4, 9], 2)
IS_DIGIT = np.array([0.9, 0.8, *[0.9] * 6, 0.2, *[0.9] * 11], np.float32)
DIGITS = len(WRITERS)
NUMBERS, NAMES = (100, 101), ("aga", "apa")
LETTERS = np.array([0.6, 0.1, 0.1, 0.2], np.float32)  # an x by each, then an E by each
KINDS = np.array(["letters", "letters", "shapes", "shapes"])
# One array for each fold's network.
JUDGED = [
    np.array(judged, np.float32)
    for judged in ([0.1, 0.85, 0.1, 0.1], [0.1] * 4, [0.3, 0.1, 0.1, 0.1], [0.1] * 4, [0.1] * 4)
]


@pytest.fixture
def held_out() -> HeldOut:
    labels = np.arange(DIGITS) % 10
    return HeldOut(np.eye(10, dtype=np.float32)[labels], IS_DIGIT, labels, WRITERS)


@pytest.fixture
def judged(held_out):
    return measure_detector(held_out, JUDGED, KINDS, threshold=0.5)


def test_areas_are_those_of_each_fold_s_own_network(judged):
    # Of fold 0's 16 pairs, only the digit at 0.8 is below the letter at 0.85; in fold 2, 0.2 is below 0.3.
    assert judged.auroc == pytest.approx(np.mean([15 / 16, 1, 15 / 16, 1, 1]))
    assert judged.auroc_by_kind == {
        "letters": pytest.approx(np.mean([7 / 8, 1, 7 / 8, 1, 1])),
        "shapes": pytest.approx(1),
    }


def test_refused_digits_are_counted_by_writer(judged):
    assert judged.refused_digits == pytest.approx(1 / DIGITS)
    assert judged.refused_of_worst_writer == WriterShare(writer=2, share=0.5)
    assert (judged.digits, judged.outliers, judged.threshold) == (DIGITS, 4, 0.5)


def test_outliers_that_pass_are_counted_by_kind(judged):
    assert judged.passed_outliers == pytest.approx(1 / 20)
    assert judged.passed_by_kind == {"letters": pytest.approx(1 / 10), "shapes": 0}


def test_what_is_at_the_threshold_counts_as_a_digit(held_out):
    judged = measure_detector(held_out, JUDGED, KINDS, threshold=float(np.float32(0.9)))
    assert judged.refused_digits == pytest.approx(2 / DIGITS)
    assert judged.passed_outliers == 0


def test_a_judge_that_guesses_has_half_the_area(held_out):
    guesses = HeldOut(held_out.probabilities, np.full(DIGITS, 0.5, np.float32), held_out.labels, held_out.writers)
    judged = measure_detector(guesses, [np.full(4, 0.5, np.float32)] * FOLDS, KINDS, threshold=0.5)
    assert judged.auroc == 0.5


class Answers:
    """Stands for the backend: fold k's network answers wrongly to the first k + 1 of MNIST's test rows."""

    WEIGHTS_FILE = "model.keras"

    def load(self, spec, path):
        return int(path.parent.name.removeprefix("fold_"))

    def predict_proba(self, fold, images):
        answers = images[:, 0, 0].astype(int)
        answers[: fold + 1] += 1
        return np.eye(10, dtype=np.float32)[answers]

    def predict_both(self, fold, images):
        return self.predict_proba(fold, images), JUDGED[fold]


@pytest.fixture
def run(tmp_path, held_out, monkeypatch):
    monkeypatch.setattr(evaluate, "detector_backend", Answers)
    run = RunFolder(tmp_path / "cnn")
    HeldOut.joined([held_out, contributed(held_out)]).save(run.held_out)
    HeldOutCharacters(LETTERS, np.repeat(["x", "E"], 2), np.tile(NUMBERS, 2), np.tile(NAMES, 2)).save(
        run.held_out_characters
    )
    run.write_config(made_up_config(quick("cnn"), rejection_threshold=0.5))
    return run


def contributed(held_out) -> HeldOut:
    """Two digits, a 0 and a 1, by each of two contributors."""
    labels = np.array([0, 1, 0, 1])
    digit_probability = np.array([0.4, 0.9, 0.8, 0.9], np.float32)
    return HeldOut(np.eye(10, dtype=np.float32)[labels], digit_probability, labels, np.repeat(NUMBERS, 2))


@pytest.fixture
def mnist_rows() -> LabelledImages:
    labels = np.arange(8)
    return LabelledImages(np.broadcast_to(labels[:, None, None], (8, 28, 28)).astype(np.uint8), labels)


def test_repeats_are_the_folds_accuracies_on_mnist(run, mnist_rows):
    measured = measure_folds(quick("cnn"), run, mnist_rows, None)
    assert measured.not_a_digit is None
    repeats = measured.repeats
    assert repeats.seeds == (0, 1, 2, 3, 4)
    assert repeats.accuracies == (7 / 8, 6 / 8, 5 / 8, 4 / 8, 3 / 8)
    assert repeats.mean == 5 / 8
    assert repeats.standard_deviation == pytest.approx(np.sqrt(2.5) / 8)


def test_with_outliers_the_judge_is_measured_too(run, mnist_rows, judged):
    outliers = Outliers(np.zeros((4, 28, 28), np.uint8), KINDS)
    assert measure_folds(quick("cnn"), run, mnist_rows, outliers).not_a_digit == judged


def test_contributors_digits_are_told_from_their_own_letters_and_symbols(run, mnist_rows):
    real = measure_folds(quick("cnn"), run, mnist_rows, None).real_characters
    assert (real.characters, real.digits, real.threshold, real.answered_by) == (4, 4, 0.5, "fold_models")
    # Of aga's digits the zero is at 0.4, below an x at 0.6: one of four pairs is the wrong way round.
    assert real.by_contributor["aga"] == JudgedContributor(
        characters=2, digits=2, zeros=1, auroc=0.75, refused_digits=0.5, refused_zeros=1.0, passed_characters=0.5
    )
    assert real.by_contributor["apa"].auroc == 1
    assert (real.auroc, real.refused_digits, real.refused_zeros, real.passed_characters) == (0.875, 0.25, 0.5, 0.25)
    assert real.most_passed == {"x": 0.5, "E": 0.0}


def test_a_recipe_without_contributors_says_nothing_of_them(run, mnist_rows):
    run.held_out_characters.unlink()
    spec = quick("cnn")
    recipe = {name: value for name, value in spec.training.items() if name != "contributors"}
    assert measure_folds(replace(spec, training=recipe), run, mnist_rows, None).real_characters is None


def test_a_model_that_has_not_been_fitted_is_named(tmp_path, held_out, mnist_rows):
    run = RunFolder(tmp_path / "cnn")
    held_out.save(run.held_out)
    with pytest.raises(RunError, match=r"cnn has not been fitted\. Run `python -m training fit cnn` first"):
        measure_folds(quick("cnn"), run, mnist_rows, None)


def test_figures_of_folds_are_averaged_by_their_counts(monkeypatch, tmp_path):
    asked = []

    def measure(recognizer, count, writers, seed):
        asked.append((recognizer, count, writers))
        share = 1.0 if seed == 0 else 0.4
        drawings = NumberFigures(count=2 * count, accuracy=share, segmentation=1.0)
        photos = {"photo": NumberFigures(count=1, accuracy=0.5, segmentation=1.0)} if seed else {}
        return WholeNumbers(
            count=count * (2 if seed == 0 else 1),
            accuracy=share,
            segmentation=1.0,
            digit_accuracy=share,
            box_overlap=share,
            by_length={},
            by_touching={},
            by_picture={"drawing": drawings, **photos},
        )

    monkeypatch.setattr(evaluate, "measure_numbers", measure)
    monkeypatch.setattr(evaluate, "Recognizer", lambda bundle: bundle)
    monkeypatch.setattr(evaluate, "fold_bundle", lambda spec, run, fold, folder: fold)
    measured = evaluate.measure_whole_numbers(quick("cnn"), RunFolder(tmp_path), 100)
    assert measured.count == 600
    assert measured.accuracy == pytest.approx((200 * 1.0 + 400 * 0.4) / 600)
    assert measured.by_picture["photo"] == NumberFigures(count=4, accuracy=0.5, segmentation=1.0)
    assert measured.by_picture["drawing"].count == 1_000
    assert measured.digit_accuracy == measured.accuracy
    # Neither a fold's network nor what chooses among cuts has seen the writers.
    assert [fold for fold, _, _ in asked] == list(range(FOLDS))
    assert sorted(writer for _, _, writers in asked for writer in writers) == list(range(21, 31))
    assert all(writer % FOLDS == fold for fold, _, writers in asked for writer in writers)


def test_numbers_of_each_contributor_are_read_by_the_fold_that_has_not_seen_them(monkeypatch, tmp_path):
    authors = {name: Author(100 + place, []) for place, name in enumerate(("aga", "apa", "apb"))}
    accuracies = {"aga": 0.9, "apa": 0.6, "apb": 0.99}
    asked = []

    def measure(fold, count, author):
        asked.append((fold, count, author.number))
        name = next(name for name, one in authors.items() if one is author)
        figures = NumberFigures(count=count, accuracy=accuracies[name], segmentation=1.0)
        groups = {"by_length": {}, "by_touching": {}, "by_picture": {"drawing": figures}}
        return WholeNumbers(**vars(figures), digit_accuracy=1.0, box_overlap=1.0, **groups)

    monkeypatch.setattr(evaluate, "load_contributors", lambda: authors)
    monkeypatch.setattr(evaluate, "measure_contributor", measure)
    monkeypatch.setattr(evaluate, "Recognizer", lambda fold: SimpleNamespace(read_number=fold))
    monkeypatch.setattr(evaluate, "fold_bundle", lambda spec, run, fold, folder, of_contributors: fold)
    measured = evaluate.measure_contributed_numbers(quick("cnn"), RunFolder(tmp_path), 20)
    assert asked == [(number % FOLDS, 20, number) for number in (100, 101, 102)]
    assert measured.count == 60
    assert {name: figures.accuracy for name, figures in measured.by_contributor.items()} == accuracies
    assert measured.contributors_mean == pytest.approx(0.83)
    assert (measured.worst_contributor.contributor, measured.worst_contributor.accuracy) == ("apa", 0.6)
    assert measured.by_picture["drawing"].count == 60
    assert measured.answered_by == "fold_models"
