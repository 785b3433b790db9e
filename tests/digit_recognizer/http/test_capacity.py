"""More calls than there are places for: some wait, others are told when to ask again; light ones pass heavy ones."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from digit_recognizer.http.capacity import Capacity
from digit_recognizer.http.lanes import MAX_BOOKED_SECONDS, Busy, Lane, Rates
from digit_recognizer.limits import Limits
from tests.loops import in_a_loop_of_its_own

HEAVY, LIGHT, QUESTION = "/gradio_api/run/turn", "/gradio_api/run/predict", "/gradio_api/component_server"
Work = Callable[[str], Awaitable[None]]


@asynccontextmanager
async def serving(limits: Limits, work: Work, refusals: list[str]) -> AsyncIterator[httpx.AsyncClient]:
    """Serves an app behind the middleware whose calls take as long as `work` of their path does."""

    async def answer(request: Request) -> Response:
        await request.body()
        await work(request.url.path)
        return Response("done")

    middleware = [Middleware(Capacity, limits=limits, on_refusal=refusals.append)]
    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])], middleware=middleware)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        yield http


async def _at_once(_: str) -> None:
    pass


def test_what_finds_no_place_is_told_when_to_ask_again_and_then_answered():
    async def run() -> None:
        go, begun, refusals = asyncio.Event(), asyncio.Semaphore(0), []

        async def work(path: str) -> None:
            if path == HEAVY:
                begun.release()
                await go.wait()

        limits = Limits(heavy_at_once=1, heavy_waiting=1)
        async with serving(limits, work, refusals) as http:
            first = asyncio.create_task(http.post(HEAVY))
            await begun.acquire()
            second = asyncio.create_task(http.post(HEAVY))
            await asyncio.sleep(0)  # it comes as far as to where it waits
            await asyncio.sleep(0)
            refused = await http.post(HEAVY)
            assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
            assert refused.json() == {
                "error": "The server is busy with other calls. Try again in 1 s.",
                "title": "BusyError",
            }
            # Whoever draws, or looks at the page, notices nothing of it.
            assert (await http.post(LIGHT)).text == (await http.get("/")).text == "done"
            question = await http.post(QUESTION, json={"data": None, "fn_name": "explain"})
            assert (question.status_code, question.json()) == (200, {"state": "busy", "seconds": 1})
            go.set()
            assert [(await task).text for task in (first, second)] == ["done", "done"]
            assert (await http.post(HEAVY)).text == "done"
            assert refusals == ["BusyError", "BusyError"]

    in_a_loop_of_its_own(run())


def test_a_full_queue_of_gradios_is_told_as_any_other():
    async def run() -> None:
        async def full(_: Request) -> Response:
            return Response('{"detail": "Queue is full."}', status_code=503)

        path = "/gradio_api/queue/join"
        refusals: list[str] = []
        app = Capacity(Starlette(routes=[Route(path, full, methods=["POST"])]), Limits(), refusals.append)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
            refused = await http.post(path)
            assert (refused.status_code, refused.headers["Retry-After"]) == (429, "1")
            assert refusals == ["BusyError"]

    in_a_loop_of_its_own(run())


def test_nobody_waits_without_end():
    async def run() -> None:
        lane = Lane(at_once=1, max_waiting=5, max_seconds=0)
        with await lane.take(), pytest.raises(Busy) as refused:
            await lane.take()
        assert refused.value.seconds == 1
        with await lane.take():
            pass

    in_a_loop_of_its_own(run())


def test_who_would_wait_too_long_is_told_so_at_once():
    async def run() -> None:
        lane = Lane(at_once=1, max_waiting=5, max_seconds=0.06)
        with await lane.take():
            await asyncio.sleep(0.4)  # calls take a tenth of that, on average, after a first one
        with await lane.take():
            soon = asyncio.create_task(lane.take())
            await asyncio.sleep(0)
            # One waits already: the second would have to wait for two.
            asked = asyncio.get_running_loop().time()
            with pytest.raises(Busy):
                await lane.take()
            assert asyncio.get_running_loop().time() - asked < 0.05
        with await soon:
            pass

    in_a_loop_of_its_own(run())


def test_those_without_a_place_come_back_one_after_the_other():
    async def run() -> None:
        lane = Lane(at_once=2, max_waiting=0, max_seconds=5)
        with await lane.take():
            await asyncio.sleep(0.4)  # so that calls take 40 ms of late: fifty a second find a place
        told = []
        with await lane.take(), await lane.take():
            for _ in range(2_000):
                with pytest.raises(Busy) as refused:
                    await lane.take()
                told.append(refused.value.seconds)
        assert told == sorted(told)
        assert [told.count(seconds) for seconds in (1, 2, 3)] == pytest.approx([50, 50, 50], abs=10)
        assert told[-1] == MAX_BOOKED_SECONDS  # however many came

    in_a_loop_of_its_own(run())


@pytest.mark.parametrize("path", [LIGHT, "/gradio_api/upload"])
def test_a_body_over_the_limit_is_refused_whether_its_length_is_said_or_not(path):
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(3):
            yield bytes(2**19)

    async def run() -> None:
        async with serving(Limits(body_mb=1), _at_once, []) as http:
            for content in (bytes(3 * 2**19), parts()):
                refused = await http.post(path, content=content)
                assert (refused.status_code, refused.json()["title"]) == (413, "ImageTooLargeError")
                assert "more than 1 MB" in refused.json()["error"]
            assert (await http.post(path, content=bytes(2**19))).text == "done"

    in_a_loop_of_its_own(run())


def test_bodies_that_wait_take_a_part_of_the_memory_and_give_it_back():
    async def run() -> None:
        async with serving(Limits(buffer_mb=1), _at_once, []) as http:
            for _ in range(3):
                assert (await http.post(LIGHT, content=bytes(2**20 + 1))).status_code == 429
                assert (await http.post(LIGHT, content=bytes(2**20))).text == "done"

    in_a_loop_of_its_own(run())


def test_a_sender_that_never_ends_holds_no_place():
    async def run() -> None:
        async def never() -> dict:
            await asyncio.Event().wait()
            raise AssertionError

        sent = []

        async def send(message: dict) -> None:
            sent.append(message)

        capacity = Capacity(Starlette(), Limits(body_seconds=0))
        await capacity({"type": "http", "method": "POST", "path": LIGHT, "headers": []}, never, send)
        assert sent[0]["status"] == 408
        assert "did not arrive" in json.loads(sent[1]["body"])["error"]

    in_a_loop_of_its_own(run())


def test_one_address_may_call_so_often(monkeypatch):
    now = 100.0
    monkeypatch.setattr("digit_recognizer.http.lanes.time.monotonic", lambda: now)
    rates = Rates(2)
    for _ in range(4):
        rates.take("a")
    with pytest.raises(Busy):
        rates.take("a")
    rates.take("b")
    now += 0.5
    rates.take("a")
    with pytest.raises(Busy):
        rates.take("a")


def test_addresses_are_forgotten(monkeypatch):
    monkeypatch.setattr(Rates, "MAX_ADDRESSES", 3)
    rates = Rates(1)
    for address in "abcdefgh":
        rates.take(address)
    assert len(rates._left) <= 3
