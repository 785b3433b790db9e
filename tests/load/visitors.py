"""Many visitors at once, in one process: each asks, looks at the answer for a moment, and asks on."""

import asyncio
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import httpx

from tests.load.asks import META, UPLOAD, Ask

LOOK_SECONDS = (0.3, 1.5)
PEN_SECONDS = 0.12  # between two looks at what is being drawn
TIMEOUT_SECONDS = 30.0
MAX_TRIES = 20
MAX_REMARKS = 5
BUSY = 429


@dataclass
class Tally:
    """What became of the questions of one kind."""

    milliseconds: list[float] = field(default_factory=list)
    busy: int = 0
    errors: int = 0
    wrong: int = 0

    def p(self, percent: int) -> float:
        """Returns a percentile of the milliseconds; 0 where nothing was answered."""
        times = self.milliseconds
        return statistics.quantiles(times, n=100, method="inclusive")[percent - 1] if len(times) > 1 else sum(times)


@dataclass
class Outcome:
    """What became of all questions of a phase, by kind, and what went wrong, a few times in words."""

    seconds: float = 0.0
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    remarks: list[str] = field(default_factory=list)

    def remark(self, words: str) -> None:
        """Notes what went wrong, unless enough is noted."""
        if len(self.remarks) < MAX_REMARKS:
            self.remarks.append(words)

    @property
    def failures(self) -> int:
        """How many questions got no answer, or a wrong one."""
        return sum(tally.errors + tally.wrong for tally in self.tallies.values())


async def visit(
    url: str,
    visitors: int,
    seconds: float,
    next_asks: Callable[[random.Random], Sequence[Ask]],
    seed: int = 0,
    *,
    on_arrival: Sequence[Ask] = (),
) -> Outcome:
    """Has that many visitors ask for so long; what was asked by then is still answered.

    Args:
        url: the server's address.
        visitors: how many; they arrive within a second and a half.
        seconds: for how long they ask.
        next_asks: chooses what one of them asks next, in a row.
        seed: decides when they arrive, what they ask and how long they look at an answer.
        on_arrival: what each asks before all else.
    """
    outcome, begun = Outcome(), time.monotonic()
    context = httpx.create_ssl_context()

    async def be_one(number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        async with httpx.AsyncClient(base_url=url, timeout=TIMEOUT_SECONDS, verify=context) as http:
            await asyncio.sleep(chance.uniform(0, min(seconds, LOOK_SECONDS[1])))
            asks, is_over = on_arrival, False
            while not is_over:
                for ask in asks or next_asks(chance):
                    await ask_once(http, ask, outcome, chance)
                    await asyncio.sleep(PEN_SECONDS)
                asks = ()
                look = chance.uniform(*LOOK_SECONDS)
                is_over = time.monotonic() - begun + look > seconds
                await asyncio.sleep(0 if is_over else look)

    # Everybody comes to an end by themselves; this bounds what a server that hangs may take.
    async with asyncio.timeout(seconds + MAX_TRIES * TIMEOUT_SECONDS):
        await asyncio.gather(*map(be_one, range(visitors)))
    outcome.seconds = time.monotonic() - begun
    return outcome


async def ask_once(http: httpx.AsyncClient, ask: Ask, outcome: Outcome, chance: random.Random) -> None:
    """Asks until there is an answer: whoever is told that the server is busy asks again when it says."""
    tally = outcome.tallies[ask.kind]
    try:
        for _ in range(MAX_TRIES):
            begun = time.perf_counter()
            response = await _sent(http, ask)
            seconds = busy_seconds(response)
            if not seconds:
                return _note(ask, response, (time.perf_counter() - begun) * 1000, outcome)
            tally.busy += 1
            await asyncio.sleep(seconds * chance.uniform(1, 1.5))
        tally.errors += 1
        outcome.remark(f"{ask.kind}: busy {MAX_TRIES} times in a row")
    except httpx.HTTPError as error:
        tally.errors += 1
        outcome.remark(f"{ask.kind}: {type(error).__name__} {error}")


def busy_seconds(response: httpx.Response) -> int:
    """Returns when to ask again; 0 for an answer."""
    told = "Retry-After" in response.headers
    return int(response.headers["Retry-After"]) if told else 0


async def _sent(http: httpx.AsyncClient, ask: Ask) -> httpx.Response:
    if ask.body is None:
        return await http.get(ask.path)
    if ask.file is None:
        return await http.post(ask.path, json=ask.body)
    stored = await http.post(UPLOAD, files={"files": ("photo.jpg", ask.file, "image/jpeg")})
    if not stored.is_success:
        return stored
    return await http.post(ask.path, json={"data": [{"path": stored.json()[0], "meta": META}]})


def _note(ask: Ask, response: httpx.Response, milliseconds: float, outcome: Outcome) -> None:
    tally = outcome.tallies[ask.kind]
    if not response.is_success:
        tally.errors += 1
        outcome.remark(f"{ask.kind}: {response.status_code} {response.text[:200]}")
        return
    tally.milliseconds.append(milliseconds)
    try:
        is_right = ask.is_right(response)
    except (KeyError, ValueError, TypeError):
        is_right = False
    if not is_right:
        tally.wrong += 1
        outcome.remark(f"{ask.kind}: a wrong answer, {response.text[:200]}")
