"""Sees every request: which endpoint, how it ended, how long it took. Not who asked, nor what was sent."""

import logging
import re
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digit_recognizer.http.logs import FIELDS
from digit_recognizer.http.metrics import Metrics
from digit_recognizer.interface import FOLDERS, ROOMS

CALL = re.compile(r"/gradio_api/(?:run|api|call(?:/v2)?)/(?P<name>[^/]+)")
APP_PAGES = ("/", "/config", "/embed", "/report", "/healthz", "/metrics", "/preview.png", "/favicon.ico")
PAGES = frozenset((*APP_PAGES, *(f"/{room.name}" for room in ROOMS)))
GRADIOS = re.compile(r"/gradio_api/(component_server|upload|queue|mcp|file|heartbeat|info)\b")
GRADIOS_FILES = re.compile(r"/(?:assets|static|svelte)/")
FOLDER = re.compile(rf"/(?:{'|'.join(FOLDERS)})/")  # what browsers read with: scripts, engine, charts, models
OTHER = "other"
NO_ANSWER = 499  # the visitor left before one began
logger = logging.getLogger(__name__)


def endpoint_of(path: str, names: frozenset[str]) -> str:
    """Returns the endpoint of a request as one of a few words: whatever else a path holds stays out of log and figures.

    Args:
        path: the request's path.
        names: the endpoints of the API.
    """
    if call := CALL.match(path):
        return call["name"] if call["name"] in names else OTHER
    if (page := path.rstrip("/") or "/") in PAGES:
        return page
    if gradios := GRADIOS.match(path):
        return gradios[1]
    if folder := FOLDER.match(path):
        return folder[0]
    return "files" if GRADIOS_FILES.match(path) else OTHER


class Observation:
    """Middleware that writes a line for each request, at the level `info`, and counts it where there are metrics."""

    def __init__(self, app: ASGIApp, names: frozenset[str], metrics: Metrics | None = None) -> None:
        self._app = app
        self._names = names
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and notes when its answer began."""
        if scope["type"] != "http" or not (self._metrics or logger.isEnabledFor(logging.INFO)):
            await self._app(scope, receive, send)
            return
        begun, has_begun = time.perf_counter(), False

        async def watched(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                # Before it is sent: whoever has an answer finds it counted.
                self._note(scope, message["status"], time.perf_counter() - begun)
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            if not has_begun:
                self._note(scope, NO_ANSWER, time.perf_counter() - begun)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        endpoint = endpoint_of(scope["path"], self._names)
        if self._metrics:
            self._metrics.observe(endpoint, status, seconds)
        fields = {"endpoint": endpoint, "method": scope["method"], "status": status}
        logger.info("request", extra={FIELDS: {**fields, "milliseconds": round(seconds * 1_000, 1)}})
