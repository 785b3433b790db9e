"""A Dask cluster that searches: connected to, compared with this machine, given this project's code, and watched."""

import hashlib
import io
import logging
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from digit_recognizer.constants import FILE as CONSTANTS
from training.data.splits import SplitRows
from training.errors import TrainingError
from training.fitting.candidates import score_candidates
from training.store.searches import Candidate
from training.zoo.grids import Tuning

if TYPE_CHECKING:
    from distributed import Client, Future

Kept = TypeVar("Kept")
PACKAGES = ("digit_recognizer", "training")
PROJECT = Path(__file__).resolve().parents[2]
# What pickles, fits or is imported there must be what it is here.
COMPARED = ("dask", "distributed", "cloudpickle", "numpy", "scikit-learn", "pydantic", "onnxruntime")
IMPORTED_AS = {"scikit-learn": "sklearn"}
CONNECTION_SECONDS = 10
WORKER_SECONDS = 30
POLL_SECONDS = 2
GO_ON = "What has been scored is kept: the same command goes on from there."
logger = logging.getLogger(__name__)


class ClusterError(TrainingError):
    """A cluster cannot be reached, does not fit this machine, or has stopped working."""


class ClusterSearch:
    """Scores candidates on a cluster's workers, one task for each."""

    def __init__(self, client: "Client", address: str) -> None:
        """Takes a client that is connected; `address` is for messages."""
        self._client = client
        self._address = address

    @property
    def size(self) -> int:
        """How many candidates are fitted at a time: the threads of all workers."""
        return max(1, sum(self._client.nthreads().values()))

    def score(self, tuning: Tuning, rows: SplitRows, group: Sequence[Mapping[str, Any]]) -> list[Candidate]:
        """Returns the group's candidates in its order; what a worker loses by its end is done by another.

        Raises:
            ClusterError: no worker is left, or one candidate has ended several.
        """
        import dask

        # As a task of its own the data are made again where their worker has gone; scattered, they would be lost.
        learnt_from = replace(rows, test=rows.test.take(np.arange(0)))
        quiet = dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GiB"})
        with quiet, _scheduler_needed(self._address):
            sent = self._client.submit(_kept, learnt_from, pure=False)
            futures = [self._client.submit(score_candidates, tuning, sent, [one], 1, pure=False) for one in group]
            self._wait(futures)
            return [candidate for future in futures for candidate in self._result(future)]

    def _wait(self, futures: "Sequence[Future]") -> None:
        """Waits for all of them, as long as there is somebody who works."""
        from distributed import wait

        seen = monotonic()
        while True:
            try:
                wait(futures, timeout=POLL_SECONDS)
                return
            except TimeoutError:
                # Asked anew each time: what the client remembers of its workers may be of before they went.
                seen = monotonic() if self._has_workers() else seen
            if monotonic() - seen > WORKER_SECONDS:
                raise ClusterError(
                    f"The Dask cluster at {self._address} has had no workers for {WORKER_SECONDS} seconds. Start some "
                    f"with `dask worker {self._address}`. {GO_ON}"
                )

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except (OSError, TimeoutError):
            return False

    def _result(self, future: "Future") -> list[Candidate]:
        from distributed import KilledWorker

        error = future.exception()
        if isinstance(error, KilledWorker):
            raise ClusterError(
                f"Several workers of the Dask cluster at {self._address} ended while they fitted one candidate; they "
                f"may lack memory. Give them more, or search on this machine without --dask. {GO_ON} ({error})"
            ) from error
        if error:
            raise ClusterError(
                f"A worker of the Dask cluster at {self._address} failed to fit a candidate: {type(error).__name__}: "
                f"{error}. {GO_ON}"
            ) from error
        return future.result()


@contextmanager
def _scheduler_needed(address: str) -> Iterator[None]:
    """Says so in a sentence when the scheduler goes meanwhile, in whichever way that shows.

    Raises:
        ClusterError: it has gone.
    """
    from concurrent.futures import CancelledError

    from distributed.client import FutureCancelledError

    try:
        yield
    except (OSError, CancelledError, FutureCancelledError) as error:
        raise ClusterError(
            f"The Dask scheduler at {address} has gone while it was needed. Start it and its workers again. {GO_ON}"
        ) from error


def _kept(value: Kept) -> Kept:
    """Returns what it gets: as a task it holds data on a worker."""
    return value


@contextmanager
def cluster_at(address: str) -> Iterator[ClusterSearch]:
    """Connects to a scheduler, sends this project's code to it and its workers, and yields what searches there.

    Args:
        address: of the scheduler, tcp://HOST:PORT.

    Raises:
        ClusterError: none answers there, it has no workers, or they run other versions than this machine.
    """
    with _connected(address) as client:
        _wait_for_workers(client, address)
        with _scheduler_needed(address):
            found: Any = client.get_versions(packages=[IMPORTED_AS.get(name, name) for name in COMPARED])
        check_versions(found, address)
        with _code_sent(client, address):
            logger.info("Searching on the Dask cluster at %s: %s.", address, _size_of(client))
            yield ClusterSearch(client, address)


@contextmanager
def _connected(address: str) -> "Iterator[Client]":
    from distributed import Client

    try:
        client = Client(address, timeout=CONNECTION_SECONDS)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"No Dask scheduler answers at {address!r} ({error}). Start one with `dask scheduler`, or search on this "
            "machine without --dask."
        ) from error
    with client:
        yield client


def _wait_for_workers(client: "Client", address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except TimeoutError as error:
        raise ClusterError(
            f"The Dask scheduler at {address} has no workers after {WORKER_SECONDS} seconds. Start some with "
            f"`dask worker {address}`, or search on this machine without --dask."
        ) from error


def _size_of(client: "Client") -> str:
    threads = client.nthreads()
    return f"{len(threads)} workers with {sum(threads.values())} threads"


def check_versions(found: Mapping[str, Any], address: str) -> None:
    """Makes sure that scheduler and workers run the Python and the libraries of this machine.

    Args:
        found: what `Client.get_versions` returns for the libraries in `COMPARED`.
        address: of the scheduler.

    Raises:
        ClusterError: they do not; the message names what differs where.
    """
    here = _versions(found["client"])
    there = {"the scheduler": found["scheduler"], **{f"worker {name}": each for name, each in found["workers"].items()}}
    differences = [
        f"{name} is {version or 'missing'} at {place}, {here[name]} here"
        for place, described in there.items()
        for name, version in _versions(described).items()
        if version != here[name]
    ]
    if differences:
        raise ClusterError(
            f"The Dask cluster at {address} runs other versions than this machine: {'; '.join(differences)}. Install "
            "training/requirements.txt there under the same Python, and start it again."
        )


def _versions(described: Mapping[str, Any]) -> dict[str, str | None]:
    """Returns the versions of one process by name; of Python major and minor version alone."""
    python = ".".join(str(described["host"]["python"]).split(".")[:2])
    packages = described["packages"]
    return {"Python": python, **{name: packages.get(IMPORTED_AS.get(name, name)) for name in COMPARED}}


@contextmanager
def _code_sent(client: "Client", address: str) -> Iterator[None]:
    """Has scheduler and workers import this project's packages from a copy of this machine's code, for as long."""
    from distributed.diagnostics.plugin import SchedulerUploadFile, UploadFile

    content = zipped_code()
    name = f"digits-{hashlib.sha256(content).hexdigest()[:12]}"
    # What an earlier search brought along may be of other code.
    forget = _forgetting(PACKAGES)
    with tempfile.TemporaryDirectory(prefix="digits-") as folder, _scheduler_needed(address):
        client.run_on_scheduler(forget)
        client.run(forget)
        file = Path(folder) / f"{name}.zip"
        file.write_bytes(content)
        client.register_plugin(SchedulerUploadFile(str(file)), name=name)
        # Workers that come later get it when they come.
        client.register_plugin(UploadFile(str(file)), name=name)
    try:
        yield
    finally:
        # A scheduler that has gone has forgotten it; what is said of its end must not be lost for this.
        with suppress(OSError, RuntimeError):
            client.unregister_worker_plugin(name)
            client.unregister_scheduler_plugin(name)


def _forgetting(packages: Sequence[str]) -> Callable[[], None]:
    """Returns a function that travels by value, for where the packages are not: it forgets them where they are."""

    def forget() -> None:
        import sys

        for name in [name for name in sys.modules if name.partition(".")[0] in packages]:
            del sys.modules[name]

    return forget


def zipped_code(root: Path = PROJECT) -> bytes:
    """Returns a zip archive of the packages' Python files, and what they read: the same bytes for the same code."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        code = (file for package in PACKAGES for file in (root / package).rglob("*.py"))
        for file in sorted([*code, root / CONSTANTS.relative_to(PROJECT)]):
            # A ZipInfo, not a path: it has no date. It says itself how it is packed, whatever the archive says.
            entry = zipfile.ZipInfo(file.relative_to(root).as_posix())
            archive.writestr(entry, file.read_bytes(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()
