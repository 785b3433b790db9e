"""Closes what Gradio serves beside the page and its API: each is a way in that nobody here uses."""

import re
from typing import Any

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from digit_recognizer.http.answers import not_found

CLOSED = re.compile(
    # An icon of any size would be drawn, and one of ten million pixels a side takes all memory.
    r"/pwa_icon/(?!(?:192|512)$)"
    # Paths and durations of calls, recordings, copies of a visitor's state on the disk, editing the app in the browser.
    r"|/monitoring(?:/|$)"
    r"|/gradio_api/(?:process_recording|deep_link|proxy=|stream/|custom_component/|dev/|(?:undo-)?vibe-|profiling/|run-history/)"
    r"|/(?:login|logout)(?:/|$)"
)
STREAM = re.compile(r"/gradio_api/call/(?:v2/)?[^/]*/(?P<event>[^/]+)/?$")
SESSION_STREAM = "/gradio_api/queue/data"
INFO = "/gradio_api/info lists the endpoints"


class ClosedRoutes:
    """Middleware that answers 404 at closed addresses, and where the outcome of calls is asked for that are none."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, or refuses it."""
        answer: ASGIApp = self._app
        if scope["type"] == "http":
            if CLOSED.match(scope["path"]):
                answer = not_found(f"Nothing is served at this address; {INFO}.")
            elif scope["method"] == "GET" and (asked := STREAM.match(scope["path"])) and not _is_known(scope, asked):
                answer = not_found(
                    "No call of this event_id waits for its outcome, which is handed out once. Call again."
                )
            elif scope["method"] == "GET" and scope["path"].rstrip("/") == SESSION_STREAM and _is_over(scope):
                answer = not_found("No call of this session waits for its outcome. Join the queue first.")
        await answer(scope, receive, send)


def _is_known(scope: Scope, asked: re.Match[str]) -> bool:
    """Says whether Gradio's queue knows the event; asked for another one it would break off in the middle."""
    queue, event = _queue_of(scope), asked["event"]
    events = (queue.event_ids_to_events, queue.pending_messages_per_session, *queue.pending_event_ids_session.values())
    return any(event in known for known in events)


def _is_over(scope: Scope) -> bool:
    """Says whether nothing is left to say to a session that Gradio knows; it would send its signs of life for ever."""
    queue, session = _queue_of(scope), Request(scope).query_params.get("session_hash", "")
    messages = queue.pending_messages_per_session.get(session)
    return messages is not None and messages.empty() and not queue.pending_event_ids_session.get(session)


def _queue_of(scope: Scope) -> Any:
    return scope["app"].get_blocks()._queue
