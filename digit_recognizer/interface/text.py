"""Every word on the page, by key and language."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ASSETS = Path(__file__).resolve().parents[2] / "assets"
FALLBACK_LOCALE = "en"


@cache
def load_locales() -> Mapping[str, Mapping[str, str]]:
    """Returns the texts of every language, as {locale: {key: text}}."""
    return {
        file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted((ASSETS / "locales").glob("*.json"))
    }


def fallback_texts() -> Mapping[str, str]:
    """Returns the texts that stand in where a language has none."""
    return load_locales()[FALLBACK_LOCALE]


def read_asset(name: str) -> str:
    """Reads one of the page's template, style or script files, such as `pad/pad.css`."""
    return ASSETS.joinpath(name).read_text(encoding="utf-8")
