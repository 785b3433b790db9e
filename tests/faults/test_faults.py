"""Whatever ends work in its middle, nothing is half-written or lost, and the next run completes it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from digit_recognizer.errors import FeedbackError, OutputError
from digit_recognizer.feedback.batch import find_changes
from digit_recognizer.feedback.store import FeedbackStore
from tests.conftest import REPOSITORY
from tests.digit_recognizer.feedback.drawings import seven, verdict
from tests.faults.disks import small_disk
from tests.faults.jobs import JOBS

OTHER_JOBS = ("fit", "evaluate", "export", "calibrate", "publish", "deploy")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked, limited and mounted as on Linux")


def run_command(*arguments: str) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "tests.faults", *arguments]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("moments", [3, pytest.param(50, marks=pytest.mark.full)])
def test_killed_at_any_moment(moments):
    ran = run_command("--moments", str(moments))
    assert ran.returncode == 0, ran.stdout + ran.stderr
    told = [line.partition(",")[0] for line in ran.stdout.splitlines()]
    assert told == [f"{job}: {moments} moments" for job in (*JOBS, *OTHER_JOBS)]


@pytest.mark.parametrize("name", ["feedback", "parts"])
def test_a_full_or_read_only_disk_is_named_and_the_work_goes_on_when_it_is_not(tmp_path, name):
    job, kinds = JOBS[name], (FeedbackError, OutputError)
    confirmed = []
    with small_disk(tmp_path / "disk", 12) as disk:
        folder = disk.folder / "work"
        with pytest.raises(kinds, match=r"(try again|run the same command)"):
            job.work(folder, confirmed.append)
        assert list(job.complaints(folder, confirmed)) == []
        disk.resize(1_000)
        disk.be_read_only(True)
        with pytest.raises(kinds):
            job.work(folder, confirmed.append)
        disk.be_read_only(False)
        job.work(folder, confirmed.append)
        assert list(job.complaints(folder, confirmed)) == []
        assert job.is_complete(folder)


def test_a_damaged_line_is_named_and_left_and_others_are_kept_beside_it(tmp_path, caplog):
    store = FeedbackStore(tmp_path)
    store.keep(seven(10), verdict("7"))
    [file] = tmp_path.glob("*/metadata.jsonl")
    damaged = file.read_bytes()[:20] + b"\xff\n"
    file.write_bytes(damaged)
    with pytest.raises(FeedbackError, match="try again"):
        store.keep(seven(10), verdict("1"))
    kept = store.keep(seven(20), verdict("7"))
    assert "metadata.jsonl is damaged" in caplog.text
    assert file.read_bytes() == damaged
    # Nothing of it is taken for withdrawn.
    [change] = find_changes(tmp_path, "tester/digits", 10)[0]
    assert list(change.added) == [kept]


def test_a_damaged_note_on_a_folder_of_answers_is_no_permission(tmp_path):
    job = JOBS["parts"]
    job.work(tmp_path, lambda _: None)
    os.truncate(tmp_path / "job.json", 5)
    with pytest.raises(OutputError, match="Name another folder"):
        job.work(Path(tmp_path), lambda _: None)
