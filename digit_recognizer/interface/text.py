"""Every word on the page, by key and language."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "assets"
FALLBACK_LOCALE = "en"
SHARED_SCRIPTS = ("page/digits.js", "page/strokes.js", "page/questions.js")


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
    """Returns the HTML for the page's head: every language's texts, then the scripts that all parts share."""
    # "</" would end the script element, whatever it stands in.
    texts = json.dumps(load_locales(), ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")
    scripts = [f"window.digitLocales = {texts};", *map(read_asset, SHARED_SCRIPTS)]
    return "".join(f"<script>{script}</script>" for script in scripts)
