"""Keeps the server answering whatever is asked of it: bodies are bounded, calls wait in lanes, and too many ask again.

Light calls have a lane of their own: a photo never delays a drawing.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digit_recognizer.http.answers import refusal
from digit_recognizer.http.lanes import Busy, Lane, Rates
from digit_recognizer.http.weight import function_in, is_light
from digit_recognizer.limits import MEBIBYTE, Limits

CALL = re.compile(
    r"/gradio_api/(?:(?:run|api|call(?:/v2)?)/(?P<name>\w+)|component_server|queue/join|mcp(?:/|$))", re.ASCII
)
# What the page asks again by itself, where it is told when. Gradio's script hides the status of an answer from it.
ASKED_AGAIN = frozenset({"answer", "explain", "turn"})
BUSY_TITLE = "BusyError"
QUEUE_FULL = 503


class Capacity:
    """Middleware that has calls wait for a place, or says when to ask again."""

    def __init__(self, app: ASGIApp, limits: Limits, on_refusal: Callable[[str], None] = lambda title: None) -> None:
        """Opens the lanes.

        Args:
            app: what answers.
            limits: how much of it there is.
            on_refusal: is told the title of each refusal.
        """
        self._app = app
        self._limits = limits
        self._on_refusal = on_refusal
        self._light = Lane(limits.light_at_once, limits.light_waiting, limits.light_wait_ms / 1000)
        self._heavy = Lane(limits.heavy_at_once, limits.heavy_waiting, limits.heavy_wait_ms / 1000)
        self._rates = Rates(limits.rate)
        self._buffered = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on when there is a place for it."""
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        call = CALL.match(scope["path"])
        try:
            if call:
                self._rates.take(scope["client"][0] if scope.get("client") else "")
                await self._call(call["name"], scope, receive, send)
            else:
                await self._app(scope, _bounded(receive, self._limits), send)
        except _RefusedError as refused:
            self._on_refusal(refused.title)
            await refusal(refused.status, refused.title, str(refused))(scope, receive, send)
        except Busy as busy:
            self._on_refusal(BUSY_TITLE)
            await _busy(busy.seconds)(scope, receive, send)

    async def _call(self, name: str | None, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads the whole body, so that no slow sender holds a place; then waits for one, and works."""
        async with self._body(receive) as body:
            asked = name or function_in(body)
            lane = self._light if is_light(asked, body) else self._heavy
            try:
                place = await lane.take()
            except Busy as busy:
                if name is None and asked in ASKED_AGAIN:
                    self._on_refusal(BUSY_TITLE)
                    await _ask_again(busy.seconds)(scope, receive, send)
                    return
                raise
            whole = {"type": "http.request", "body": body, "more_body": False}
            with place:
                await self._app(scope, replayed(whole, receive), self._with_retry(send))

    @asynccontextmanager
    async def _body(self, receive: Receive) -> AsyncIterator[bytes]:
        """Holds the body of a call, of which all together may take no more than a part of the memory."""
        parts: list[bytes] = []
        bounded = _bounded(receive, self._limits)
        try:
            async with _in_time(self._limits.body_seconds):
                is_whole = False
                while not is_whole:
                    message = await bounded()
                    if message["type"] == "http.disconnect":
                        break
                    parts.append(message.get("body", b""))
                    self._buffered += len(parts[-1])
                    if self._buffered > self._limits.buffer_mb * MEBIBYTE:
                        raise Busy(1)
                    is_whole = not message.get("more_body")
            yield b"".join(parts)
        finally:
            self._buffered -= sum(map(len, parts))

    def _with_retry(self, send: Send) -> Send:
        """Returns what sends an answer; where Gradio says that its queue is full, as this middleware says so."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == QUEUE_FULL:
                self._on_refusal(BUSY_TITLE)
                message = {**message, "status": 429, "headers": [*message["headers"], (b"retry-after", b"1")]}
            await send(message)

        return sent


class _RefusedError(Exception):
    """A body that is not taken, with what is answered."""

    def __init__(self, status: int, title: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.title = title


@asynccontextmanager
async def _in_time(seconds: int) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        sentence = f"The body of the call did not arrive within {seconds} s. Send it again."
        raise _RefusedError(408, "TimeoutError", sentence) from None


def _bounded(receive: Receive, limits: Limits) -> Receive:
    """Returns what receives no more of a body than the limit."""
    size = 0

    async def bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limits.body_mb * MEBIBYTE:
            sentence = f"The body has more than {limits.body_mb} MB, the limit. Send fewer pictures in one call."
            raise _RefusedError(413, "ImageTooLargeError", sentence)
        return message

    return bounded


def replayed(message: Message, receive: Receive) -> Receive:
    """Returns what hands over a message that was received, and then whatever comes."""
    left = [message]

    async def again() -> Message:
        return left.pop() if left else await receive()

    return again


def _busy(seconds: int) -> JSONResponse:
    """Returns the answer to a call for which there is no place."""
    answer = refusal(429, BUSY_TITLE, f"The server is busy with other calls. Try again in {seconds} s.")
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _ask_again(seconds: int) -> JSONResponse:
    """Returns the same for the page, which asks again by itself."""
    return JSONResponse({"state": "busy", "seconds": seconds}, headers={"Retry-After": str(seconds)})
