"""Reads parts on the workers of a Dask cluster, of which any may be killed in the middle."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, TypeVar

from digit_recognizer import __version__
from digit_recognizer.errors import ClusterError

PARTS_A_THREAD = 2  # one is read, one is there when it is done
RETRIES = 5
CONNECT_SECONDS = 10

Given = TypeVar("Given")
Done = TypeVar("Done")


def answers_of_cluster(
    address: str, parts: Iterator[tuple[int, Given]], read: Callable[[Given], Done]
) -> Iterator[tuple[int, Done]]:
    """Yields each part's answer as it is there, few parts being under way at once.

    Args:
        address: of the scheduler, tcp://HOST:PORT.
        parts: numbered; drawn only when there is a worker for them.
        read: what workers do with a part. What a worker that is killed was reading, another one reads.

    Raises:
        ClusterError: the scheduler cannot be reached, has no workers or other versions, or workers die again and again.
    """
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError as error:
        raise ClusterError("Reading on a cluster needs the package distributed: pip install distributed.") from error
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"No Dask scheduler answers at {address} ({error}). Start one: dask scheduler.") from error
    with client:
        _check_versions(client)
        numbers: dict[Any, int] = {}

        def submit(index: int, part: Given) -> Any:
            future = client.submit(read, part, pure=False, retries=RETRIES)
            numbers[future] = index
            return future

        at_once = max(1, PARTS_A_THREAD * sum(client.nthreads().values()))
        under_way = as_completed([submit(*part) for part in islice(parts, at_once)], loop=client.loop)
        for future in under_way:
            try:
                answer = future.result()
            except KilledWorker as error:
                raise ClusterError(
                    f"Workers died again and again while they read a part ({error}). Look into their logs, then run "
                    "the same command: it goes on with what is missing."
                ) from error
            yield numbers.pop(future), answer
            for part in islice(parts, 1):
                under_way.add(submit(*part))


def installed_version() -> str:
    """Returns the version of this package; workers run it."""
    return __version__


def _check_versions(client: Any) -> None:
    """Checks that every worker has this package, in this version.

    Raises:
        ClusterError: one has not, or there is none.
    """
    try:
        versions = client.run(installed_version)
    except Exception as error:  # whatever a worker raises, distributed raises here
        raise ClusterError(f"A worker cannot load this package ({error}). Install it there, too.") from error
    if not versions:
        raise ClusterError("The cluster has no workers. Start some: dask worker ADDRESS.")
    if others := sorted({version for version in versions.values() if version != __version__}):
        raise ClusterError(f"Here is version {__version__}, workers have {', '.join(others)}. Install the same one.")
