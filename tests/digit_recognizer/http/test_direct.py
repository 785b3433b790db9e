"""Which calls are answered without Gradio's work around each, and which are left to Gradio."""

import json
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from digit_recognizer.errors import TopKError
from digit_recognizer.http.capacity import Capacity
from digit_recognizer.http.direct import DirectCalls
from digit_recognizer.interface.errors import explained
from digit_recognizer.interface.page import Page
from digit_recognizer.limits import limits
from tests.loops import in_a_loop_of_its_own

ELSEWHERE = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}


def function(name: str, answer, **options: Any) -> SimpleNamespace:
    inputs = [SimpleNamespace(label="top_k", value=3)]
    plain = {"queue": False, "preprocess": False, "postprocess": False, "total_runtime": 0.0, "total_runs": 0}
    return SimpleNamespace(api_name=name, fn=answer, inputs=inputs, **plain | options)


async def thrice(top_k: int) -> int:
    with explained():
        if top_k > 10:
            raise TopKError("top_k must be a whole number from 1 to 10.")
    return 3 * top_k


class FakePage(SimpleNamespace):
    """A page of three endpoints, without Gradio."""

    failures_told = Page.failures_told


@pytest.fixture
def page() -> FakePage:
    functions = [
        function("thrice", thrice),
        function("plain", lambda top_k: 2 * top_k),
        function("converted", thrice, postprocess=True),
    ]
    return FakePage(fns=dict(enumerate(functions)), show_error=True, on_refusal=lambda title: None)


def ask(page: FakePage, name: str, body: Any) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body)
    app = Capacity(DirectCalls(PlainTextResponse("left to Gradio"), page), limits())  # which hands bodies over whole

    async def post() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
            return await http.post(f"/gradio_api/run/{name}", content=content)

    return in_a_loop_of_its_own(post())


@pytest.mark.parametrize(
    ("name", "body", "answer"),
    [
        ("thrice", {"data": [2]}, 6),
        ("thrice", {"data": []}, 9),
        ("thrice/", {"data": [2], "session_hash": "one", "event_data": None}, 6),
        ("plain", {"data": [None]}, 6),
        ("thrice", {"data": [2], "fn_index": 1}, 4),
    ],
)
def test_plain_calls_are_answered_at_once(page, name, body, answer):
    said = ask(page, name, body).json()
    assert said["data"] == [answer]
    assert said["duration"] == said["average_duration"] > 0


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("converted", {"data": [2]}),
        ("nothing", {"data": [2]}),
        ("thrice", {"data": [2], "fn_index": 2}),
        ("thrice", {"data": [2], "fn_index": [0]}),
        ("thrice", {"data": [2], "fn_index": True}),
        ("thrice", {"data": [2], "batched": True}),
        ("thrice", {"data": 2}),
        ("thrice", {"data": [ELSEWHERE]}),
        ("thrice", [2]),
        ("thrice", b"{"),
        ("thrice", b"[" * 100_000),
    ],
)
def test_all_others_are_left_to_gradio(page, name, body):
    assert ask(page, name, body).text == "left to Gradio"


def test_refusals_and_faults_are_told_and_counted(page):
    told = []
    page.on_refusal = told.append
    assert ask(page, "thrice", {"data": [11]}).json()["title"] == "TopKError"
    assert ask(page, "thrice", {"data": ["3", 4]}).json()["title"] == "ArgumentsError"
    assert ask(page, "thrice", {"data": [{}]}).json()["title"] == "ServerError"
    assert told == ["TopKError", "ArgumentsError", "ServerError"]
