"""Kills work that writes at seeded moments, and says what was half-written, lost, or not completed: `make faults`."""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from tests.faults.jobs import JOBS, Job
from tests.faults.moments import Moment, run_apart, touches_of

KILLS_IN_A_ROW = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs every job, prints each failure, and returns 1 where there was one."""
    options = _parser().parse_args(arguments)
    found = 0
    for name in options.jobs or JOBS:
        for failure in failures(JOBS[name], name, options.moments, options.seed):
            print(failure, flush=True)
            found += 1
        print(f"{name}: killed at {options.moments} moments", flush=True)
    return 1 if found else 0


def failures(job: Job, name: str, moments: int, seed: int) -> Iterator[str]:
    """Kills a job at so many moments, up to three times in a row in one folder, each time where that left it."""
    with tempfile.TemporaryDirectory() as folder:
        touches = touches_of(partial(job.work, Path(folder) / "whole"), Path(folder) / "whole")
    for first in range(0, moments, KILLS_IN_A_ROW):
        chance = random.Random(f"{seed} {name} {first}")
        with tempfile.TemporaryDirectory() as outer:
            folder_of_job, confirmed = Path(outer) / "work", set[str]()
            work = partial(job.work, folder_of_job)
            done = [Moment.of(chance, touches) for _ in range(min(KILLS_IN_A_ROW, moments - first))]
            for moment in done:
                ending, more = run_apart(work, partial(moment.arm, folder_of_job))
                confirmed |= set(more)
                if ending > 0:
                    yield f"{name}, seed {seed}, after {done}: the work failed"
                for complaint in job.complaints(folder_of_job, confirmed):
                    yield f"{name}, seed {seed}, after {done}: {complaint}"
            ending, _ = run_apart(work, lambda: None)
            if ending or not job.is_complete(folder_of_job):
                yield f"{name}, seed {seed}, after {done}: the next run did not complete it"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Kills work that writes.")
    parser.add_argument("jobs", nargs="*", choices=[*JOBS, []], help="which; by default all")
    parser.add_argument("--moments", type=int, default=50, help="at how many moments each is killed")
    parser.add_argument("--seed", type=int, default=0, help="what the moments are chosen by")
    return parser


if __name__ == "__main__":
    sys.exit(main())
