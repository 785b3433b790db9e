"""Each writer is held out once, by a network that has seen nothing of theirs; what has been trained stays."""

import dataclasses
import multiprocessing
import os
import shutil
from functools import partial

import numpy as np
import pytest

from tests.training.conftest import CONTRIBUTORS, WRITERS, quick
from tests.training.fitting.json_backend import JsonBackend
from training.data.mnist_writers import MNIST_WRITERS_PATH_VARIABLE
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE
from training.data.unipen import FIRST_CONTRIBUTOR, UNIPEN_PATH_VARIABLE
from training.fitting.courses import COURSES, HandwritingCourse
from training.fitting.fit import fit_models
from training.fitting.folds import cycled
from training.fitting.folds.held_out import FOLDS, HeldOut, HeldOutCharacters, fold_of
from training.fitting.folds.networks import NETWORKS, portable, train_all
from training.fitting.handwriting import fit, sources
from training.fitting.handwriting.fit import KEPT_DIGITS, threshold_that_keeps
from training.store.config import recipe_of
from training.store.files import read_json, write_json
from training.store.runs import RunError, RunFolder
from training.synthesis.outliers.collection import Outliers
from training.synthesis.pen_drawings import PenDrawings, load_pen_drawings
from training.synthesis.people import load_contributed
from training.synthesis.renders import NO_WRITER
from training.synthesis.styles import STYLES
from training.zoo import ZOO
from training.zoo.handwriting_models import without_symbol_judge

pytestmark = pytest.mark.slow
SHIPPED = "cnn_teacher"
FOLD_NAMES = [f"fold_{number}" for number in range(FOLDS)]
ALL_NAMES = [SHIPPED, *FOLD_NAMES]
OUTLIERS = {"scribbles": 4, "two_digits": 3}
HISTORY = {"loss": [1.0], "accuracy": [0.5], "detector_loss": [0.7], "detector_accuracy": [0.5]}


class FakeBackend(JsonBackend):
    """Networks are the names of their folders; fold 2's says that all is a 2, and how much ink an image has."""

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


def note_calls(monkeypatch, pen_strokes, unipen) -> Calls:
    """Replaces training and the drawing of outliers by notes; outliers made of digits hold their writers' numbers."""
    from training.fitting.folds import epochs
    from training.fitting.handwriting import train

    calls = Calls()

    def note_training(spec, stage, sources, seed, teacher):
        name = stage.folder.parent.parent.name
        if name == calls.interrupt_at:
            raise KeyboardInterrupt
        calls.sources[name], calls.seeds[name] = sources, seed
        calls.teachers.setdefault(name, []).append(teacher)
        calls.cycles.setdefault(name, []).append((stage.cycle, stage.start))
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
    monkeypatch.setenv(UNIPEN_PATH_VARIABLE, str(unipen))
    monkeypatch.delenv(MNIST_WRITERS_PATH_VARIABLE, raising=False)  # of rows that are not those of small MNIST
    monkeypatch.setattr(train, "train", note_training)
    monkeypatch.setattr(epochs, "average", name_network)
    monkeypatch.setattr(sources, "load_outliers", name_writers)
    for module in (fit, cycled):
        monkeypatch.setattr(module, "backend_of", lambda spec: FakeBackend())
    monkeypatch.setattr(fit, "detector_backend", FakeBackend)
    monkeypatch.setitem(COURSES, "handwriting", HandwritingCourse(workers=1))
    return calls


def brief(name):
    spec = without_symbol_judge(quick(name))  # a name has no features that one could be fitted to
    few = {"variants": 1, "styled": 1, "outliers": OUTLIERS}
    return dataclasses.replace(spec, training={**spec.training, **few})


@pytest.fixture
def runs(tmp_path):
    return tmp_path / "runs"


@pytest.fixture
def calls(monkeypatch, pen_strokes, unipen):
    return note_calls(monkeypatch, pen_strokes, unipen)


@pytest.fixture(scope="module")
def first_fit(pen_strokes, unipen, small_data, tmp_path_factory):
    """One fit: what it asked for, and its runs."""
    runs = tmp_path_factory.mktemp("fitted") / "runs"
    with pytest.MonkeyPatch.context() as patch:
        calls = note_calls(patch, pen_strokes, unipen)
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
    return {writer for writer in sources.drawings.writers.tolist() if NO_WRITER < writer < FIRST_CONTRIBUTOR}


def contributors_of(sources):
    return {writer - FIRST_CONTRIBUTOR for writer in sources.drawings.writers.tolist() if writer >= FIRST_CONTRIBUTOR}


def test_each_writer_is_held_out_by_one_fold_alone(fitted):
    held_out = [set(WRITERS) - writers_of(fitted.sources[name]) for name in FOLD_NAMES]
    assert sorted(writer for writers in held_out for writer in writers) == list(WRITERS)
    for fold, writers in enumerate(held_out):
        assert set(fold_of(np.array(sorted(writers)))) == {fold}
    assert writers_of(fitted.sources[SHIPPED]) == set(WRITERS)


def test_each_contributor_is_held_out_with_what_else_they_wrote(fitted):
    everybody = set(range(len(CONTRIBUTORS)))
    assert contributors_of(fitted.sources[SHIPPED]) == everybody
    assert [everybody - contributors_of(fitted.sources[name]) for name in FOLD_NAMES] == [
        {fold} for fold in range(FOLDS)
    ]
    # Of the letters and symbols two by each, but for the l, which may be a 1.
    letters = {name: len(fitted.sources[name].outliers) - sum(OUTLIERS.values()) for name in ALL_NAMES}
    assert letters == {SHIPPED: 10, **dict.fromkeys(FOLD_NAMES, 8)}


@pytest.mark.parametrize("name", ALL_NAMES)
def test_outliers_are_made_of_the_digits_of_the_same_writers(fitted, name):
    sources = fitted.sources[name]
    scribbles, two_digits = sources.outliers[:4], sources.outliers[4:7]
    assert not scribbles.any()
    assert len(two_digits) == 3
    assert all(set(np.flatnonzero(image[0])) == writers_of(sources) for image in two_digits)


@pytest.mark.parametrize("name", ALL_NAMES)
def test_styles_and_mnist_are_for_every_network(fitted, small_data, name):
    sources = fitted.sources[name]
    assert (sources.drawings.writers == NO_WRITER).sum() == len(STYLES)
    assert sources.mnist is small_data.train


def test_each_fold_has_a_seed_of_its_own(fitted):
    assert [fitted.seeds[name] for name in FOLD_NAMES] == list(range(FOLDS))


def test_an_interrupted_fit_trains_only_what_is_missing(calls, small_data, runs):
    calls.interrupt_at = "fold_1"
    with pytest.raises(KeyboardInterrupt):
        fit_models([brief(SHIPPED)], small_data, runs)
    assert list(calls.sources) == [SHIPPED, "fold_0"]
    assert not RunFolder(runs / SHIPPED).config.exists()
    calls.interrupt_at = None
    calls.sources.clear()
    fit_models([brief(SHIPPED)], small_data, runs)
    assert list(calls.sources) == FOLD_NAMES[1:]
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
    drawn = len(sources.load_sources(small_data.train, first.recipe, 1, workers=1).drawings)
    assert len(calls.sources["fold_1"].drawings) > drawn
    assert writers_of(calls.sources["fold_1"]) == {writer for writer in WRITERS if writer % FOLDS != 1}
    assert read_json(run.history)["loss"] == HISTORY["loss"] * 2
    assert [len(ends) for ends in calls.averaged] == [2] * len(ALL_NAMES)


def test_an_interrupted_cycle_is_trained_alone(calls, small_data, runs, monkeypatch):
    from training.fitting.handwriting import train

    note = train.train

    def stop_in_the_second(spec, stage, *rest):
        if stage.cycle.first_epoch:
            raise KeyboardInterrupt
        return note(spec, stage, *rest)

    monkeypatch.setattr(train, "train", stop_in_the_second)
    with pytest.raises(KeyboardInterrupt):
        fit_models([in_two_cycles(brief(SHIPPED))], small_data, runs)
    monkeypatch.setattr(train, "train", note)
    fit_models([in_two_cycles(brief(SHIPPED))], small_data, runs)
    assert [cycle.first_epoch for cycle, _ in calls.cycles[SHIPPED]] == [0, 2]


def test_what_all_networks_have_in_common_is_trained_once_and_shows_nobody(calls, small_data, runs):
    spec = brief(SHIPPED)
    cycles = ({"epochs": 2, "common": True}, {"epochs": 1})
    fit_models([dataclasses.replace(spec, training={**spec.training, "cycles": cycles})], small_data, runs)
    run = RunFolder(runs / SHIPPED)
    end = run.common / "cycle_0" / "model.keras"
    (common, nothing), (own, start) = calls.cycles[SHIPPED]
    assert (common.is_common, nothing) == (True, None)
    assert (own.is_common, own.first_epoch, start) == (False, 2, end)
    assert calls.cycles["fold_1"] == [(own, end)]
    assert [ends[0].parent.parent.parent.name for ends in calls.averaged] == ALL_NAMES
    assert {len(ends) for ends in calls.averaged} == {1}
    assert len(read_json(run.history)["loss"]) == 2
    assert len(read_json(run.fold(1) / "history.json")["loss"]) == 1
    shown = sources.load_sources(small_data.train, common.recipe, workers=1)
    assert set(shown.drawings.writers.tolist()) == {NO_WRITER}
    assert len(shown.outliers) == OUTLIERS["scribbles"]


def test_what_is_fitted_is_not_fitted_again_unless_asked(fitted, small_data, runs):
    fitted.sources.clear()
    fit_models([brief(SHIPPED)], small_data, runs)
    assert not fitted.sources
    fit_models([brief(SHIPPED)], small_data, runs, force=True)
    assert list(fitted.sources) == ALL_NAMES


def test_held_out_answers_are_in_the_drawings_order_and_each_by_the_fold_that_has_not_seen_who_drew(run):
    held_out = HeldOut.load(run.held_out)
    drawings = PenDrawings.joined([load_pen_drawings(), load_contributed().digits])
    np.testing.assert_array_equal(held_out.labels, drawings.labels)
    np.testing.assert_array_equal(held_out.writers, drawings.writers)
    np.testing.assert_allclose(held_out.digit_probability, drawings.images.mean(axis=(1, 2)), rtol=1e-6)
    np.testing.assert_array_equal(held_out.probabilities.argmax(axis=1), fold_of(drawings.writers))


def test_the_configuration_says_what_serving_and_the_card_need(run, small_data):
    config, held_out = run.read_config(), HeldOut.load(run.held_out)
    assert config.recipe == recipe_of(brief(SHIPPED))
    assert config.data.rows == len(small_data.train)
    assert (config.data.writers, config.data.contributors, config.data.folds) == (len(WRITERS), 5, FOLDS)
    assert config.calibration.fitted_on == "pen_strokes and unipen"
    assert run.calibration().temperature == config.calibration.temperature
    assert config.validation.rows == len(held_out.labels)
    # Fold k answers k to everything.
    assert config.validation.accuracy == (held_out.labels == fold_of(held_out.writers)).mean()
    assert config.parameters == 7
    assert config.training_seconds >= config.final_fit_seconds >= 0
    assert read_json(run.history) == HISTORY


def test_letters_and_symbols_are_judged_by_the_fold_that_has_not_seen_who_wrote_them(run):
    judged, characters = HeldOutCharacters.load(run.held_out_characters), load_contributed().characters
    np.testing.assert_array_equal(judged.labels, characters.labels)
    assert judged.labels.tolist() == ["x", "E"] * len(CONTRIBUTORS)
    assert judged.contributors.tolist() == np.repeat(CONTRIBUTORS, 2).tolist()
    np.testing.assert_allclose(judged.digit_probability, characters.images.mean(axis=(1, 2)), rtol=1e-6)


def test_a_recipe_that_learns_from_the_pen_strokes_alone_needs_no_contributors(calls, small_data, runs, monkeypatch):
    monkeypatch.delenv(UNIPEN_PATH_VARIABLE)
    spec = brief(SHIPPED)
    recipe = {name: value for name, value in spec.training.items() if name != "contributors"}
    fit_models([dataclasses.replace(spec, training=recipe)], small_data, runs)
    run = RunFolder(runs / SHIPPED)
    assert len(HeldOut.load(run.held_out).labels) == len(load_pen_drawings())
    assert not run.held_out_characters.exists()
    config = run.read_config()
    assert (config.data.contributors, config.calibration.fitted_on) == (None, "pen_strokes")
    assert not contributors_of(calls.sources["fold_1"])


def test_the_threshold_lets_nearly_all_digits_by_unknown_writers_pass(run):
    held_out = HeldOut.load(run.held_out)
    assert run.read_config().rejection_threshold == threshold_that_keeps(KEPT_DIGITS, held_out)
    assert 0.99 <= (held_out.digit_probability >= threshold_that_keeps(KEPT_DIGITS, held_out)).mean() <= 1


def test_the_threshold_keeps_as_much_of_either_origin_however_many_drew():
    # Of 900 pen drawings the 1 % that are least like digits are at 0.2; of 100 by contributors 10 % are at 0.1.
    of_pens, of_contributors = np.linspace(0.2, 1, 900), np.repeat([0.1, 0.9], [10, 90])
    writers = np.repeat([3, FIRST_CONTRIBUTOR], [900, 100])
    digit_probability = np.concatenate([of_pens, of_contributors]).astype(np.float32)
    held_out = HeldOut(np.eye(10)[np.zeros(1000, int)], digit_probability, np.zeros(1000, int), writers)
    kept = digit_probability >= threshold_that_keeps(0.9, held_out)
    assert (kept[:900].mean() + kept[900:].mean()) / 2 == pytest.approx(0.9, abs=2e-3)


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


def test_a_student_learns_in_common_from_what_its_teacher_had_in_common(calls, small_data, runs):
    cycles = ({"epochs": 2, "common": True}, {"epochs": 1})
    for name in (SHIPPED, "cnn_tiny"):
        spec = brief(name)
        fit_models([dataclasses.replace(spec, training={**spec.training, "cycles": cycles})], small_data, runs)
    teacher = RunFolder(runs / SHIPPED)
    of_common, of_all = calls.teachers["cnn_tiny"]
    assert of_common == teacher.common / "cycle_0" / "model.keras"
    assert of_all == teacher.path / "model.keras"


def test_a_missing_teacher_is_named_before_anything_is_drawn(calls, small_data, runs, monkeypatch):
    monkeypatch.delenv(PEN_STROKES_PATH_VARIABLE)
    with pytest.raises(RunError, match=r"cnn_teacher has not been fitted\. Run `python -m training fit cnn_teacher`"):
        fit_models([brief("cnn_tiny")], small_data, runs)
    assert not calls.sources


def test_a_fold_without_outliers_made_of_digits_needs_none(calls, small_data):
    recipe = {**brief(SHIPPED).training, "outliers": {"scribbles": 5}}
    assert len(sources.load_sources(small_data.train, recipe, 0, workers=1).outliers) == 5 + 8


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
