"""Every word on the page, by key and language."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from digit_recognizer.files import ASSETS

FALLBACK_LOCALE = "en"
SHARED_SCRIPTS = (
    *(f"page/{name}.js" for name in ("digits", "elements", "strokes", "links", "history", "freshness", "renewal")),
    "page/questions.js",
    "pad/contacts.js",
)
PAGE_SCRIPTS = (*SHARED_SCRIPTS, "page/votes.js")
HEAD_STYLES = ("page/frame.css", "page/layout.css", "page/access.css")


@cache
def load_locales() -> Mapping[str, Mapping[str, str]]:
    """Returns the texts of every language, as {locale: {key: text}}."""
    return {
        file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted((ASSETS / "locales").glob("*.json"))
    }


def fallback_texts() -> Mapping[str, str]:
    """Returns the texts that stand in where a language has none."""
    return load_locales()[FALLBACK_LOCALE]


def read_asset(name: str, default: str | None = None) -> str:
    """Reads one of the page's template, style or script files, such as `pad/pad.css`.

    Args:
        name: the file's path below `assets/`.
        default: what a missing file holds; by default it must exist.
    """
    file = ASSETS / name
    return default if default is not None and not file.exists() else file.read_text(encoding="utf-8")


def head_scripts() -> str:
    """Returns the HTML for the page's head: styles, every language's texts, and the scripts that all parts share."""
    styles = "".join(f"<style>{read_asset(name)}</style>" for name in HEAD_STYLES)
    scripts = [f"window.digitLocales = {as_literal(load_locales())};", *map(read_asset, PAGE_SCRIPTS)]
    return styles + "".join(f"<script>{script}</script>" for script in scripts)


def as_literal(value: Any) -> str:
    """Returns a value as JavaScript that ends no script element, whatever is in it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
