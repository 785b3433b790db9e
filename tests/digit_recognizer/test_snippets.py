"""The file of snippets is whole, and fills in what differs between servers."""

import json

import httpx
import pytest

from digit_recognizer import snippets
from digit_recognizer.errors import SnippetError
from digit_recognizer.snippets import ASSETS, Snippet, front_end_script, load_snippets


def test_everything_that_differs_is_filled_in():
    code = Snippet("id", "sh", "{{url}}/{{script}} {{model}} {{other}}").filled("http://host/path", "a.js", "cnn")
    assert code == "http://host/path/a.js cnn {{other}}"
    for snippet in load_snippets():
        assert "http://host" in snippet.filled("http://host", "a.js", "cnn")
        assert "{{" not in snippet.filled("http://host", "a.js", "cnn")


@pytest.mark.parametrize("locale", sorted(file.stem for file in (ASSETS / "locales").glob("*.json")))
def test_each_has_a_title_and_an_explanation(locale):
    texts = json.loads((ASSETS / "locales" / f"{locale}.json").read_text(encoding="utf-8"))
    for snippet in load_snippets():
        assert texts[f"use_{snippet.id}"]
        assert texts[f"use_{snippet.id}_hint"]


def test_the_front_ends_script_is_what_the_app_serves(server_url):
    assert f'src="./{front_end_script()}"' in httpx.get(server_url).text
    assert httpx.get(f"{server_url}/{front_end_script()}").is_success


def test_a_gradio_that_keeps_its_front_end_elsewhere_is_named(monkeypatch):
    monkeypatch.setattr(snippets, "FRONT_END_PAGE", "elsewhere.html")
    front_end_script.cache_clear()
    with pytest.raises(SnippetError, match=r"elsewhere\.html names no assets/index"):
        front_end_script()
    front_end_script.cache_clear()
