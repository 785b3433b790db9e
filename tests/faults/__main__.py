"""Kills work that writes at seeded moments, and says what was half-written, lost, or not completed: `make faults`."""

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.moments import run_apart, steps_of
from tests.hub.client import client_environment
from tests.hub.server import Hub

if TYPE_CHECKING:
    from tests.faults.jobs import Job

KILLS_IN_A_ROW = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs every job, prints each failure, and returns 1 where there was one."""
    with closing(Hub()) as hub, tempfile.TemporaryDirectory() as home:
        # Before anything is imported that reads it once.
        environment = client_environment(hub, home=Path(home))
        os.environ.clear()
        os.environ.update(environment, TQDM_DISABLE="1")
        jobs = all_jobs(hub)
        options = _parser(jobs).parse_args(arguments)
        found = 0
        for name in options.jobs or jobs:
            told = Told()
            for failure in failures(jobs[name], name, options.moments, options.seed, told):
                print(failure, flush=True)
                found += 1
            print(f"{name}: {options.moments} moments, at {told.kills} of them killed in its middle", flush=True)
        for crash in hub.crashes:
            print(crash)
    return 1 if found or hub.crashes else 0


def all_jobs(hub: Hub) -> Mapping[str, "Job"]:
    """Returns every job by its name; what they need is imported now."""
    from tests.faults.hub_jobs import hub_jobs
    from tests.faults.jobs import JOBS
    from tests.faults.training_jobs import TRAINING_JOBS

    return {**JOBS, **TRAINING_JOBS, **hub_jobs(hub)}


@dataclass
class Told:
    """How often work was ended; whatever comes to its end before its moment was not."""

    kills: int = field(default=0)


def failures(job: "Job", name: str, moments: int, seed: int, told: Told) -> Iterator[str]:
    """Kills a job at so many moments, up to three times in a row in one folder, each time where that left it."""
    with tempfile.TemporaryDirectory() as outer:
        folder = Path(outer) / "work"
        _prepare(job, folder)
        steps = steps_of(job.moments, partial(job.work, folder), folder)
    for first in range(0, moments, KILLS_IN_A_ROW):
        chance = random.Random(f"{seed} {name} {first}")
        with tempfile.TemporaryDirectory() as outer:
            folder, confirmed = Path(outer) / "work", set[str]()
            _prepare(job, folder)
            work = partial(job.work, folder)
            done = [job.moments.of(chance, steps) for _ in range(min(KILLS_IN_A_ROW, moments - first))]
            for moment in done:
                ending, more = run_apart(work, partial(moment.arm, folder))
                told.kills += ending < 0
                confirmed |= set(more)
                if ending > 0:
                    yield f"{name}, seed {seed}, after {done}: the work failed"
                for complaint in job.complaints(folder, confirmed):
                    yield f"{name}, seed {seed}, after {done}: {complaint}"
            ending, _ = run_apart(work)
            if ending or not job.is_complete(folder):
                yield f"{name}, seed {seed}, after {done}: the next run did not complete it"


def _prepare(job: "Job", folder: Path) -> None:
    """Lays out what the work begins with, in a process of its own: threads that it starts are in no later one."""
    job.forget()
    ending, _ = run_apart(lambda _: job.prepare(folder))
    if ending:
        raise RuntimeError("what the work begins with could not be made")


def _parser(jobs: Mapping[str, "Job"]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Kills work that writes.")
    parser.add_argument("jobs", nargs="*", choices=[*jobs, []], help="which; by default all")
    parser.add_argument("--moments", type=int, default=50, help="at how many moments each is killed")
    parser.add_argument("--seed", type=int, default=0, help="what the moments are chosen by")
    return parser


if __name__ == "__main__":
    sys.exit(main())
