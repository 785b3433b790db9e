"""What files hold is read into checked fields, and written back byte for byte."""

import json

import pytest

from digit_recognizer.bundle.bundle import BUNDLED_MODELS
from tests.conftest import REPOSITORY
from training.store.config import RunConfig, Validation
from training.store.figures import DigitFigures, DrawingFigures, find_figures
from training.store.metrics import LineReaderMetrics, ModelMetrics
from training.store.records import RecordError
from training.store.searches import SearchOutcome

SEARCHES = sorted((REPOSITORY / "assets" / "reference" / "tuning").iterdir())
FOLDERS = sorted((BUNDLED_MODELS / "models").iterdir())
EVERY_FOLDER = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def test_the_committed_models_are_there():
    assert len(FOLDERS) > 20


@EVERY_FOLDER
def test_a_configuration_is_written_as_it_was_read(folder, tmp_path):
    RunConfig.read(folder / "config.json").write(tmp_path / "config.json")
    assert (tmp_path / "config.json").read_bytes() == (folder / "config.json").read_bytes()


@EVERY_FOLDER
def test_metrics_are_written_as_they_were_read(folder, tmp_path):
    kind = LineReaderMetrics if folder.name == "line_reader" else ModelMetrics
    kind.read(folder / "metrics.json").write(tmp_path / "metrics.json")
    assert (tmp_path / "metrics.json").read_bytes() == (folder / "metrics.json").read_bytes()


@pytest.mark.parametrize("file", SEARCHES, ids=lambda file: file.stem)
def test_a_search_is_written_as_it_was_read(file, tmp_path):
    SearchOutcome.read(file).write(tmp_path / file.name)
    assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_figures_are_found_by_set_and_kind():
    sets = ModelMetrics.read(BUNDLED_MODELS / "models" / "cnn" / "metrics.json").sets
    found = find_figures(sets, "pen_strokes_heldout", DrawingFigures)
    assert found is not None
    assert found.worst_writer.accuracy == min(found.by_writer.values())
    assert find_figures(sets, "canvas_stress", DigitFigures) is None
    assert find_figures(sets, "nothing", DigitFigures) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"speed": 3}, "speed: "),
        ({"accuracy": "high"}, "accuracy: "),
        ({"rows": None}, "rows: "),
    ],
    ids=["unknown", "of another type", "empty"],
)
def test_a_field_that_is_not_as_it_should_be_is_named_with_its_file(tmp_path, change, said):
    file = tmp_path / "validation.json"
    file.write_text(json.dumps({"rows": 3, "accuracy": 0.5, **change}), encoding="utf-8")
    with pytest.raises(RecordError) as raised:
        Validation.read(file)
    assert str(raised.value).startswith(f"{file} is not what this version of the project writes: {said}")


def test_a_damaged_file_is_named(tmp_path):
    file = tmp_path / "validation.json"
    file.write_bytes(b'{"rows": 3, "acc')
    with pytest.raises(RecordError, match=r"validation\.json is damaged: it is no JSON .* Make it again"):
        Validation.read(file)


def test_a_missing_field_is_named():
    with pytest.raises(RecordError, match=r"made up .* accuracy: Field required\. Take the file from the same version"):
        Validation.from_json({"rows": 3}, "made up")
