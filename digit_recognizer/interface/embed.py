"""The widget at /embed: a pad and one model's answer for a frame in any other page, without Gradio's front end."""

import base64
import hashlib
import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from digit_recognizer.contract import CLASS_COUNT
from digit_recognizer.interface.text import SHARED_SCRIPTS, as_literal, load_locales, read_asset, read_script
from digit_recognizer.recognizer import DEFAULT_TOP_K, Recognizer

PATH = "/embed"
STYLE_NAMES = ("page/colours.css", "page/shared.css", "pad/pad.css", "embed/embed.css")
TOOL_SCRIPTS = ("embed/address.js", "embed/host.js")  # what the widget's own script works with
PAD_HINT = "pad_hint"
# For readers of the files only; a comment with code after it on its line stays.
COMMENT_LINES = re.compile(r"^ *(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/)\n", re.MULTILINE | re.DOTALL)


def embed_route(recognizer: Recognizer) -> Route:
    """Returns the route that serves the widget, the same to everyone: what its address asks for, its script reads.

    Args:
        recognizer: the models that the widget may name; they answer at the endpoint /predict_batch.
    """
    page, headers = embed_page(recognizer)

    async def answer(request: Request) -> Response:
        if headers["ETag"] in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        return Response(page, headers=headers, media_type="text/html")

    return Route(PATH, answer, methods=["GET"])


def embed_page(recognizer: Recognizer) -> tuple[str, dict[str, str]]:
    """Returns the widget as one HTML document, and the headers that it is sent with."""
    style = "".join(map(read_asset, STYLE_NAMES))
    body = read_asset("embed/embed.html").replace("{{pad}}", read_asset("pad/pad.html")).replace("{{hint}}", PAD_HINT)
    script = _script(recognizer, body)
    # Last, for whatever stands in the script is no place to fill.
    page = body.replace("{{style}}", style).replace("{{script}}", script)
    return page, _headers(page, script, style)


def _script(recognizer: Recognizer, body: str) -> str:
    """Composes the one script: the texts that it and the body name, what parts share, the pad, and the widget."""
    models = {info.name: info.title for info in recognizer.models}
    props = {"models": models, "model": recognizer.default_model, "k": DEFAULT_TOP_K, "max_k": CLASS_COUNT}
    shared = "\n".join(map(read_script, SHARED_SCRIPTS + TOOL_SCRIPTS))
    start_pad = f"const startPad = (element, props, server) => {{\n{read_asset('pad/pad.js')}}};"
    widget = f"(() => {{\nconst props = {as_literal(props)};\n{start_pad}\n{read_asset('embed/embed.js')}}})();"
    scripts = COMMENT_LINES.sub("", f"{shared}\n{widget}")
    texts = _texts(set(re.findall(r"\w+", body + scripts)) | {f"model_{name}" for name in models})
    return f"window.digitLocales = {as_literal(texts)};\n{scripts}"


def _texts(keys: set[str]) -> dict[str, dict[str, str]]:
    """Returns the texts of every language whose keys are among the given words."""
    return {
        locale: {key: text for key, text in texts.items() if key in keys} for locale, texts in load_locales().items()
    }


def _headers(page: str, script: str, style: str) -> dict[str, str]:
    """Returns headers that let any page frame this one, and let this one run its own script and ask its own server."""
    policy = {
        "default-src": "'none'",
        "script-src": f"'sha256-{_digest(script)}'",
        "style-src": f"'sha256-{_digest(style)}'",
        "img-src": "data:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        # A page opened from a disk is no `*`.
        "frame-ancestors": "* file:",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
        "ETag": f'W/"{_digest(page)}"',
    }


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
