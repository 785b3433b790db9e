"""Every word on the page has a text in every language, and no text is without its place."""

import re

import pytest

from digit_recognizer.interface.text import (
    ASSETS,
    FALLBACK_LOCALE,
    HEAD_STYLES,
    PAGE_SCRIPTS,
    fallback_texts,
    head_scripts,
    load_locales,
    read_asset,
    read_script,
)
from tests.conftest import REPOSITORY

ASKED = re.compile(r"data-(?:text|label)=\"(\w+)\"|\bdigits\.text\('(\w+)'")
MENTIONED = re.compile(r"['\"](\w+)['\"]")
ASKED_BY_PREFIX = re.compile(r"`(\w+_)\$\{")
VALUE_IN_HTML = re.compile(r"\{\{[\s\w.|\[\]']+\}\}|\{%.*?%\}")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
BROUGHT_BY_WEIGHTS = "model_"  # English comes with the model
PLURAL = re.compile(r"_(?:zero|one|two|few|many|other)$")  # each language tells other counts apart
ASKED_BY_COUNT = re.compile(r"\bdigits\.plural\('(\w+)'")


def sources() -> str:
    """Returns everything that may ask for a text: the page's files and the interface."""
    files = [*ASSETS.rglob("*.html"), *ASSETS.rglob("*.js"), REPOSITORY / "app.py"]
    files += REPOSITORY.glob("digit_recognizer/interface/*.py")
    files += REPOSITORY.glob("digit_recognizer/site/*.py")
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def asked_keys() -> set[str]:
    """Returns the keys of texts, those that depend on a count without its form."""
    return {key for found in ASKED.findall(sources()) for key in found if key} | set(ASKED_BY_COUNT.findall(sources()))


def is_counted(key: str) -> bool:
    """Says whether a text has a form for each kind of count, of which `_other` is in every language."""
    return bool(PLURAL.search(key)) and PLURAL.sub("_other", key) in fallback_texts()


def without_form(key: str) -> str:
    return PLURAL.sub("", key) if is_counted(key) else key


def test_the_search_finds_keys_of_every_kind():
    assert {"pad_label", "top_k", "draw_tab", "vote_says"} <= asked_keys()


def test_every_key_that_is_asked_for_has_a_text():
    assert asked_keys() - set(map(without_form, fallback_texts())) == set()


def test_every_text_is_used():
    used = asked_keys() | set(MENTIONED.findall(sources())) | {"language_name", "title"}
    used |= {
        f"example_{name}"
        for file in ASSETS.glob("examples/*.json")
        for name in re.findall(r'"name":"(\w+)"', file.read_text(encoding="utf-8"))
    }
    prefixes = tuple(ASKED_BY_PREFIX.findall(sources()))
    keys = set(map(without_form, fallback_texts()))
    assert {key for key in keys - used if not key.startswith(prefixes)} == set()


@pytest.mark.parametrize("locale", load_locales())
def test_every_language_has_every_text(locale):
    own = {key for key in load_locales()[locale] if not key.startswith(BROUGHT_BY_WEIGHTS)}
    assert set(map(without_form, own)) == set(map(without_form, fallback_texts()))
    assert {f"{without_form(key)}_other" for key in own if is_counted(key)} <= own


@pytest.mark.parametrize("locale", sorted(set(load_locales()) - {FALLBACK_LOCALE}))
def test_models_have_names_in_every_language(locale, recognizer):
    named = {
        key.removeprefix(BROUGHT_BY_WEIGHTS) for key in load_locales()[locale] if key.startswith(BROUGHT_BY_WEIGHTS)
    }
    assert named == {info.name for info in recognizer.models}


@pytest.mark.parametrize("locale", load_locales())
def test_texts_are_words_with_the_placeholders_of_the_fallback(locale):
    for key, text in load_locales()[locale].items():
        assert text.strip() == text != ""
        fallback = fallback_texts().get(PLURAL.sub("_other", key) if is_counted(key) else key, "")
        own, given = set(PLACEHOLDER.findall(text)), set(PLACEHOLDER.findall(fallback))
        # "One model" needs no number.
        assert own == given or (is_counted(key) and own | {"count"} == given)


def test_no_words_stand_in_the_html_itself():
    for file in ASSETS.rglob("*.html"):
        html = re.sub(
            r"<(style|script)\b.*?</\1>", "", VALUE_IN_HTML.sub("", file.read_text(encoding="utf-8")), flags=re.S
        )
        between_tags = re.findall(r">([^<]+)<", html)
        assert re.findall(r"[A-Za-z]{2,}", " ".join(between_tags)) == []


def test_the_head_brings_every_language_and_ends_no_script_early():
    head = head_scripts()
    assert head.count("<script>") == head.count("</script>") == 1 + len(PAGE_SCRIPTS)
    assert all(read_asset(name) in head for name in HEAD_STYLES)
    assert all(read_script(name) in head for name in PAGE_SCRIPTS)
