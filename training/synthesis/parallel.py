"""Spreads work over processes that share one job, sent to each of them once."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import cv2

_job: Callable[[Any], Any] | None = None  # of a worker process


def map_in_processes(job: Callable[[Any], Any], tasks: Sequence[Any], workers: int) -> Iterator[Any]:
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
    with context.Pool(min(workers, len(tasks)), _start_worker, (job,)) as pool:
        yield from pool.imap(_work, tasks)


def map_chunks(
    job: Callable[[tuple[int, Sequence[Any]]], Any],
    tasks: Sequence[Any],
    size: int,
    workers: int,
    *,
    doing: str,
    unit: str,
) -> Iterator[Any]:
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
    global _job  # noqa: PLW0603 - a pool's workers have no other place for what all tasks share
    _job = job
    cv2.setNumThreads(1)


def _work(task: Any) -> Any:
    return _job(task)
