"""Opens the models while the first visitor still looks at the page: all of them are asked as soon as somebody draws."""

import threading

from starlette.types import ASGIApp, Receive, Scope, Send

from digit_recognizer.http.kept import PAGE
from digit_recognizer.recognizer import Recognizer


class OpensAhead:
    """Middleware that has every model opened once the page is first asked for.

    Not when the app starts: one that only programs call opens what they call, and takes less memory.
    """

    def __init__(self, app: ASGIApp, recognizer: Recognizer) -> None:
        self._app = app
        self._opening: threading.Thread | None = threading.Thread(target=recognizer.open_models, daemon=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes every request on."""
        # A GET, for Gradio itself asks for the page's head when it starts.
        if self._opening and scope["type"] == "http" and (scope["method"], scope["path"]) == ("GET", PAGE):
            opening, self._opening = self._opening, None
            opening.start()
        await self._app(scope, receive, send)
