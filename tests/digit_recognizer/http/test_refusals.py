"""Whose mistake an unanswered request was, and what the log says of it."""

import logging

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from digit_recognizer.http.refusals import Refusals, status_of
from tests.loops import in_a_loop_of_its_own


def ask_for(error: Exception) -> httpx.Response:
    """Returns the answer of an app whose only page fails."""

    async def fail(_):
        raise error

    app = Starlette(routes=[Route("/", fail)], middleware=[Middleware(Refusals)])

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
            return await http.get("/")

    return in_a_loop_of_its_own(ask())


@pytest.mark.parametrize("error", [KeyError("label"), ValueError("x" * 100_000)], ids=["a key", "a long message"])
def test_a_fault_of_this_app_is_none_of_the_callers(error, caplog):
    answer = ask_for(error)
    assert (answer.status_code, answer.json()["title"]) == (500, "ServerError")
    [record] = caplog.records
    assert record.levelno == logging.ERROR
    assert len(record.getMessage()) < 400
    assert "test_refusals.py" in record.getMessage()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"error": "No.", "title": "TopKError"}', 422),
        (b'{"error": "No.", "title": "ImageTooLargeError"}', 413),
        (b'{"error": "No.", "title": "ServerError"}', 500),
        (b'{"error": null}', 500),
        (b"[]", 500),
        (b"Internal Server Error", 500),
    ],
)
def test_the_title_of_a_refusal_decides_its_status(body, status):
    assert status_of(body) == status
