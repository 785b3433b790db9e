"""What browsers may do with what is served: which scripts run, who may frame the page, what other sites learn."""

import base64
import hashlib
import os
import re
import secrets
from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from digit_recognizer.errors import SettingError, briefly
from digit_recognizer.http.answers import whole_answer
from digit_recognizer.interface import SCRIPT_MARK, Page
from digit_recognizer.interface.text import head_scripts

ANCESTORS_VARIABLE = "FRAME_ANCESTORS"
# On the Hub a Space is seen in a frame.
HUB = "'self' https://huggingface.co https://*.huggingface.co https://*.hf.space"
ANCESTOR = re.compile(r"'self'|'none'|\*|(?:https?://)?[\w.*:-]+")
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
PAGES = ("", "/config")
POLICY = "Content-Security-Policy"
TEMPLATES_OWN = "scripts-of-the-template"
FILES = "/gradio_api/file"
# What visitors sent may be anything, and is never to run as a page of this site.
FILE_POLICY = "default-src 'none'; sandbox"
EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


class SecurityHeaders:
    """Middleware that gives each answer the headers that it does not bring itself, as /embed does."""

    def __init__(self, app: ASGIApp, page: Page) -> None:
        """Reads the page's own scripts; each may run, and nothing that is not one of them.

        Args:
            app: what answers.
            page: the complete page.

        Raises:
            SettingError: `FRAME_ANCESTORS` is no list of origins.
        """
        self._app = app
        self._policy = policy_of(digests_of(_heads(page)), ancestors_from_environment())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, and completes the headers of its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].rstrip("/") in PAGES:
            await self._answer_page(scope, receive, send)
        else:
            policy = {POLICY: FILE_POLICY} if scope["path"].startswith(FILES) else {}
            await self._app(scope, receive, _completing(send, EVERYWHERE | policy))

    async def _answer_page(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the scripts run that the template marked: which they are is known once the page is made."""
        scope[SCRIPT_MARK] = secrets.token_urlsafe(16)
        page = await whole_answer(self._app, scope, receive)
        marked = re.compile(rf'<script data-mark="{scope[SCRIPT_MARK]}"[^>]*>(.*?)</script>', re.DOTALL)
        policy = self._policy.replace(TEMPLATES_OWN, sources_of(digests_of([page.body.decode()], marked)))
        await page.send(_completing(send, EVERYWHERE | {POLICY: policy}))


def _completing(send: Send, headers: dict[str, str]) -> Send:
    """Returns what sends an answer with these headers too, where it does not bring them itself."""

    async def complete(message: Message) -> None:
        if message["type"] == "http.response.start":
            sent = MutableHeaders(scope=message)
            for name, value in headers.items():
                sent.setdefault(name, value)
        await send(message)

    return complete


def policy_of(digests: Iterable[str], ancestors: str) -> str:
    """Returns the page's policy, with `TEMPLATES_OWN` where the scripts of its template go.

    Args:
        digests: SHA-256 of every inline script that is put up while the page runs.
        ancestors: who may frame the page.
    """
    policy = {
        "default-src": "'self'",
        # Gradio makes functions of the text of its components' scripts: without 'unsafe-eval' none of them runs.
        "script-src": f"'self' 'unsafe-eval' {TEMPLATES_OWN} {sources_of(digests)}",
        # Gradio styles its elements one by one.
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self' data: blob:",
        "media-src": "'self' data: blob:",
        "worker-src": "'self' blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": ancestors,
    }
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def sources_of(digests: Iterable[str]) -> str:
    """Returns digests as a policy names them."""
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def digests_of(pieces: Iterable[str], inline: re.Pattern[str] = INLINE) -> list[str]:
    """Returns the SHA-256, in base64, of each different script in pieces of HTML, in order.

    Args:
        pieces: of HTML.
        inline: finds scripts, and has their text as its group.
    """
    scripts = dict.fromkeys(script for piece in pieces for script in inline.findall(piece))
    return [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]


def ancestors_from_environment() -> str:
    """Returns who may frame the page: as `FRAME_ANCESTORS` says, else this site and the Hub.

    Raises:
        SettingError: that is no list of origins.
    """
    ancestors = os.environ.get(ANCESTORS_VARIABLE, "").strip() or HUB
    if not all(map(ANCESTOR.fullmatch, ancestors.split())):
        raise SettingError(
            f"{ANCESTORS_VARIABLE} must be origins with blanks between them, such as https://example.org, or *; "
            f"received {briefly(ancestors)}."
        )
    return ancestors


def _heads(page: Page) -> Iterable[str]:
    """Yields the pieces of HTML that Gradio puts into the page's head while it runs."""
    yield head_scripts()
    for block in page.blocks.values():
        yield getattr(block, "head", None) or ""
