"""Pictures are measured by kind: figures are kept as they come, beside those of an earlier version."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tests.pictures import draw_digit
from training.data.images import LabelledImages
from training.evaluation import pictures
from training.evaluation.picture_answers import DIGIT, NUMBER, answers
from training.evaluation.picture_kinds import MEASURED, MeasuredKind, PictureSource
from training.evaluation.pictures import PictureOptions, record_pictures
from training.store.assets import ReportFolders
from training.store.files import DEFAULT_ASSETS
from training.store.pictures import PictureKinds
from training.store.runs import RunError

REPOSITORY = Path(__file__).resolve().parents[3]
TEST_ROWS = LabelledImages(np.zeros((2, 28, 28), np.uint8), np.zeros(2, np.int64))


def _sevens(source: PictureSource, count: int, seed: int):
    return ((draw_digit("7"), "7" if index else "1") for index in range(count))


def _spells(answer, text):
    return answer["text"] == text


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """A folder of figures beside the project's own models, and two kinds of picture."""
    (tmp_path / "reference").mkdir()
    (tmp_path / "models").symlink_to((DEFAULT_ASSETS / "models").resolve())
    kinds = tuple(MeasuredKind(name, task, _sevens, _spells) for name, task in (("one", DIGIT), ("two", NUMBER)))
    monkeypatch.setattr(pictures, "MEASURED", kinds)
    return ReportFolders(tmp_path)


def test_figures_are_kept_kind_by_kind_and_beside_an_earlier_version(folders):
    table = record_pictures(folders, [], TEST_ROWS, PictureOptions(2, 5, only="one", before=REPOSITORY))
    assert "one" in table
    recorded = PictureKinds.read(folders.pictures)
    assert list(recorded.kinds) == ["one"]
    assert (recorded.kinds["one"].accuracy, recorded.kinds["one"].before) == (0.5, 0.5)
    assert recorded.kinds["one"].undoubted_errors == 0.5
    record_pictures(folders, [], TEST_ROWS, PictureOptions(2, 5))
    both = PictureKinds.read(folders.pictures)
    assert list(both.kinds) == ["one", "two"]
    assert both.kinds["one"].before == 0.5
    assert both.before == recorded.before
    record_pictures(folders, [], TEST_ROWS, PictureOptions(2, 6, only="two"))
    assert list(PictureKinds.read(folders.pictures).kinds) == ["two"]


def test_what_cannot_be_measured_is_said(folders, tmp_path):
    with pytest.raises(RunError, match=r"No kind of picture has 'three' in its name. The kinds: one; two\."):
        record_pictures(folders, [], TEST_ROWS, PictureOptions(1, 5, only="three"))
    with pytest.raises(RunError, match="is no checkout of this project"):
        record_pictures(folders, [], TEST_ROWS, PictureOptions(1, 5, before=tmp_path))


def test_a_crash_is_no_answer():
    def crash(picture):
        raise ZeroDivisionError

    broken = SimpleNamespace(predict=crash, read_number=crash)
    for task in (DIGIT, NUMBER):
        assert [answer["text"] for answer in answers(broken, task, [b"", b""])] == [None, None]


def test_the_recorded_figures_are_of_kinds_that_are_measured():
    recorded = PictureKinds.read(ReportFolders(DEFAULT_ASSETS).pictures)
    assert list(recorded.kinds) == [kind.name for kind in MEASURED if kind.name in recorded.kinds]
    assert all(figures.rows >= 200 for figures in recorded.kinds.values())
