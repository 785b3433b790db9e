"""Puts the app under load on this machine and says how it bore it: `make load`.

Four phases: visitors; twice as many; few again; drawings while large photos are read. It ends by itself.
"""

import argparse
import asyncio
import json
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import httpx

from digit_recognizer.files import write_atomically
from tests.benchmarks.machine import described_machine
from tests.benchmarks.servers import Server, app_is_ready, running
from tests.load.asks import MEGAPIXEL_PHOTO, Ask, Questions
from tests.load.visitors import Outcome, visit

HEAD = "| phase | asked | answers | a second | p50 ms | p99 ms | busy | errors | wrong | memory, most |"
RULE = "|---|---|---|---|---|---|---|---|---|---|"
SAMPLE_SECONDS = 0.5


@dataclass(frozen=True)
class Row:
    """What became of the questions of one kind in one phase."""

    phase: str
    asked: str
    answers: int
    per_second: float
    p50: float
    p99: float
    busy: int
    errors: int
    wrong: int
    megabytes: float

    def as_line(self) -> str:
        """Returns the row as a line of a table."""
        cells = [self.phase, self.asked, self.answers, f"{self.per_second:.1f}", f"{self.p50:.0f}", f"{self.p99:.0f}"]
        cells += [self.busy, self.errors, self.wrong, f"{self.megabytes:.0f} MB"]
        return f"| {' | '.join(map(str, cells))} |"


class Memory:
    """Watches the most memory that the server takes."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._most = 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def most(self) -> float:
        """Returns the most megabytes since it was last asked."""
        most, self._most = max(self._most, self._server.resident_megabytes()), 0.0
        return most

    def _watch(self) -> None:
        while not self._end.wait(SAMPLE_SECONDS):
            self._most = max(self._most, self._server.resident_megabytes())


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the phases, prints them as a table, and returns 1 where a question got no answer or a wrong one."""
    options = _parser().parse_args(arguments)
    with running(sys.executable, ["app.py"], app_is_ready) as (server, _), Memory(server) as memory:
        questions = Questions(httpx.get(f"{server.url}/config").json())
        questions.find_answers()
        print(f"{described_machine()}\n\n{HEAD}\n{RULE}", flush=True)
        rows, failures = [], 0
        for phase, outcome in _phases(server.url, questions, options):
            new = _rows(phase, outcome, memory.most())
            print("\n".join(row.as_line() for row in new), flush=True)
            rows += new
            failures += outcome.failures
            for remark in outcome.remarks:
                print(f"{phase}, {remark}", file=sys.stderr)
    if options.json:
        content = {"machine": described_machine(), "options": vars(options) | {"json": None}}
        text = json.dumps(content | {"rows": list(map(asdict, rows))}, indent=2)
        write_atomically(options.json, lambda file: file.write(text.encode()))
    return 1 if failures else 0


def _phases(url: str, questions: Questions, options: argparse.Namespace) -> Any:
    """Yields what each phase is called and what came of it."""
    of_all: Callable[[Random], Sequence[Ask]] = questions.of

    def run(visitors: int, seconds: float, asks: Callable[[Random], Sequence[Ask]] = of_all) -> Outcome:
        return asyncio.run(visit(url, visitors, seconds, asks, options.seed, on_arrival=[questions.page()]))

    seconds = 60 * options.minutes
    yield f"{options.visitors} visitors", run(options.visitors, seconds)
    yield f"{2 * options.visitors} visitors", run(2 * options.visitors, seconds / 4)
    few = max(1, options.visitors // 10)
    yield f"{few} visitors, afterwards", run(few, seconds / 8)
    drawings = partial(_drawings, questions)
    yield f"{few} visitors who draw", run(few, seconds / 8, drawings)
    yield f"the same, beside {options.photos} photos", asyncio.run(_beside_photos(url, questions, few, options))


def _drawings(questions: Questions, chance: Random) -> list[Ask]:
    return [questions.drawing(chance.choice("0123456789"), 1.0)]


async def _beside_photos(url: str, questions: Questions, few: int, options: argparse.Namespace) -> Outcome:
    """Has visitors draw while others, all at once, have photos of 20 megapixels read."""
    seconds, photo = 60 * options.minutes / 8, questions.upload("7", MEGAPIXEL_PHOTO)
    drawn, read = await asyncio.gather(
        visit(url, few, seconds, partial(_drawings, questions), options.seed),
        visit(url, options.photos, seconds, lambda _: [photo], options.seed + 1),
    )
    drawn.tallies |= read.tallies
    drawn.remarks += read.remarks
    return drawn


def _rows(phase: str, outcome: Outcome, megabytes: float) -> list[Row]:
    return [
        Row(
            phase=phase,
            asked=kind,
            answers=len(tally.milliseconds),
            per_second=len(tally.milliseconds) / outcome.seconds,
            p50=tally.p(50),
            p99=tally.p(99),
            busy=tally.busy,
            errors=tally.errors,
            wrong=tally.wrong,
            megabytes=megabytes,
        )
        for kind, tally in sorted(outcome.tallies.items())
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description="Many visitors at once, on this machine.")
    parser.add_argument("--visitors", type=int, default=200, help="how many at once; in the second phase twice as many")
    parser.add_argument("--minutes", type=float, default=3, help="of the first phase; the others take less")
    parser.add_argument("--photos", type=int, default=10, help="photos of 20 megapixels that are read at once")
    parser.add_argument("--seed", type=int, default=0, help="another one has visitors ask in another order")
    parser.add_argument("--json", type=Path, metavar="FILE", help="writes the same as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
