"""A search on a Dask cluster that was started as the docs say finds what this machine finds, whatever befalls it."""

import os
import re
import shlex
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import cloudpickle
import numpy as np
import pytest
from distributed import Client
from sklearn.base import BaseEstimator, ClassifierMixin

from tests.benchmarks.servers import free_port
from tests.conftest import REPOSITORY
from training.data.images import DigitData, LabelledImages
from training.errors import TrainingError
from training.fitting import cluster
from training.fitting.cluster import PACKAGES, ClusterError, check_versions, cluster_at, zipped_code
from training.fitting.tune import tune
from training.store.files import read_json
from training.zoo.grids import TUNINGS, Tuning
from training.zoo.spec import ModelSpec

SCRIPTS = Path(sys.executable).parent
LIMIT_SECONDS = 90
VERSIONS = dict.fromkeys(("dask", "distributed", "cloudpickle", "numpy", "sklearn", "pydantic", "onnxruntime"), "1.0")


def documented_commands(port: int) -> list[list[str]]:
    """Returns the three commands of the docs, for this port."""
    page = (REPOSITORY / "docs" / "training.md").read_text(encoding="utf-8")
    block = page.split("<!-- cluster: run by the tests -->\n\n```sh\n")[1].split("```")[0]
    return [shlex.split(line.replace("8786", str(port)), comments=True) for line in block.splitlines()]


class Cluster:
    """A scheduler and workers in processes of their own, started outside the project's folder."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        port = free_port()
        self.address = f"tcp://127.0.0.1:{port}"
        scheduler, self.worker, self.search = documented_commands(port)
        self.scheduler = self.start(scheduler)

    def start(self, command: list[str]) -> subprocess.Popen:
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        log = self.stack.enter_context((self.folder / f"{command[1]}.log").open("ab"))
        process = subprocess.Popen(
            [str(SCRIPTS / command[0]), *command[1:]], cwd=self.folder, env=environment, stdout=log, stderr=log
        )
        self.stack.callback(end, process)
        return process


def end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """The cluster of the docs: a scheduler and two workers."""
    with ExitStack() as stack:
        started = Cluster(tmp_path_factory.mktemp("cluster"), stack)
        for _ in range(2):
            started.start(started.worker)
        wait_for_workers(started.address, 2)
        yield started


def wait_for_workers(address: str, count: int) -> None:
    with Client(address, timeout=LIMIT_SECONDS) as client:
        client.wait_for_workers(count, timeout=LIMIT_SECONDS)


class Mortal(ClassifierMixin, BaseEstimator):
    """Guesses `guess`; the first fit of the guess 2 ends its worker, and the nanny that would start it again."""

    def __init__(self, folder=None, guess=0):
        self.folder = folder
        self.guess = guess

    def fit(self, features, labels):
        self.classes_ = np.arange(10)
        marker = Path(self.folder) / "died"
        if self.guess == 2 and not marker.exists():
            marker.write_text(str(os.getpid()))
            os.kill(os.getppid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
        return self

    def predict(self, features):
        return np.full(len(features), self.guess)


def build_mortal(folder, seed):
    return Mortal(folder)


@pytest.fixture
def by_value():
    """Sends this module along: the cluster knows no tests."""
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    yield
    cloudpickle.unregister_pickle_by_value(sys.modules[__name__])


def unequal_digits() -> DigitData:
    """100 rows; the digit d is there d + 1 times among every 55."""
    labels = np.tile(np.repeat(np.arange(10), np.arange(1, 11)), 4)
    rows = LabelledImages(np.zeros((220, 28, 28), dtype=np.uint8), labels)
    return DigitData(rows, rows, "made up", "none")


@pytest.mark.slow
def test_the_documented_commands_search_and_find_what_this_machine_finds(running, tmp_path):
    assets = tmp_path / "assets"
    done = subprocess.run(
        [sys.executable, *running.search[1:], "--assets", str(assets)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"Searching on the Dask cluster at {running.address}: 2 workers with 2 threads." in done.stderr
    here = tune(TUNINGS["knn_digits8x8"], None, tmp_path / "here")
    there = read_json(assets / "reference" / "tuning" / "knn_digits8x8.json")
    scored = [(candidate["parameters"], candidate["score"]) for candidate in there["candidates"]]
    assert scored == [(candidate.parameters, candidate.score) for candidate in here.candidates]
    assert there["best"]["parameters"] == here.best.parameters


@pytest.mark.slow
@pytest.mark.usefixtures("by_value")
def test_a_worker_that_is_killed_in_mid_work_leaves_its_work_to_another(running, tmp_path):
    spec = ModelSpec("mortal", "Mortal", "linear", "sklearn", build_mortal, "made up", {"folder": str(tmp_path)})
    tuning = Tuning(spec, "–", "80_20", [{"guess": [0, 1, 2, 3]}])
    there = tune(tuning, unequal_digits(), tmp_path / "there", running.address)
    assert (tmp_path / "died").exists()
    here = tune(tuning, unequal_digits(), tmp_path / "here")
    assert [candidate.score for candidate in there.candidates] == [candidate.score for candidate in here.candidates]
    assert there.best.parameters == here.best.parameters == {"guess": 3}


@pytest.mark.slow
def test_a_cluster_without_workers_ends_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "WORKER_SECONDS", 1)
    with ExitStack() as stack:
        started = Cluster(tmp_path, stack)
        with pytest.raises(ClusterError, match=f"has no workers after 1 seconds.*dask worker {started.address}"):
            tune(TUNINGS["knn_digits8x8"], None, tmp_path, started.address)


def test_no_scheduler_is_said_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECTION_SECONDS", 0.5)
    address = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(TrainingError, match=f"No Dask scheduler answers at '{address}'"), cluster_at(address):
        pass


def described(python: str = "3.11.7.final.0", **packages: str | None) -> dict:
    return {"host": {"python": python}, "packages": VERSIONS | packages}


@pytest.mark.parametrize(
    ("there", "difference"),
    [
        (described("3.12.1.final.0"), "Python is 3.12 at worker w, 3.11 here"),
        (described(sklearn="1.1"), "scikit-learn is 1.1 at worker w, 1.0 here"),
        (described(numpy=None), "numpy is missing at worker w, 1.0 here"),
    ],
)
def test_other_versions_are_named(there, difference):
    found = {"client": described(), "scheduler": described("3.11.2.final.0"), "workers": {"w": there}}
    with pytest.raises(ClusterError, match=re.escape(difference)):
        check_versions(found, "tcp://127.0.0.1:1")
    check_versions(found | {"workers": {"w": described()}}, "tcp://127.0.0.1:1")


def test_the_code_that_travels_is_the_packages_code_with_what_it_reads_and_the_same_each_time():
    content = zipped_code()
    assert content == zipped_code()
    assert len(content) < 1_000_000
    names = names_in(content)
    assert [name for name in names if not name.startswith(PACKAGES)] == ["assets/widget/normalization.json"]
    assert "training/fitting/cluster.py" in names


def names_in(content: bytes) -> list[str]:
    import io
    import zipfile

    return zipfile.ZipFile(io.BytesIO(content)).namelist()
