"""The pad at /embed: the web component in a page of its own, for a frame in any other page."""

import posixpath
import re
from functools import cache

from starlette.routing import Route

from digit_recognizer.contract import CLASS_COUNT
from digit_recognizer.files import ASSETS
from digit_recognizer.interface.documents import document_headers, document_route
from digit_recognizer.interface.text import as_literal, pick_texts, read_asset
from digit_recognizer.recognizer import DEFAULT_TOP_K, Recognizer

PATH = "/embed"
FOLDER = "embed"
SCRIPT = f"{FOLDER}/embed.js"
STYLE_NAMES = ("page/colours.css", "page/shared.css", "embed/embed.css")
IMPORTED = re.compile(r"^import (?:[^']* from )?'(\.[^']+\.js)';$", re.MULTILINE)


def embed_route(recognizer: Recognizer) -> Route:
    """Returns the route that serves the page, the same to everyone: what its address asks for, its script reads.

    Args:
        recognizer: the models that the address may name; the routes of `browser` hand out scripts, engine and models.
    """
    return document_route(PATH, *_parts(recognizer))


def embed_page(recognizer: Recognizer) -> tuple[str, dict[str, str]]:
    """Returns the page as one HTML document, and the headers that it is sent with."""
    parts = _parts(recognizer)
    return parts[0], document_headers(*parts)


def _parts(recognizer: Recognizer) -> tuple[str, str]:
    """Returns the document and its style."""
    style = "".join(map(read_asset, STYLE_NAMES))
    preloads = "".join(f'<link rel="modulepreload" href="{name}">\n' for name in modules_of(SCRIPT))
    body = read_asset("embed/embed.html")
    page = body.replace("{{preloads}}\n", preloads).replace("{{style}}", style)
    # Last, for whatever models are called is no place to fill.
    page = page.replace("{{props}}", as_literal(_props(recognizer, body)))
    return page, style


@cache
def modules_of(script: str) -> tuple[str, ...]:
    """Returns the module of that path below `assets/`, and all that it imports, so that none waits for another."""
    found = [script]
    for name in found:
        imported = IMPORTED.findall(read_asset(name))
        folder = posixpath.dirname(name)
        found += dict.fromkeys(
            path for path in (posixpath.normpath(f"{folder}/{each}") for each in imported) if path not in found
        )
    return tuple(found)


def _props(recognizer: Recognizer, body: str) -> dict[str, object]:
    """Returns what the page's script works with: the models, its limits, and the texts that it and the body name."""
    models = {info.name: info.title for info in recognizer.models}
    scripts = "".join(file.read_text(encoding="utf-8") for file in sorted((ASSETS / FOLDER).glob("*.js")))
    keys = set(re.findall(r"\w+", body + scripts)) | {f"model_{name}" for name in models}
    return {
        "models": models,
        "model": recognizer.default_model,
        "k": DEFAULT_TOP_K,
        "max_k": CLASS_COUNT,
        "texts": pick_texts(keys.__contains__),
    }
