"""Models open when somebody comes who may draw, and not before."""

import time

import httpx
from starlette.responses import PlainTextResponse

from digit_recognizer import Recognizer
from digit_recognizer.http.ahead import OpensAhead
from tests.loops import in_a_loop_of_its_own

WAIT_SECONDS = 30


def ask(app: OpensAhead, method: str, path: str) -> None:
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
            return await http.request(method, path)

    assert in_a_loop_of_its_own(send()).is_success


def opened_in(recognizer: Recognizer) -> list[str]:
    return [info.name for info in recognizer.models if recognizer.model(info.name).graph.is_open]


def test_the_first_who_asks_for_the_page_has_every_model_opened():
    recognizer = Recognizer.load()
    app = OpensAhead(PlainTextResponse("the page"), recognizer)
    for method, path in (("HEAD", "/"), ("GET", "/config"), ("POST", "/")):
        ask(app, method, path)
    assert opened_in(recognizer) == [recognizer.default_model], "it detects, and is open from the start"
    ask(app, "GET", "/")
    end = time.monotonic() + WAIT_SECONDS
    while len(opened_in(recognizer)) < len(recognizer.models) and time.monotonic() < end:
        time.sleep(0.01)
    assert opened_in(recognizer) == [info.name for info in recognizer.models]
    ask(app, "GET", "/")
