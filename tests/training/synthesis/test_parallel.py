"""Work spread over processes gives what one process gives, and the job travels once."""

from functools import partial

import pytest

from training.synthesis.parallel import map_chunks, map_in_processes


def plus(shared, task):
    return shared["offset"] + task


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("tasks", [[], [1], list(range(20))], ids=len)
def test_results_come_in_the_order_of_the_tasks(workers, tasks):
    job = partial(plus, {"offset": 100})
    assert list(map_in_processes(job, tasks, workers)) == [100 + task for task in tasks]


def placed_sum(chunk):
    place, tasks = chunk
    return place, sum(tasks)


@pytest.mark.parametrize("workers", [1, 2])
def test_chunks_know_their_place(workers):
    chunks = map_chunks(placed_sum, range(7), 3, workers, doing="adding", unit="numbers")
    assert list(chunks) == [(0, 3), (1, 12), (2, 6)]


class NotSentTwice:
    """A job that counts how often it is sent."""

    sent = 0

    def __reduce__(self):
        NotSentTwice.sent += 1
        return (NotSentTwice, ())

    def __call__(self, task):
        return task


def test_the_job_is_sent_to_each_process_once():
    NotSentTwice.sent = 0
    assert list(map_in_processes(NotSentTwice(), list(range(50)), 2)) == list(range(50))
    assert NotSentTwice.sent == 2
