"""Sends texts compressed. Gradio compresses its own files by the ending of their names: the page has none."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from digit_recognizer.interface.browser import SCRIPT_FOLDERS
from digit_recognizer.interface.rooms import ROOMS

# The page itself, what other pages load that hold the app, and the rooms.
PAGES = ("", "/config", *(f"/{room.name}" for room in ROOMS))
SCRIPTS = tuple(f"/{folder}/" for folder in SCRIPT_FOLDERS)
FIGURES = ".json"  # what a bundle says of its models
LEVEL = 6


class PageCompression:
    """Middleware that compresses those and nothing else: answers are small, and some of them are streams."""

    def __init__(self, app: ASGIApp) -> None:
        self.plain = app
        self.compressing = GZipMiddleware(app, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        path = scope.get("path", "")
        is_text = path.rstrip("/") in PAGES or path.startswith(SCRIPTS) or _is_of_figures(path)
        await (self.compressing if scope["type"] == "http" and is_text else self.plain)(scope, receive, send)


def _is_of_figures(path: str) -> bool:
    return path.startswith("/models/") and path.endswith(FIGURES)
