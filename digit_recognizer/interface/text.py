"""Every word on the page, by key and language."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from digit_recognizer.files import ASSETS
from digit_recognizer.interface.rooms import ROOMS

FALLBACK_LOCALE = "en"
# Modules of JavaScript that the web component imports too; each stands after those that it imports itself.
SHARED_MODULES = (
    *(f"page/{name}.js" for name in ("dom", "wording", "language", "device", "strokes", "history")),
    "pad/contacts.js",
    "pad/surface.js",
)
PAGE_SCRIPTS = (
    *SHARED_MODULES,
    *(f"page/{name}.js" for name in ("links", "digits", "elements", "freshness", "renewal", "questions")),
    *(f"page/{name}.js" for name in ("votes", "conversation", "local", "answering")),
)
# What a module exports and imports, as they are written here.
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function) (\w+))", re.MULTILINE)
IMPORT = re.compile(r"^import (\{[^}]*\}) from '(?:[^']*/)?(\w+)\.js';$", re.MULTILINE)
RENAMED = re.compile(r" as (?=\w)")
HEAD_STYLES = ("page/frame.css", "page/layout.css", "page/access.css")


@cache
def load_locales() -> Mapping[str, Mapping[str, str]]:
    """Returns the texts of every language, as {locale: {key: text}}."""
    return {
        file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted((ASSETS / "locales").glob("*.json"))
    }


def pick_texts(is_wanted: Callable[[str], bool]) -> Mapping[str, Mapping[str, str]]:
    """Returns the texts of every language whose keys are wanted, as {locale: {key: text}}."""
    return {
        locale: {key: text for key, text in texts.items() if is_wanted(key)} for locale, texts in load_locales().items()
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


def read_script(name: str) -> str:
    """Reads a script; a module as a plain script, which Gradio's pages can hold in their head and run at once.

    What the module exports becomes an entry of `window.digitModules`, once, however often the script is run.

    Args:
        name: the file's path below `assets/`.
    """
    code = read_asset(name)
    exported = EXPORT.findall(code)
    if not exported:
        return code
    body = IMPORT.sub(_as_constants, EXPORT.sub("", code))
    entry = f"(window.digitModules ??= {{}}).{PurePosixPath(name).stem}"
    return f"{entry} ??= (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();\n"


def _as_constants(statement: re.Match[str]) -> str:
    names, module = statement.groups()
    return f"const {RENAMED.sub(': ', names)} = window.digitModules.{module};"


def head_scripts() -> str:
    """Returns the HTML for the page's head: styles, every language's texts, and the scripts that all parts share.

    The texts of the rooms travel with their own pages.
    """
    texts = pick_texts(lambda key: not key.startswith(tuple(room.own_texts for room in ROOMS)))
    styles = "".join(f"<style>{read_asset(name)}</style>" for name in HEAD_STYLES)
    scripts = [f"window.digitLocales = {as_literal(texts)};", *map(read_script, PAGE_SCRIPTS)]
    return styles + "".join(f"<script>{script}</script>" for script in scripts)


def as_literal(value: Any) -> str:
    """Returns a value as JavaScript that ends no script element, whatever is in it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
