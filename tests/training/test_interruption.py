"""A command that is stopped leaves no process behind and says in one line how to go on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
WORKERS = 2
# Stands for any command that spreads long work over processes; each worker names itself before it begins.
LONG_WORK = """
import os, signal, sys, time
from functools import partial
from pathlib import Path

from training import __main__ as program
from training import commands
from training.synthesis.parallel import map_in_processes


def work(folder, task):
    (folder / str(os.getpid())).touch()
    time.sleep(600)


def long_work(options):
    list(map_in_processes(partial(work, Path(sys.argv[1])), [1, 2, 3], 2))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has its background jobs ignore it
    commands.check = long_work
    sys.exit(program.main(["check", "lenet"]))
"""


def started(folder: Path) -> tuple[subprocess.Popen, list[int]]:
    """Begins the long work; returns its process, the first of its group, and its workers."""
    script = folder / "long_work.py"
    script.write_text(LONG_WORK, encoding="utf-8")
    pids = folder / "pids"
    pids.mkdir()
    process = subprocess.Popen(
        [sys.executable, script, pids],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )
    while len(workers := [int(file.name) for file in pids.iterdir()]) < WORKERS:
        assert process.poll() is None
    return process, workers


def is_running(pid: int) -> bool:
    """Whether a process works; one that has ended and that nobody has asked about yet does not."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_no_worker_is_left_behind(tmp_path, name):
    number = signal.Signals[name]
    process, workers = started(tmp_path)
    # A terminal sends Ctrl+C to all processes of the group.
    (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)
    _, said = process.communicate(timeout=30)
    if number == signal.SIGKILL:
        assert process.returncode == -number
    else:
        assert process.returncode == 128 + number
        assert said == "\nStopped. Go on with the same command: python -m training check lenet\n"
    while any(map(is_running, workers)):
        os.sched_yield()
