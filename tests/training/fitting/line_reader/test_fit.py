"""Each writer is held out once, by a line reader that has seen no line of theirs; what has been trained stays."""

import numpy as np
import pytest

from tests.training.conftest import CONTRIBUTORS, WRITERS, quick
from training.backends import keras_backend
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE
from training.data.unipen import FIRST_CONTRIBUTOR, UNIPEN_PATH_VARIABLE
from training.fitting.courses import COURSES, LineReaderCourse
from training.fitting.fit import fit_models
from training.fitting.folds.held_out import FOLDS
from training.store.runs import RunFolder
from training.synthesis.renders import NO_WRITER

pytestmark = pytest.mark.slow
NAME = "line_reader"
FOLD_NAMES = [f"fold_{fold}" for fold in range(FOLDS)]


@pytest.fixture
def calls(monkeypatch, pen_strokes, unipen):
    """Replaces training by notes of what each network was to learn from."""
    calls = {}

    def note(spec, stage, lines, seed):
        name = stage.folder.parent.parent.name if stage.start else "common"
        if name == calls.get("interrupt at"):
            raise KeyboardInterrupt
        calls[name] = (lines, seed, stage.start)
        return spec.build(**spec.hyperparameters, seed=seed), {"loss": [1.0]}

    monkeypatch.setenv(PEN_STROKES_PATH_VARIABLE, str(pen_strokes))
    monkeypatch.setenv(UNIPEN_PATH_VARIABLE, str(unipen))
    monkeypatch.setattr("training.fitting.line_reader.train.train_line_reader", note)
    monkeypatch.setitem(COURSES, "line_reader", LineReaderCourse(workers=1))
    return calls


def test_each_writer_is_held_out_by_one_fold_alone(calls, small_data, tmp_path):
    fit_models([quick(NAME)], small_data, tmp_path)
    assert list(calls) == ["common", NAME, *FOLD_NAMES]
    (of_mnist,), _, start = calls["common"]
    assert set(of_mnist.writers.tolist()) == {NO_WRITER}
    assert start is None
    contributors = set(range(FIRST_CONTRIBUTOR, FIRST_CONTRIBUTOR + len(CONTRIBUTORS)))
    assert contributors < set(calls[NAME][0][1].writers.tolist()) <= contributors | set(WRITERS)
    for fold, name in enumerate(FOLD_NAMES):
        (of_mnist, written), seed, start = calls[name]
        assert set((written.writers % FOLDS).tolist()) == set(range(FOLDS)) - {fold}
        assert set(of_mnist.writers.tolist()) == {NO_WRITER}
        assert seed == fold
        assert start == RunFolder(tmp_path / NAME).common / "cycle_0" / "model.keras"
    config = RunFolder(tmp_path / NAME).read_config()
    assert config.recipe.name == NAME
    assert config.data.contributors == len(CONTRIBUTORS)
    assert config.validation.rows == len(calls[NAME][0][1])
    assert 0 <= config.validation.accuracy < 0.5
    assert config.parameters == keras_backend.count_parameters(
        keras_backend.load(None, tmp_path / NAME / "model.keras")
    )


def test_an_interrupted_fit_trains_only_what_is_missing(calls, small_data, tmp_path):
    calls["interrupt at"] = "fold_1"
    with pytest.raises(KeyboardInterrupt):
        fit_models([quick(NAME)], small_data, tmp_path)
    assert not RunFolder(tmp_path / NAME).config.exists()
    calls.clear()
    fit_models([quick(NAME)], small_data, tmp_path)
    assert list(calls) == FOLD_NAMES[1:]
    calls.clear()
    fit_models([quick(NAME)], small_data, tmp_path)
    assert not calls


def test_held_out_lines_are_read_by_the_network_that_has_not_seen_their_writer(
    calls, small_data, tmp_path, monkeypatch
):
    shown = []

    class Reader:
        """Notes how many lines each fold's network is shown."""

        WEIGHTS_FILE = "model.keras"

        def load(self, spec, path):
            self.fold = path.parent.name
            return self

        def predict(self, images, **options):
            shown.append((self.fold, len(images)))
            return np.zeros((len(images), 80, 11), np.float32)

        save = staticmethod(lambda network, path: path.write_text("weights"))
        count_parameters = staticmethod(lambda network: 1)

    monkeypatch.setattr("training.fitting.line_reader.fit.backend_of", lambda spec: Reader())
    fit_models([quick(NAME)], small_data, tmp_path)
    writers = calls[NAME][0][1].writers
    assert shown == [(name, int((writers % FOLDS == fold).sum())) for fold, name in enumerate(FOLD_NAMES)]
