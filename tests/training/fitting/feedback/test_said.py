"""What visitors said is read from the folder that the app writes, file by file."""

import pytest

from tests.training.fitting.feedback.made import drawn, keep
from training.data.loading import DatasetError
from training.fitting.feedback.said import read_feedback


def test_every_picture_comes_with_its_label_and_file(tmp_path):
    names = keep(tmp_path / "feedback", [(drawn("3"), "3"), (drawn("7"), "no digit")])
    (shard,) = {file.parent.name for file in tmp_path.glob("feedback/*/*.png")}
    said = read_feedback(str(tmp_path / "feedback"))
    assert [(one.file, one.label) for one in said] == [
        (f"{shard}/{names[0]}", "3"),
        (f"{shard}/{names[1]}", "no digit"),
    ]
    assert all(one.content.startswith(b"\x89PNG") for one in said)
    (tmp_path / "feedback" / shard / names[0]).unlink()
    assert [one.content is None for one in read_feedback(str(tmp_path / "feedback" / shard))] == [True, False]


def test_what_is_no_feedback_is_said(tmp_path):
    with pytest.raises(DatasetError, match="No feedback lies in"):
        read_feedback(str(tmp_path))
    metadata = tmp_path / "metadata.jsonl"
    metadata.write_text('{"file_name": "a.png"')
    with pytest.raises(DatasetError, match=r"metadata\.jsonl is damaged: a line is no JSON"):
        read_feedback(str(tmp_path))
    metadata.write_text('{"label": "3"}\n')
    with pytest.raises(DatasetError, match="holds a line without file_name"):
        read_feedback(str(tmp_path))


def test_a_published_dataset_is_read_too(tmp_path, monkeypatch):
    from datasets import load_dataset

    keep(tmp_path / "feedback", [(drawn("3"), "3"), (drawn("5"), "5")])
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")
    published = load_dataset("imagefolder", data_dir=str(tmp_path / "feedback"))
    monkeypatch.setattr("training.fitting.feedback.said.load_splits", lambda *_: published)
    said = read_feedback("somebody/drawn-digits")
    assert sorted(one.label for one in said) == ["3", "5"]
    assert all(one.content.startswith(b"\x89PNG") for one in said)
