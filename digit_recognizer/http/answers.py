"""Answers: whole ones, and refusals in the form in which Gradio answers a call.

A refusal is JSON: a sentence in `error`, its kind in `title`.
"""

from dataclasses import dataclass

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digit_recognizer.interface.errors import FAULT, FAULT_TITLE

NOT_FOUND_TITLE = "NotFoundError"


def refusal(status: int, title: str, sentence: str) -> JSONResponse:
    """Returns an answer that says what was wrong, and what to do."""
    # A sentence may quote what was sent, and JSON may hold halves of characters, which no answer can.
    sendable = sentence.encode("utf-8", "backslashreplace").decode()
    return JSONResponse({"error": sendable, "title": title}, status_code=status)


def not_found(sentence: str) -> JSONResponse:
    """Returns the refusal of what does not exist."""
    return refusal(404, NOT_FOUND_TITLE, sentence)


def fault() -> JSONResponse:
    """Returns the answer where the server is at fault; it says nothing of the server's inside."""
    return refusal(500, FAULT_TITLE, FAULT)


@dataclass(frozen=True)
class WholeAnswer:
    """An answer that is at hand as a whole, and can be sent more than once.

    Attributes:
        status: of HTTP.
        headers: names and values, as ASGI has them.
        body: all of it.
    """

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    async def send(self, send: Send) -> None:
        """Sends it; the headers as a list of its own, for middleware further out writes into that."""
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": self.body})


async def whole_answer(app: ASGIApp, scope: Scope, receive: Receive) -> WholeAnswer:
    """Asks an app, and waits until it has answered."""
    messages: list[Message] = []

    async def gather(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, gather)
    [start] = (message for message in messages if message["type"] == "http.response.start")
    return WholeAnswer(
        start["status"], tuple(start["headers"]), b"".join(message.get("body", b"") for message in messages)
    )
