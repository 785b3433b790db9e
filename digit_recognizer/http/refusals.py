"""Answers a caller's mistake with the right 4xx and a sentence, where Gradio would answer 500 or break off."""

import errno
import json
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from gradio.route_utils import FnIndexInferError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digit_recognizer.errors import MAX_MESSAGE_CHARACTERS, in_short
from digit_recognizer.http.answers import NOT_FOUND_TITLE, fault, not_found, refusal
from digit_recognizer.interface.errors import FAULT_TITLE

CALLS = ("/gradio_api/run/", "/gradio_api/api/")
NAMED_CALLS = "/gradio_api/call/v2/"
STATUS = {"ImageTooLargeError": 413, FAULT_TITLE: 500}
WRONG_ARGUMENTS = 422
ARGUMENTS_TITLE = "ArgumentsError"
MAX_REFUSAL_BYTES = 100_000
UNKNOWN = "The call names an endpoint, function or component that is not there; /gradio_api/info lists the endpoints."
LONG_NAME = "Nothing is served at this address: no file has so long a name."
BODY = 'The body must be a JSON object with a list "data", as in {"data": [{"url": "data:image/png;base64,…"}]}; '
logger = logging.getLogger(__name__)


class Refusals:
    """Middleware that gives refused calls their status, and answers what Gradio's routes leave unanswered."""

    def __init__(self, app: ASGIApp, on_refusal: Callable[[str], None] = lambda title: None) -> None:
        """Takes what answers, and what is told the title of each refusal that is made here."""
        self._app = app
        self._on_refusal = on_refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and watches what is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, is_call=scope["path"].startswith(CALLS))
        try:
            await self._app(scope, receive, answer.send)
        except Exception as error:
            if not answer.has_started:
                title, refused = _answer_to(error, scope["path"])
                self._on_refusal(title)
                await refused(scope, receive, send)
            elif any(isinstance(cause, HTTPException) for cause in (error, error.__cause__)):
                # Gradio's stream says that there is no such session, and has no end.
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            else:
                raise


class _Answer:
    """One answer on its way; that of a refused call waits for its body, which says by whose mistake."""

    def __init__(self, send: Send, is_call: bool) -> None:
        self._send = send
        self._is_call = is_call
        self._held: Message | None = None
        self.has_started = False

    async def send(self, message: Message) -> None:
        """Passes a part of the answer on."""
        is_start = message["type"] == "http.response.start"
        self.has_started |= is_start
        if is_start and self._is_call and message["status"] == 500:
            self._held = message
            return
        if self._held:
            start, self._held = self._held, None
            await self._send({**start, "status": status_of(message.get("body", b""))})
        await self._send(message)


def status_of(body: bytes) -> int:
    """Returns the status of an answer that Gradio would send with 500, by the title of its error."""
    try:
        title = json.loads(body).get("title") if len(body) <= MAX_REFUSAL_BYTES else None
    except (ValueError, AttributeError):
        title = None
    return STATUS.get(title, WRONG_ARGUMENTS) if title else 500


def _answer_to(error: Exception, path: str) -> tuple[str, JSONResponse]:
    """Returns the title of, and the answer to, a request on which Gradio raised an error."""
    frames = list(_frames(error))
    is_gradios = frames[-1].parent.name == "gradio"
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return NOT_FOUND_TITLE, not_found(LONG_NAME)
    if isinstance(error, FnIndexInferError) or (isinstance(error, KeyError) and is_gradios):
        return NOT_FOUND_TITLE, not_found(UNKNOWN)
    if path.startswith(NAMED_CALLS) and frames[-1].parent.name == "gradio_client":
        sentence = f"{str(error)[:MAX_MESSAGE_CHARACTERS].rstrip('.')}."
        return ARGUMENTS_TITLE, refusal(WRONG_ARGUMENTS, ARGUMENTS_TITLE, sentence)
    logger.error("A request failed: %s", in_short(error))
    return FAULT_TITLE, fault()


def _frames(error: BaseException) -> Iterator[Path]:
    return (Path(frame.filename) for frame in traceback.extract_tb(error.__traceback__))


def body_refusal(on_refusal: Callable[[str], None]) -> Callable[[Request, Exception], Awaitable[JSONResponse]]:
    """Returns what answers a body that is no call; FastAPI would send all of it back."""

    async def refuse(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        on_refusal(ARGUMENTS_TITLE)
        return refusal(WRONG_ARGUMENTS, ARGUMENTS_TITLE, f"{BODY}{_first_of(error.errors())}.")

    return refuse


async def brief_refusal(request: Request, error: Exception) -> Response:
    """Answers as FastAPI does where Gradio's routes refuse, in few words: some send the whole address back."""
    assert isinstance(error, HTTPException)
    if isinstance(error.detail, str) and len(error.detail) > MAX_MESSAGE_CHARACTERS:
        error = HTTPException(error.status_code, f"{error.detail[:MAX_MESSAGE_CHARACTERS]}…", error.headers)
    return await http_exception_handler(request, error)


def _first_of(errors: Any) -> str:
    first = errors[0] if errors else {}
    place = " → ".join(str(step)[:40] for step in first.get("loc", ()))
    return f"received at {place}: {str(first.get('msg', 'something else'))[:MAX_MESSAGE_CHARACTERS].lower()}"
