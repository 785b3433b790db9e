"""A few visitors for a moment: what `make load` does with many, and what it counts."""

import asyncio
import random

import httpx

from tests.load.asks import Ask, Questions
from tests.load.visitors import Outcome, Tally, ask_once, visit
from tests.loops import in_a_loop_of_its_own


def test_every_answer_to_a_few_visitors_is_the_librarys(server_url):
    questions = Questions(httpx.get(f"{server_url}/config").json())
    asked = [
        *(questions.drawing("7", 0.5), questions.drawing("3", 1.0), questions.number("4", "2")),
        *(questions.call("5"), questions.upload("7"), questions.page()),
    ]
    outcome = in_a_loop_of_its_own(visit(server_url, 3, 0.01, lambda _: asked))
    assert outcome.remarks == []
    assert {kind: len(tally.milliseconds) for kind, tally in outcome.tallies.items()} == {
        **{"drawing": 6, "number": 3, "API": 3, "upload": 3, "page": 3}
    }


def test_a_busy_server_is_asked_again_and_what_is_wrong_is_counted(monkeypatch):
    waits = []

    async def wait(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", wait)
    answers = [httpx.Response(429, headers={"Retry-After": "2"}), httpx.Response(200, text="7"), httpx.Response(500)]
    outcome = Outcome()

    async def run() -> None:
        transport = httpx.MockTransport(lambda _: answers.pop(0))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            for _ in range(2):
                await ask_once(http, Ask("page", "/", lambda answer: answer.text == "8"), outcome, random.Random(0))

    in_a_loop_of_its_own(run())
    tally = outcome.tallies["page"]
    assert (tally.busy, tally.wrong, tally.errors, len(tally.milliseconds)) == (1, 1, 1, 1)
    assert 2 <= waits[0] <= 3
    assert outcome.failures == 2


def test_percentiles():
    tally = Tally([float(number) for number in range(101)])
    assert (tally.p(50), tally.p(99)) == (50, 99)
    assert (Tally([3.0]).p(99), Tally().p(50)) == (3, 0)
