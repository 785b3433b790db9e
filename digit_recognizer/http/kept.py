"""Keeps what Gradio makes anew for each visitor though it is the same for all: the page, and what it says of itself.

For each visit Gradio copies the configuration of the whole page and fills a template in, and what comes of it is half a
megabyte to compress. There are no accounts here, and nothing of the page changes while the app runs: it depends on the
address under which the app is reached, and on the visitor's language.
"""

import asyncio

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from digit_recognizer.http.answers import WholeAnswer, whole_answer
from digit_recognizer.interface import language_of

PAGE = "/"
PAGES = frozenset({PAGE, "/config", "/gradio_api/info"})
# Of the query, Gradio reads these, and the page's preview the language; all else is the affair of the page's scripts.
READ_BY_GRADIO = frozenset({"deep_link", "page", "all_endpoints"})
ADDRESS = ("host", "x-forwarded-host", "x-forwarded-proto", "x-gradio-server")  # from which Gradio takes the app's
MAX_KEY_CHARACTERS = 500
MAX_KEPT = 32  # callers say what an address is: these must not fill the memory

Key = tuple[str, ...]


class KeptPages:
    """Middleware that hands out again what was answered to the same question."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[Key, WholeAnswer] = {}
        self._making = asyncio.Lock()  # of many who come at once, one has it made for all

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers with what is kept, has it made first, or passes the request on."""
        key = key_of(Request(scope)) if scope["type"] == "http" else None
        if key is None:
            await self._app(scope, receive, send)
            return
        answer = self._kept.get(key)
        if answer is None:
            async with self._making:
                answer = self._kept.get(key) or await whole_answer(self._app, scope, receive)
        if answer.status == 200:
            self._keep(key, answer)
        await answer.send(send)

    def _keep(self, key: Key, answer: WholeAnswer) -> None:
        """Keeps an answer as the latest that was asked for; the one that was not for longest makes room."""
        self._kept.pop(key, None)
        while len(self._kept) >= MAX_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[key] = answer


def key_of(request: Request) -> Key | None:
    """Returns all that an answer depends on; None for a request whose answer is not kept."""
    if request.method != "GET" or request.url.path not in PAGES or not READ_BY_GRADIO.isdisjoint(request.query_params):
        return None
    told = [",".join(request.headers.getlist(name)) for name in ADDRESS]
    languages = (request.query_params.get("lang", ""), language_of(request)) if request.url.path == PAGE else ()
    is_compressed = "gzip" in request.headers.get("accept-encoding", "")
    key = (str(request.url.replace(query="")), *told, *languages, str(is_compressed))
    return key if sum(map(len, key)) <= MAX_KEY_CHARACTERS else None
