"""Sends texts compressed. Gradio compresses its own files by the ending of their names: the page has none."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from digit_recognizer.interface.browser import SCRIPT_FOLDERS
from digit_recognizer.interface.rooms import ROOMS

# The page itself, what other pages load that hold the app, what the models are by which a browser reads, and the rooms.
PAGES = ("", "/config", "/models/manifest.json", *(f"/{room.name}" for room in ROOMS))
SCRIPTS = tuple(f"/{folder}/" for folder in SCRIPT_FOLDERS)
LEVEL = 6


class PageCompression:
    """Middleware that compresses those and nothing else: answers are small, and some of them are streams."""

    def __init__(self, app: ASGIApp) -> None:
        self.plain = app
        self.compressing = GZipMiddleware(app, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        path = scope.get("path", "")
        is_text = scope["type"] == "http" and (path.rstrip("/") in PAGES or path.startswith(SCRIPTS))
        await (self.compressing if is_text else self.plain)(scope, receive, send)
