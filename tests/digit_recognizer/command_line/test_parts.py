"""Many pictures, part by part: the answers are those of `digits read`, whatever stops the work in between."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from digit_recognizer.command_line import main, parts
from digit_recognizer.command_line.cluster import answers_of_cluster
from digit_recognizer.errors import ClusterError
from tests.benchmarks.servers import free_port
from tests.conftest import REPOSITORY
from tests.pictures import as_png, draw_digit

DASK = str(Path(sys.executable).parent / "dask")
START_SECONDS = 60


@pytest.fixture
def pictures(tmp_path, monkeypatch) -> Path:
    """A folder with nine pictures, one of them none, of which a part holds two."""
    monkeypatch.setattr(parts, "MAX_PICTURES", 2)
    folder = tmp_path / "pictures"
    folder.mkdir()
    for digit in range(8):
        (folder / f"{digit}.png").write_bytes(as_png(draw_digit(str(digit))))
    (folder / "4b.png").write_bytes(b"hello")
    return folder


def read_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    assert main(["read", "--csv", "--model", "lenet", str(folder)]) == 1
    said = capsys.readouterr()
    return said.out, said.err


def answers_in(folder: Path) -> str:
    return "".join(file.read_text() for file in sorted(folder.glob("part-*.csv")))


def in_parts(pictures: Path, output: Path, *more: str) -> list[str]:
    return ["read", "--csv", "--model", "lenet", str(pictures), "--output", str(output), *more]


def test_the_parts_together_are_what_is_read_at_once(pictures, tmp_path, capsys):
    expected = read_at_once(pictures, capsys)
    assert main(in_parts(pictures, tmp_path / "out")) == 1
    assert (answers_in(tmp_path / "out"), capsys.readouterr().err) == expected
    assert len(list((tmp_path / "out").glob("part-*.csv"))) == 5


def test_what_was_stopped_goes_on_and_reads_nothing_twice(pictures, tmp_path, capsys, monkeypatch):
    expected, _ = read_at_once(pictures, capsys)
    read_part, read = parts.read_part, []

    def stopped(contents, job):
        read.append([name for name, _ in contents])
        if len(read) == 3:
            raise KeyboardInterrupt
        return read_part(contents, job)

    monkeypatch.setattr(parts, "read_part", stopped)
    assert main(in_parts(pictures, tmp_path / "out")) == 130
    assert main(in_parts(pictures, tmp_path / "out")) == 1
    assert answers_in(tmp_path / "out") == expected
    # What was under way is read once more.
    assert sum(map(len, read)) == 9 + 2
    assert main(in_parts(pictures, tmp_path / "out")) == 1
    assert len(read) == 6


def test_a_folder_keeps_to_what_it_holds(pictures, tmp_path, capsys):
    main(in_parts(pictures, tmp_path / "out"))
    (pictures / "new.png").write_bytes(b"hello")
    capsys.readouterr()
    assert main(in_parts(pictures, tmp_path / "out")) == 1
    assert "holds answers to other pictures" in capsys.readouterr().err


@pytest.mark.parametrize("shape", [lambda content: content, lambda content: {"bytes": content, "path": None}])
def test_rows_of_parquet(tmp_path, capsys, shape):
    contents = [as_png(draw_digit(digit)) for digit in "735"]
    parquet.write_table(pa.table({"image": [shape(content) for content in [*contents, b""]]}), tmp_path / "a.parquet")
    assert main(in_parts(tmp_path / "a.parquet", tmp_path / "out")) == 1
    rows = [line.split(",")[:2] for line in answers_in(tmp_path / "out").splitlines()[1:]]
    assert rows == [[f"{tmp_path / 'a.parquet'}:{row}", digit] for row, digit in enumerate("735")]
    assert "a.parquet:3: The file is empty" in capsys.readouterr().err


def test_what_is_no_parquet_or_has_no_pictures(tmp_path, capsys):
    (tmp_path / "a.parquet").write_bytes(b"hello")
    parquet.write_table(pa.table({"digit": [1]}), tmp_path / "b.parquet")
    for name, words in (("a", "cannot be read as Parquet"), ("b", "has the columns digit; pictures are looked for")):
        assert main(in_parts(tmp_path / f"{name}.parquet", tmp_path / name)) == 1
        assert words in capsys.readouterr().err


def test_wrong_usage(tmp_path, capsys):
    for arguments, words in ((["--dask", "tcp://a:1"], "needs --output"), (["--output", "x"], "add --csv or --json")):
        with pytest.raises(SystemExit):
            main(["read", "a.png", *arguments])
        assert words in capsys.readouterr().err


def test_no_scheduler():
    with pytest.raises(ClusterError, match="No Dask scheduler answers at nowhere"):
        next(answers_of_cluster("nowhere://127.0.0.1:1", iter([]), len))


@pytest.fixture
def cluster(tmp_path) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A scheduler and two workers in processes of their own."""
    address = f"tcp://127.0.0.1:{(port := free_port())}"
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY), "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "False"}
    scheduler = [DASK, "scheduler", "--port", str(port), "--no-dashboard", "--host", "127.0.0.1"]
    worker = [DASK, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
    with (tmp_path / "dask.log").open("wb") as log:
        started = [
            subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
            for command in (scheduler, worker, worker)
        ]
        try:
            yield address, started[1:]
        finally:
            for process in started:
                process.kill()
                process.wait()


@pytest.mark.full
def test_a_cluster_answers_the_same_though_a_worker_is_killed(pictures, tmp_path, capsys, cluster, monkeypatch):
    from distributed import Client

    address, workers = cluster
    with Client(address, timeout=f"{START_SECONDS}s") as client:
        client.wait_for_workers(2, timeout=START_SECONDS)
    expected = read_at_once(pictures, capsys)
    write = parts.write

    def write_and_kill(*arguments):
        write(*arguments)
        if workers[0].poll() is None:
            workers[0].send_signal(signal.SIGKILL)
            workers[0].wait()

    monkeypatch.setattr(parts, "write", write_and_kill)
    assert main(in_parts(pictures, tmp_path / "out", "--dask", address)) == 1
    assert (answers_in(tmp_path / "out"), capsys.readouterr().err) == expected
