"""Spreads work over processes that share one job, sent to each of them once."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import cv2

Task = TypeVar("Task")
Result = TypeVar("Result")

_jobs: list[Callable[[Any], Any]] = []  # of a worker process, which has one


def map_in_processes(job: Callable[[Task], Result], tasks: Sequence[Task], workers: int) -> Iterator[Result]:
    """Yields what the job makes of each task, in order, as soon as it is there.

    Args:
        job: what is done; it, with all it holds, can be pickled.
        tasks: what it is done to; each travels on its own, so keep what they share in the job.
        workers: processes that work; with 1, or a single task, this one does.
    """
    if workers == 1 or len(tasks) <= 1:
        yield from map(job, tasks)
        return
    # A forked process would share the locks of the caller's libraries.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(tasks)), context, _start_worker, (job,)) as pool, _stopped_with_caller():
        yield from pool.map(_work, tasks)


@contextmanager
def _stopped_with_caller() -> Iterator[None]:
    """Ends the processes that work inside when the work is broken off: some tasks take hours."""
    others = set(multiprocessing.active_children())
    try:
        yield
    except BaseException:
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise


def map_chunks(
    job: Callable[[tuple[int, Sequence[Task]]], Result],
    tasks: Sequence[Task],
    size: int,
    workers: int,
    *,
    doing: str,
    unit: str,
) -> Iterator[Result]:
    """Yields what the job makes of each chunk of the tasks, in order, and shows how far it is.

    Args:
        job: gets a chunk's place, counted from 0, and its tasks; see `map_in_processes`.
        tasks: all that is to be done.
        size: how many tasks there are in each chunk but the last.
        workers: processes that work.
        doing: what the progress bar says is done, …
        unit: … and to what.
    """
    from tqdm import tqdm

    chunks = [(place, tasks[start : start + size]) for place, start in enumerate(range(0, len(tasks), size))]
    yield from tqdm(map_in_processes(job, chunks, workers), total=len(chunks), desc=doing, unit=f"{size} {unit}")


def _start_worker(job: Callable[[Any], Any]) -> None:
    """Several processes on one thread each are done sooner than one after the other on all cores."""
    _jobs.append(job)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the caller decides
    threading.Thread(target=_end_with_caller, daemon=True).start()
    cv2.setNumThreads(1)
    os.environ["TF_NUM_INTRAOP_THREADS"] = "1"


def _end_with_caller() -> None:
    """Ends this process as soon as the one that started it is gone, even if that was killed."""
    caller = multiprocessing.parent_process()
    if caller is not None:
        caller.join()
        os._exit(1)


def _work(task: Any) -> Any:
    return _jobs[0](task)
