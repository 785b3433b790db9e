"""Nobody is measured on people whom their weights have seen: others answer, or the graph where it has not seen them."""

import dataclasses

import numpy as np
import pytest

from tests.training.bundling.served import (
    evaluation_data,
    let_them_learn_from_handwriting,
    make_held_out,
    make_unmeasured,
    metrics_of,
)
from training.bundling.calibrate import is_calibrated, recalibrate_bundle
from training.bundling.measure import is_measured, measure_bundle
from training.data.unipen import FIRST_CONTRIBUTOR
from training.evaluation.sets import PEN_STROKES, UNIPEN, People
from training.store.files import read_json
from training.store.losses import LossError
from training.store.runs import RunError, RunFolder
from training.synthesis.characters import Characters
from training.synthesis.outliers.collection import load_symbols
from training.synthesis.outliers.symbols import SYMBOLS
from training.synthesis.pen_drawings import PenDrawings

NAMES = {FIRST_CONTRIBUTOR + place: name for place, name in enumerate(("aga", "apa"))}


@pytest.fixture
def alone(small_data):
    return evaluation_data(small_data)


@pytest.fixture
def data(small_data, alone):
    """The drawings by four writers, and half as many by two contributors."""
    drawn = small_data.train.take(np.arange(200, 260))
    digits = PenDrawings(drawn.images, drawn.labels, FIRST_CONTRIBUTOR + np.arange(60) % 2)
    letters = Characters(drawn.images[:, ::-1], np.repeat(["x"], 60), digits.writers)
    return alone.with_people(People(PenDrawings.joined([alone.drawings, digits]), letters, NAMES))


@pytest.fixture
def release(tmp_path):
    return make_unmeasured(tmp_path)


def served(release, name="lenet") -> RunFolder:
    return RunFolder(release.bundle / "models" / name)


def let_it_learn_from_contributors(release) -> None:
    folder = served(release)
    config = folder.read_config()
    recipe = dataclasses.replace(config.recipe, training={**config.recipe.training, "contributors": {"aga": 1}})
    folder.write_config(dataclasses.replace(config, recipe=recipe))


def answered(release) -> dict[str, tuple[int, str, str]]:
    sets = metrics_of(release)["sets"]
    figures = {name: sets[name] for name in (PEN_STROKES, UNIPEN) if name in sets}
    return {name: (each["rows"], each["answered_by"], each["calibrated"]) for name, each in figures.items()}


def test_who_has_seen_nobody_answers_itself(release, data):
    measure_bundle(release.bundle, ["lenet"], data, {})
    assert answered(release) == {
        PEN_STROKES: (120, "served_graph", "as_served"),
        UNIPEN: (60, "served_graph", "as_served"),
    }
    assert set(metrics_of(release)["sets"][UNIPEN]["by_contributor"]) == {"aga", "apa"}


def test_held_out_answers_to_the_pen_strokes_alone_are_enough_for_who_has_not_seen_contributors(
    release, data, alone, monkeypatch
):
    let_them_learn_from_handwriting(monkeypatch)
    held_out = make_held_out(alone)
    recalibrate_bundle(release.bundle, ["lenet"], data, {"lenet": held_out})
    assert answered(release) == {
        PEN_STROKES: (120, "fold_models", "across_writers"),
        UNIPEN: (60, "served_graph", "across_writers"),
    }
    before = metrics_of(release)["sets"]
    # Without them, the figures on the writers stand, and contributors can be asked about anew.
    measure_bundle(release.bundle, ["lenet"], data, {}, force=True)
    assert metrics_of(release)["sets"][PEN_STROKES] == before[PEN_STROKES]
    assert metrics_of(release)["sets"][UNIPEN]["accuracy"] == before[UNIPEN]["accuracy"]


def test_who_learnt_from_contributors_needs_held_out_answers_to_them(release, data, alone, monkeypatch):
    let_them_learn_from_handwriting(monkeypatch)
    let_it_learn_from_contributors(release)
    with pytest.raises(RunError, match="lenet learnt from the people whose drawings are measured"):
        measure_bundle(release.bundle, ["lenet"], data, {"lenet": make_held_out(alone)})
    measure_bundle(release.bundle, ["lenet"], data, {"lenet": make_held_out(data)})
    assert answered(release)[UNIPEN] == (60, "fold_models", "as_served")
    # Where UNIPEN is not at hand, those to the writers are found among them.
    measure_bundle(release.bundle, ["lenet"], alone, {"lenet": make_held_out(data)}, force=True)
    assert answered(release)[PEN_STROKES] == (120, "fold_models", "as_served")


def test_both_origins_weigh_the_same_in_what_ships(release, data):
    recalibrate_bundle(release.bundle, ["lenet"], data, {})
    both = served(release).read_config().calibration
    assert (both.fitted_on, both.rows, both.writers) == ("pen_strokes and unipen", 180, 6)
    doubled = dataclasses.replace(
        data, drawings=PenDrawings.joined([data.drawings, data.drawings.take(np.arange(120, 180))])
    )
    recalibrate_bundle(release.bundle, ["lenet"], doubled, {}, force=True)
    assert served(release).calibration().temperature == pytest.approx(both.temperature, rel=1e-2)


def test_a_calibration_on_the_pen_strokes_alone_is_not_the_last_word(release, data, alone):
    recalibrate_bundle(release.bundle, ["lenet"], alone, {})
    assert is_calibrated(served(release), alone)
    assert not is_calibrated(served(release), data)
    recalibrate_bundle(release.bundle, ["lenet"], data, {})
    assert is_calibrated(served(release), data)
    assert is_calibrated(served(release), alone)


def test_figures_on_contributors_are_not_lost_unasked(release, data, alone):
    recalibrate_bundle(release.bundle, ["lenet"], data, {})
    with pytest.raises(LossError, match="lenet: the figures on unipen_heldout"):
        recalibrate_bundle(release.bundle, ["lenet"], alone, {}, force=True)
    measure_bundle(release.bundle, ["lenet"], alone, {}, force=True)
    assert UNIPEN in answered(release)
    recalibrate_bundle(release.bundle, ["lenet"], alone, {}, force=True, may_drop=lambda _: True)
    assert UNIPEN not in answered(release)


def test_a_detector_that_has_not_seen_contributors_is_held_against_their_letters(tmp_path, data, monkeypatch):
    release = make_unmeasured(tmp_path, ("cnn_tiny", "svm"))
    monkeypatch.setattr("training.bundling.answers.learns_from_contributors", lambda training: False)
    held_out = {"cnn_tiny": make_held_out(data)}
    measure_bundle(release.bundle, ["cnn_tiny", "svm"], data, held_out)
    real = metrics_of(release, "cnn_tiny")["real_characters"]
    assert (real["characters"], real["digits"], real["answered_by"]) == (60, 60, "served_graph")
    assert real["threshold"] == served(release, "cnn_tiny").read_config().rejection_threshold
    assert set(real["by_contributor"]) == {"aga", "apa"}
    shown = read_json(release.bundle / "manifest.json")["models"]["cnn_tiny"]["metrics"]["real_characters"]
    assert shown == {name: real[name] for name in ("auroc", "refused_digits", "passed_characters")}
    assert "passed" in metrics_of(release, "cnn_tiny")["sets"][UNIPEN]["zeros"]
    assert "real_characters" not in metrics_of(release, "svm")
    assert "passed" not in metrics_of(release, "svm")["sets"][UNIPEN]["zeros"]
    assert all(is_measured(served(release, name), data) for name in ("cnn_tiny", "svm"))


@pytest.mark.usefixtures("cache")
def test_a_detector_is_held_against_drawn_symbols(tmp_path, data):
    release = make_unmeasured(tmp_path, ("cnn_tiny", "svm"))
    with_symbols = dataclasses.replace(data, symbols=load_symbols(each=2))
    held_out = {"cnn_tiny": make_held_out(data)}
    measure_bundle(release.bundle, ["cnn_tiny", "svm"], data, held_out)
    assert not is_measured(served(release, "cnn_tiny"), with_symbols)
    measure_bundle(release.bundle, ["cnn_tiny", "svm"], with_symbols, held_out)
    drawn = metrics_of(release, "cnn_tiny")["symbols"]
    assert (drawn["count"], set(drawn["by_symbol"])) == (2 * len(SYMBOLS), set(SYMBOLS))
    assert drawn["passed"] == pytest.approx(np.mean(list(drawn["by_symbol"].values())))
    assert "symbols" not in metrics_of(release, "svm")
    assert all(is_measured(served(release, name), with_symbols) for name in ("cnn_tiny", "svm"))
