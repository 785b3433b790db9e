"""Sends the page compressed. Gradio compresses files by the ending of their names, and the page has none."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

PAGES = ("", "/config")  # the page itself, and what other pages load that hold the app
LEVEL = 6


class PageCompression:
    """Middleware that compresses the page and nothing else: answers are small, and some of them are streams."""

    def __init__(self, app: ASGIApp) -> None:
        self.plain = app
        self.compressing = GZipMiddleware(app, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on."""
        is_page = scope["type"] == "http" and scope["path"].rstrip("/") in PAGES
        await (self.compressing if is_page else self.plain)(scope, receive, send)
