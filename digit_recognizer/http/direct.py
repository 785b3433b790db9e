"""Answers calls of the API without what Gradio does around each: a third of the time of an answer goes into that.

Gradio describes a session that no such call has, looks for special parameters in signatures, and validates body and
answer, which both are plain JSON here. What callers see is the same: addresses, values and their defaults, refusals,
the answer's fields. All calls that ask for more go to Gradio, and so do those for what is no endpoint, or with a file
that lies elsewhere.
"""

import inspect
import json
import re
import time
from typing import Any

import gradio as gr
from anyio import to_thread
from gradio.blocks import BlockFunction
from gradio.routes import ORJSONResponse
from gradio.utils import error_payload
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from digit_recognizer.errors import ArgumentsError
from digit_recognizer.http.capacity import replayed
from digit_recognizer.http.weight import is_uploaded
from digit_recognizer.interface.errors import explained
from digit_recognizer.interface.page import Page, completed, files_in

CALL = re.compile(r"/gradio_api/(?:run|api)/(?P<name>\w+)/?", re.ASCII)
# What a body may say beside its data: of whom it comes makes no difference to an answer.
KNOWN = frozenset({"data", "fn_index", "session_hash", "trigger_id", "event_data", "event_id"})


class DirectCalls:
    """Middleware that answers the endpoints whose values pass as they are; see `interface.endpoints.DIRECT`."""

    def __init__(self, app: ASGIApp, page: Page) -> None:
        """Finds the endpoints of the page.

        Args:
            app: answers everything else.
            page: the page, complete.
        """
        self._app = app
        self._page = page
        self._functions = {
            index: function
            for index, function in page.fns.items()
            if function.api_name and not (function.queue or function.preprocess or function.postprocess)
        }
        self._indices = {function.api_name: index for index, function in self._functions.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a call, or passes the request on."""
        call = CALL.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if not call:
            await self._app(scope, receive, send)
            return
        message = await receive()
        asked = None if message.get("more_body") else self._asked(call["name"], message.get("body", b""))
        if asked:
            await (await self._answer(*asked))(scope, receive, send)
        else:
            await self._app(scope, replayed(message, receive), send)

    def _asked(self, name: str, body: bytes) -> tuple[BlockFunction, list[Any]] | None:
        """Returns the function that a call asks, and its values; None where Gradio is to say what it thinks of it."""
        try:
            said = json.loads(body)
        except (ValueError, RecursionError):
            return None
        if not isinstance(said, dict) or not KNOWN.issuperset(said) or not isinstance(said.get("data"), list):
            return None
        index = said.get("fn_index")
        if index is None:
            index = self._indices.get(name)
        function = self._functions.get(index) if type(index) is int else None
        return (function, said["data"]) if function and _is_at_hand(said["data"]) else None

    async def _answer(self, function: BlockFunction, values: list[Any]) -> Response:
        begun = time.perf_counter()
        try:
            with self._page.failures_told():
                with explained():
                    given = completed(function, values)
                answer = await _called(function, given)
        except gr.Error as error:
            return JSONResponse(error_payload(error, self._page.show_error), status_code=500)
        duration = time.perf_counter() - begun
        function.total_runtime += duration  # type: ignore[assignment]  # Gradio counts from a whole 0
        function.total_runs += 1
        return ORJSONResponse(
            {
                "data": [answer],
                "is_generating": False,
                "duration": duration,
                "average_duration": function.total_runtime / function.total_runs,
                "render_config": None,
                "changed_state_ids": [],
                "used_cache": None,
            }
        )


def _is_at_hand(values: list[Any]) -> bool:
    """Whether all files that values refer to were uploaded here; Gradio looks at, or fetches, all others."""
    try:
        return all(is_uploaded(file["path"]) for file in files_in(values))
    except ArgumentsError:
        return False


async def _called(function: BlockFunction, values: list[Any]) -> Any:
    assert function.fn
    if inspect.iscoroutinefunction(function.fn):
        return await function.fn(*values)
    return await to_thread.run_sync(function.fn, *values)
