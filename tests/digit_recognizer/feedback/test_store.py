"""Verdicts on this machine: whole or not there, once each, within a limit, and with nothing about the visitor."""

import hashlib
import json
import threading
from datetime import date

import pytest

from digit_recognizer.errors import FeedbackError, FeedbackFullError
from digit_recognizer.feedback import FeedbackStore, feedback_from_environment, store
from digit_recognizer.feedback.batch import find_changes
from tests.digit_recognizer.feedback.drawings import seven, verdict

REPO_ID = "tester/drawn-digits"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "feedback"


def rows_in(folder):
    return [json.loads(line) for file in folder.glob("*/metadata.jsonl") for line in file.read_text().splitlines()]


def pictures_in(folder):
    return {file.name for file in folder.glob("*/*.png")}


def test_a_verdict_is_a_picture_named_by_its_content_and_a_line_beside_it(folder):
    name = FeedbackStore(folder).keep(seven(), verdict("1"))
    [picture] = folder.glob("*/*.png")
    assert picture.name == name == f"{hashlib.sha256(picture.read_bytes()).hexdigest()}.png"
    [row] = rows_in(folder)
    assert date.fromisoformat(row.pop("day"))
    assert row == {
        "file_name": name,
        "label": "1",
        "is_digit": "yes",
        "answers": [{"model": "cnn", "label": "7"}, {"model": "lenet", "label": "1"}],
        "bundle_version": "0.2.0",
    }


def test_the_same_verdict_is_kept_once_and_a_later_one_replaces_it(folder):
    kept = FeedbackStore(folder)
    names = {kept.keep(seven(), verdict(label)) for label in ("7", "7", "1")}
    kept.keep(seven(30), verdict("7"))
    # After a restart too, when the day's folder is another.
    names.add(FeedbackStore(folder).keep(seven(), verdict("no digit")))
    assert len(names) == 1
    assert [row["label"] for row in rows_in(folder)] == ["7", "no digit"]
    assert len(pictures_in(folder)) == 2


def test_what_is_taken_back_leaves_nothing(folder):
    kept = FeedbackStore(folder)
    name = kept.keep(seven(), verdict())
    kept.withdraw(name)
    kept.withdraw(name)
    assert (rows_in(folder), pictures_in(folder)) == ([], set())


@pytest.mark.parametrize("name", ["", None, "../../etc/passwd", f"{'0' * 64}.png/..", f"x{'0' * 63}.png"], ids=repr)
def test_nothing_but_pictures_can_be_taken_back(folder, name):
    with pytest.raises(FeedbackError, match="is its SHA-256"):
        FeedbackStore(folder).withdraw(name)


def test_many_writers_lose_nothing(folder):
    stores = [FeedbackStore(folder) for _ in range(2)]
    names = []

    def write(number):
        for width in range(10, 16):
            names.append(stores[number % 2].keep(seven(width * 2 + number % 2), verdict()))

    writers = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(names) == 24
    assert sorted(row["file_name"] for row in rows_in(folder)) == sorted(set(names)) == sorted(pictures_in(folder))
    assert not list(folder.glob("**/*.part"))


def test_full_is_said_and_corrections_still_go_in(folder):
    kept = FeedbackStore(folder, max_verdicts=2)
    first = kept.keep(seven(10), verdict())
    kept.keep(seven(12), verdict())
    with pytest.raises(FeedbackFullError, match="at most 2 answers and is full"):
        kept.keep(seven(14), verdict())
    kept.keep(seven(10), verdict("1"))
    assert len(pictures_in(folder)) == 2
    kept.withdraw(first)
    kept.keep(seven(14), verdict())


def test_a_folder_holds_no_more_than_a_few_hundred(folder, monkeypatch):
    monkeypatch.setattr(store, "SHARD_VERDICTS", 2)
    kept = FeedbackStore(folder)
    for width in range(10, 15):
        kept.keep(seven(width), verdict())
    assert sorted(len(store.read_rows(shard)) for shard in folder.iterdir() if shard.is_dir()) == [1, 2, 2]


def test_a_picture_whose_line_was_never_written_is_no_verdict(folder, monkeypatch):
    def run_out_of_space(*_):
        raise OSError("No space left on device")

    with monkeypatch.context() as cut:
        cut.setattr(store, "write_rows", run_out_of_space)
        with pytest.raises(FeedbackError):
            FeedbackStore(folder).keep(seven(), verdict())
    assert len(pictures_in(folder)) == 1
    assert find_changes(folder, REPO_ID) == ([], 0)
    FeedbackStore(folder).keep(seven(), verdict())
    assert len(pictures_in(folder)) == len(rows_in(folder)) == 1


def test_a_folder_that_cannot_be_written_is_told_to_the_log_not_to_the_visitor(folder, caplog):
    folder.write_text("in the way", encoding="utf-8")
    with pytest.raises(FeedbackError, match="cannot save answers at present") as refusal:
        FeedbackStore(folder).keep(seven(), verdict())
    assert str(folder) not in str(refusal.value)
    assert str(folder) in caplog.text


def test_a_commit_takes_what_it_can_hold_and_leaves_the_rest_whole(folder):
    kept = FeedbackStore(folder)
    for width in range(10, 15):
        kept.keep(seven(width), verdict())
    [change], left = find_changes(folder, REPO_ID, max_pictures=3)
    assert (len(change.added), left) == (3, 2)
    assert [row["file_name"] for row in change.rows] == list(change.added)


def test_on_a_space_visitors_are_asked_only_where_a_dataset_receives_the_answers(monkeypatch, tmp_path):
    monkeypatch.setenv("SPACE_ID", "tester/draw")
    monkeypatch.setenv("FEEDBACK_FOLDER", str(tmp_path))
    monkeypatch.delenv("FEEDBACK_REPO", raising=False)
    assert feedback_from_environment() is None
    monkeypatch.setenv("FEEDBACK_REPO", REPO_ID)
    assert feedback_from_environment().repo_id == REPO_ID


def test_the_environment_says_whether_and_where(monkeypatch, tmp_path):
    monkeypatch.delenv("SPACE_ID", raising=False)
    monkeypatch.setenv("FEEDBACK", "Off")
    assert feedback_from_environment() is None
    monkeypatch.delenv("FEEDBACK")
    monkeypatch.delenv("FEEDBACK_FOLDER", raising=False)
    monkeypatch.setenv("DIGIT_RECOGNIZER_CACHE", str(tmp_path))
    feedback_from_environment().keep(seven(), verdict())
    assert len(pictures_in(tmp_path / "feedback")) == 1
    assert feedback_from_environment().repo_id is None
    monkeypatch.setenv("FEEDBACK_FOLDER", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("FEEDBACK_REPO", f" {REPO_ID} ")
    asked = feedback_from_environment()
    asked.keep(seven(), verdict())
    assert asked.repo_id == REPO_ID
    assert len(pictures_in(tmp_path / "elsewhere")) == 1
