"""Every word on the page has a text in every language, and no text is without its place."""

import re

import pytest

from digit_recognizer.interface.text import ASSETS, FALLBACK_LOCALE, fallback_texts, load_locales, read_asset
from tests.conftest import REPOSITORY

IN_HTML = re.compile(r"\{\{\s*text\.(\w+)\s*\}\}")
VALUE_IN_HTML = re.compile(r"\{\{[\s\w.]+\}\}")
IN_SCRIPT = re.compile(r"\btext\.(\w+)")
IN_SCRIPT_BRACKETS = re.compile(r"\btext\[(.+?)\]")
IN_PYTHON = re.compile(r"\b(?:text|texts|fallback_texts\(\))\[\"(\w+)\"\]")
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def used_keys() -> set[str]:
    """Returns every key that the page's files and the interface ask for."""
    keys = set()
    for file in ASSETS.rglob("*.html"):
        keys |= set(IN_HTML.findall(file.read_text(encoding="utf-8")))
    for file in ASSETS.rglob("*.js"):
        script = file.read_text(encoding="utf-8")
        keys |= set(IN_SCRIPT.findall(script))
        for inside in IN_SCRIPT_BRACKETS.findall(script):
            keys |= set(re.findall(r"'(\w+)'", inside)) - {"blank", "idle", "error", "answers"}
    for file in (REPOSITORY / "app.py", *REPOSITORY.glob("digit_recognizer/interface/*.py")):
        keys |= set(IN_PYTHON.findall(file.read_text(encoding="utf-8")))
    return keys


def test_the_search_finds_keys_of_every_kind():
    assert {"pad_hint", "top_k", "all_agree", "blank_summary", "draw_tab"} <= used_keys()


@pytest.mark.parametrize("locale", load_locales())
def test_every_key_that_is_used_has_a_text_and_every_text_is_used(locale):
    texts = load_locales()[locale]
    assert used_keys() - set(texts) == set(), "without a text"
    assert set(texts) - used_keys() == set(), "without a use"


@pytest.mark.parametrize("locale", load_locales())
def test_texts_are_words_with_the_placeholders_of_the_fallback(locale):
    for key, text in load_locales()[locale].items():
        assert text.strip() == text != ""
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(fallback_texts()[key]))


def test_placeholders_are_filled_by_the_script():
    script = read_asset("answers/answers.js")
    for placeholders in (PLACEHOLDER.findall(text) for text in load_locales()[FALLBACK_LOCALE].values()):
        assert all(re.search(rf"\b{name}\b", script) for name in placeholders)


def test_no_words_stand_in_the_html_itself():
    for file in ASSETS.rglob("*.html"):
        html = file.read_text(encoding="utf-8")
        between_tags = re.findall(r">([^<]+)<", VALUE_IN_HTML.sub("", html))
        assert re.findall(r"[A-Za-z]{2,}", " ".join(between_tags)) == []
