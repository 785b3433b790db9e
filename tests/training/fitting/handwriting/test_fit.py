"""Each writer is held out once, by a network that has seen nothing of theirs; what has been trained stays."""

import dataclasses
import multiprocessing
import os
import shutil
from functools import partial

import numpy as np
import pytest

from tests.training.conftest import WRITERS, quick
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE
from training.estimators.temperature import FITTED_ON_PEN_STROKES
from training.fitting.courses import COURSES, HandwritingCourse
from training.fitting.fit import fit_models
from training.fitting.folds.held_out import FOLDS, HeldOut, fold_of
from training.fitting.folds.networks import NETWORKS, portable, train_all
from training.fitting.handwriting import fit
from training.store.config import recipe_of
from training.store.files import read_json, write_json
from training.store.runs import RunError, RunFolder
from training.synthesis.outliers.collection import Outliers
from training.synthesis.pen_drawings import load_pen_drawings
from training.synthesis.renders import NO_WRITER
from training.synthesis.styles import STYLES
from training.zoo import ZOO

pytestmark = pytest.mark.slow
SHIPPED = "cnn_teacher"
FOLD_NAMES = [f"fold_{number}" for number in range(FOLDS)]
ALL_NAMES = [SHIPPED, *FOLD_NAMES]
HISTORY = {"loss": [1.0], "accuracy": [0.5], "detector_loss": [0.7], "detector_accuracy": [0.5]}


class FakeBackend:
    """Networks are the names of their folders; fold 2's says that all is a 2, and how much ink an image has."""

    WEIGHTS_FILE = "model.keras"

    def save(self, network, path):
        write_json(path, network)

    def load(self, spec, path):
        return read_json(path)

    def count_parameters(self, network):
        return 7

    def predict_both(self, network, images):
        probabilities = np.full((len(images), 10), 0.04, np.float32)
        probabilities[:, FOLD_NAMES.index(network)] = 0.64
        return probabilities, images.mean(axis=(1, 2), dtype=np.float64).astype(np.float32)


@dataclasses.dataclass
class Calls:
    """What training and the drawing of outliers were asked for, by the network's folder."""

    sources: dict = dataclasses.field(default_factory=dict)
    seeds: dict = dataclasses.field(default_factory=dict)
    teachers: dict = dataclasses.field(default_factory=dict)
    cycles: dict = dataclasses.field(default_factory=dict)
    averaged: list = dataclasses.field(default_factory=list)
    interrupt_at: str | None = None


def note_calls(monkeypatch, pen_strokes) -> Calls:
    """Replaces training and the drawing of outliers by notes; outliers made of digits hold their writers' numbers."""
    from training.fitting.handwriting import train

    calls = Calls()

    def note_training(spec, cycle, sources, seed, folder, *, start, teacher):
        name = folder.parent.parent.name
        if name == calls.interrupt_at:
            raise KeyboardInterrupt
        calls.sources[name], calls.seeds[name] = sources, seed
        calls.teachers.setdefault(name, []).append(teacher)
        calls.cycles.setdefault(name, []).append((cycle, start))
        return name, HISTORY

    def name_network(ends):
        calls.averaged.append(ends)
        (name,) = {read_json(end) for end in ends}
        return name

    def name_writers(split, counts, writers=None, workers=1):
        assert split == "train"
        images = np.zeros((sum(counts.values()), 28, 28), np.uint8)
        for writer in writers or ():
            images[:, 0, writer] = 1
        return Outliers(images, np.repeat(list(counts), list(counts.values())))

    monkeypatch.setenv(PEN_STROKES_PATH_VARIABLE, str(pen_strokes))
    monkeypatch.setattr(train, "train", note_training)
    monkeypatch.setattr(train, "average", name_network)
    monkeypatch.setattr(fit, "load_outliers", name_writers)
    monkeypatch.setattr(fit, "backend_of", lambda spec: FakeBackend())
    monkeypatch.setattr(fit, "detector_backend", FakeBackend)
    monkeypatch.setitem(COURSES, "handwriting", HandwritingCourse(workers=1))
    return calls


def brief(name):
    spec = quick(name)
    few = {"variants": 1, "styled": 1, "outliers": {"scribbles": 4, "two_digits": 3}}
    return dataclasses.replace(spec, training={**spec.training, **few})


@pytest.fixture
def runs(tmp_path):
    return tmp_path / "runs"


@pytest.fixture
def calls(monkeypatch, pen_strokes):
    return note_calls(monkeypatch, pen_strokes)


@pytest.fixture(scope="module")
def first_fit(pen_strokes, small_data, tmp_path_factory):
    """One fit: what it asked for, and its runs."""
    runs = tmp_path_factory.mktemp("fitted") / "runs"
    with pytest.MonkeyPatch.context() as patch:
        calls = note_calls(patch, pen_strokes)
        fit_models([brief(SHIPPED)], small_data, runs)
    return calls, runs


@pytest.fixture
def fitted(calls, runs, first_fit):
    """What that fit asked for, as its runs lie in `runs`: the test may go on from there."""
    first, first_runs = first_fit
    shutil.copytree(first_runs, runs)
    for name, noted in vars(first).items():
        setattr(calls, name, copied(noted))
    return calls


def copied(noted):
    """Copies dictionaries and the lists in them, but nothing that these hold."""
    if isinstance(noted, dict):
        return {name: copied(value) for name, value in noted.items()}
    return [*noted] if isinstance(noted, list) else noted


@pytest.fixture
def run(fitted, runs):
    return RunFolder(runs / SHIPPED)


def writers_of(sources):
    return set(sources.drawings.writers.tolist()) - {NO_WRITER}


def test_each_writer_is_held_out_by_one_fold_alone(fitted):
    held_out = [set(WRITERS) - writers_of(fitted.sources[name]) for name in FOLD_NAMES]
    assert sorted(writer for writers in held_out for writer in writers) == list(WRITERS)
    for fold, writers in enumerate(held_out):
        assert set(fold_of(np.array(sorted(writers)))) == {fold}
    assert writers_of(fitted.sources[SHIPPED]) == set(WRITERS)


@pytest.mark.parametrize("name", ALL_NAMES)
def test_outliers_are_made_of_the_digits_of_the_same_writers(fitted, name):
    sources = fitted.sources[name]
    scribbles, two_digits = sources.outliers[:4], sources.outliers[4:]
    assert not scribbles.any()
    assert len(two_digits) == 3
    assert all(set(np.flatnonzero(image[0])) == writers_of(sources) for image in two_digits)


@pytest.mark.parametrize("name", ALL_NAMES)
def test_styles_and_mnist_are_for_every_network(fitted, small_data, name):
    sources = fitted.sources[name]
    assert (sources.drawings.writers == NO_WRITER).sum() == len(STYLES)
    assert sources.mnist is small_data.train


def test_each_fold_has_a_seed_of_its_own(fitted):
    assert [fitted.seeds[name] for name in FOLD_NAMES] == [0, 1, 2]


def test_an_interrupted_fit_trains_only_what_is_missing(calls, small_data, runs):
    calls.interrupt_at = "fold_1"
    with pytest.raises(KeyboardInterrupt):
        fit_models([brief(SHIPPED)], small_data, runs)
    assert list(calls.sources) == [SHIPPED, "fold_0"]
    assert not RunFolder(runs / SHIPPED).config.exists()
    calls.interrupt_at = None
    calls.sources.clear()
    fit_models([brief(SHIPPED)], small_data, runs)
    assert list(calls.sources) == ["fold_1", "fold_2"]
    assert RunFolder(runs / SHIPPED).config.exists()


def in_two_cycles(spec):
    cycles = ({"epochs": 2}, {"epochs": 1, "cut_numbers": 12})
    return dataclasses.replace(spec, training={**spec.training, "cycles": cycles})


def test_each_cycle_goes_on_from_the_one_before_with_what_it_learns_from_besides(calls, small_data, runs):
    fit_models([in_two_cycles(brief(SHIPPED))], small_data, runs)
    run = RunFolder(runs / SHIPPED)
    (first, nothing), (second, start) = calls.cycles["fold_1"]
    assert nothing is None
    assert start == run.fold(1) / "training" / "cycle_0" / "model.keras"
    assert ("cut_numbers" in first.recipe, second.recipe["cut_numbers"]) == (False, 12)
    assert (first.first_epoch, second.first_epoch) == (0, 2)
    drawn = len(fit.load_sources(small_data.train, first.recipe, 1, workers=1).drawings)
    assert len(calls.sources["fold_1"].drawings) > drawn
    assert writers_of(calls.sources["fold_1"]) == {writer for writer in WRITERS if writer % FOLDS != 1}
    assert read_json(run.history)["loss"] == HISTORY["loss"] * 2
    assert [len(ends) for ends in calls.averaged] == [2] * len(ALL_NAMES)


def test_an_interrupted_cycle_is_trained_alone(calls, small_data, runs, monkeypatch):
    from training.fitting.handwriting import train

    note = train.train

    def stop_in_the_second(spec, cycle, *rest, **paths):
        if cycle.first_epoch:
            raise KeyboardInterrupt
        return note(spec, cycle, *rest, **paths)

    monkeypatch.setattr(train, "train", stop_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        fit_models([in_two_cycles(brief(SHIPPED))], small_data, runs)
    monkeypatch.setattr(train, "train", note)
    fit_models([in_two_cycles(brief(SHIPPED))], small_data, runs)
    assert [cycle.first_epoch for cycle, _ in calls.cycles[SHIPPED]] == [0, 2]


def test_what_is_fitted_is_not_fitted_again_unless_asked(fitted, small_data, runs):
    fitted.sources.clear()
    fit_models([brief(SHIPPED)], small_data, runs)
    assert not fitted.sources
    fit_models([brief(SHIPPED)], small_data, runs, force=True)
    assert list(fitted.sources) == ALL_NAMES


def test_held_out_answers_are_in_the_pen_strokes_order_and_each_by_the_fold_that_has_not_seen_its_writer(run):
    held_out, drawings = HeldOut.load(run.held_out), load_pen_drawings()
    np.testing.assert_array_equal(held_out.labels, drawings.labels)
    np.testing.assert_array_equal(held_out.writers, drawings.writers)
    np.testing.assert_allclose(held_out.digit_probability, drawings.images.mean(axis=(1, 2)), rtol=1e-6)
    np.testing.assert_array_equal(held_out.probabilities.argmax(axis=1), fold_of(drawings.writers))


def test_the_configuration_says_what_serving_and_the_card_need(run, small_data):
    config, held_out = run.read_config(), HeldOut.load(run.held_out)
    assert config.recipe == recipe_of(brief(SHIPPED))
    assert config.data.rows == len(small_data.train)
    assert (config.data.writers, config.data.folds) == (len(WRITERS), FOLDS)
    assert config.calibration.fitted_on == FITTED_ON_PEN_STROKES
    assert run.calibration().temperature == config.calibration.temperature
    assert config.validation.rows == len(held_out.labels)
    # Fold k answers k to everything.
    assert config.validation.accuracy == (held_out.labels == fold_of(held_out.writers)).mean()
    assert config.parameters == 7
    assert config.training_seconds >= config.final_fit_seconds >= 0
    assert read_json(run.history) == HISTORY


def test_the_threshold_lets_nearly_all_digits_by_unknown_writers_pass(run):
    threshold = run.read_config().rejection_threshold
    passed = (HeldOut.load(run.held_out).digit_probability >= threshold).mean()
    assert 0.99 <= passed < 1


def test_a_student_learns_from_the_teacher_that_has_not_seen_the_fold_either(fitted, small_data, runs):
    assert all(teachers == [None] for teachers in fitted.teachers.values())
    fitted.teachers.clear()
    fit_models([brief("cnn_tiny")], small_data, runs)
    assert fitted.teachers.pop("cnn_tiny") == [runs / SHIPPED / "model.keras"]
    assert fitted.teachers == {name: [runs / SHIPPED / name / "model.keras"] for name in FOLD_NAMES}


def test_in_a_cycle_without_a_share_for_the_teacher_labels_alone_are_learnt(fitted, small_data, runs):
    spec, fitted.teachers = brief("cnn_tiny"), {}
    cycles = ({"epochs": 2}, {"epochs": 1, "teacher_share": 0.0})
    fit_models([dataclasses.replace(spec, training={**spec.training, "cycles": cycles})], small_data, runs)
    assert fitted.teachers["fold_1"] == [runs / SHIPPED / "fold_1" / "model.keras", None]


def test_a_missing_teacher_is_named_before_anything_is_drawn(calls, small_data, runs, monkeypatch):
    monkeypatch.delenv(PEN_STROKES_PATH_VARIABLE)
    with pytest.raises(RunError, match=r"cnn_teacher has not been fitted\. Run `python -m training fit cnn_teacher`"):
        fit_models([brief("cnn_tiny")], small_data, runs)
    assert not calls.sources


def test_a_fold_without_outliers_made_of_digits_needs_none(calls, small_data):
    recipe = {**brief(SHIPPED).training, "outliers": {"scribbles": 5}}
    assert len(fit.load_sources(small_data.train, recipe, 0, workers=1).outliers) == 5


@pytest.mark.parametrize("name", ["cnn", "cnn_tiny"])
def test_a_recipe_can_be_sent_to_another_process(name):
    sent = portable(ZOO[name])
    receiver, sender = multiprocessing.Pipe(duplex=False)
    with receiver, sender:
        sender.send(sent)
        assert receiver.recv() == sent
    assert recipe_of(sent) == recipe_of(ZOO[name])


def leave_note(folder, fold):
    write_json(folder / f"{fold}.json", [os.getpid(), os.environ["TF_NUM_INTRAOP_THREADS"]])


def test_several_networks_are_trained_at_once_on_one_thread_each(tmp_path, monkeypatch):
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "2")
    train_all(partial(leave_note, tmp_path), workers=2)
    notes = [read_json(tmp_path / f"{fold}.json") for fold in NETWORKS]
    assert {threads for _, threads in notes} == {"1"}
    assert os.getpid() not in {process for process, _ in notes}
