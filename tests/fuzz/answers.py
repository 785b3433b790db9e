"""Sends hostile requests, and says what is wrong with an answer."""

import json
import random
import time
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from tests.conftest import REPOSITORY
from tests.fuzz.requests import API, Asked, request

MAX_REFUSAL_CHARACTERS = 2_000
LEAKS = ("Traceback", "site-packages", str(REPOSITORY), "root:x:", "object at 0x")
STREAM_TIMEOUT = 30.0


def failures(http: httpx.Client, count: int, seed: int, max_seconds: float) -> Iterator[str]:
    """Sends that many requests, and yields what was wrong with an answer, with the number that makes it again.

    Args:
        http: a client with the app's address.
        count: how many requests.
        seed: what they are made from.
        max_seconds: an answer that takes longer is wrong.
    """
    components = with_functions(http.get("/config").json())
    for number in range(count):
        asked = request(random.Random(f"{seed} {number}"), components)
        begun = time.perf_counter()
        try:
            wrong = _sent(http, asked)
        except httpx.HTTPError as error:
            wrong = f"no answer: {type(error).__name__} {error}"
        seconds = time.perf_counter() - begun
        if not wrong and seconds > max_seconds:
            wrong = f"answered after {seconds:.1f} s"
        if wrong:
            yield f"seed {seed}, number {number}: {asked}: {wrong}"


def with_functions(config: Mapping[str, Any]) -> list[int]:
    """Returns the ids of the page's parts that have functions which it asks."""
    return [part["id"] for part in config["components"] if part["props"].get("server_fns")]


def _sent(http: httpx.Client, asked: Asked) -> str:
    begun = time.monotonic()
    with http.stream(asked.method, asked.path, content=asked.content, headers=dict(asked.headers or {})) as stream:
        body = b""
        for part in stream.iter_bytes():
            body += part
            if time.monotonic() - begun > STREAM_TIMEOUT:
                return "the answer does not end"
        response = httpx.Response(stream.status_code, content=body, request=stream.request)
    if wrong := fault_of(response):
        return wrong
    if asked.path.startswith(f"{API}/call/") and response.is_success:
        return _fault_of_outcome(http, asked, response.json())
    return ""


def _fault_of_outcome(http: httpx.Client, asked: Asked, told: Any) -> str:
    """Asks for the outcome of a call as its clients do."""
    if not isinstance(told, dict) or "event_id" not in told:
        return f"no event_id: {told}"
    path = asked.path.removeprefix(f"{API}/call/").removeprefix("v2/")
    outcome = http.get(f"{API}/call/{path}/{told['event_id']}", timeout=STREAM_TIMEOUT)
    if outcome.is_success and "event: error" in outcome.text and "data: null" in outcome.text:
        return f"an error without a sentence: {outcome.text[:200]}"
    return fault_of(outcome)


def fault_of(response: httpx.Response) -> str:
    """Returns what is wrong with an answer; an empty text where nothing is."""
    text = response.text
    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        return f"{response.status_code}: {text[:200]}"
    if response.is_error and response.request.method != "HEAD":
        return _fault_of_refusal(text)
    if leaked := [leak for leak in LEAKS if leak in text and response.headers.get("Content-Type") != "text/html"]:
        return f"leaks {leaked}"
    return ""


def _fault_of_refusal(text: str) -> str:
    """A refusal says in words what was wrong, and nothing of the server's inside."""
    if len(text) > MAX_REFUSAL_CHARACTERS:
        return f"a refusal of {len(text)} characters: {text[:200]}"
    if leaked := [leak for leak in LEAKS if leak in text]:
        return f"leaks {leaked}"
    try:
        refusal = json.loads(text)
    except ValueError:
        return "" if text.strip() else "a refusal without words"
    if not isinstance(refusal, dict):
        return "" if refusal else "a refusal without words"
    return "" if any(refusal.get(name) for name in ("error", "detail", "title")) else f"no sentence: {text[:200]}"
