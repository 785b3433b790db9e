"""What a link to the page shows elsewhere."""

import io
import re

import httpx
import pytest
from PIL import Image

from digit_recognizer.interface.preview import ICON, PICTURE
from digit_recognizer.interface.text import load_locales

META = re.compile(r'<meta\s+(?:property|name)="((?:og|twitter):[\w:]+|description)"\s+content="([^"]*)"')
BEHIND_PROXY = {"X-Forwarded-Host": "someone-digits.example", "X-Forwarded-Proto": "https"}


def shown_at(url: str) -> dict[str, list[str]]:
    """Returns what the page behind a proxy says of itself, by the name of each entry."""
    found: dict[str, list[str]] = {}
    for name, content in META.findall(httpx.get(url, headers=BEHIND_PROXY).text):
        found.setdefault(name, []).append(content)
    return found


@pytest.mark.parametrize(
    ("query", "language", "address"), [("", "en", "/"), ("?lang=fr", "fr", "/?lang=fr"), ("?lang=xx", "en", "/")]
)
def test_a_link_shows_what_the_page_is_once_and_where(server_url, query, language, address):
    shown = shown_at(f"{server_url}/{query}")
    texts = load_locales()[language]
    assert {name: len(contents) for name, contents in shown.items()} == dict.fromkeys(shown, 1)
    assert shown["og:title"] == [texts["title"]]
    assert shown["og:description"] == shown["description"] == [texts["preview_description"]]
    assert shown["og:url"] == [f"https://someone-digits.example{address}"]
    assert shown["og:image"] == ["https://someone-digits.example/preview.png"]
    assert "Gradio" not in " ".join(content for [content] in shown.values())


def test_picture_and_icon_are_served_in_the_sizes_that_are_promised(server_url):
    for path, file, size in (("preview.png", PICTURE, (1200, 630)), ("favicon.ico", ICON, (512, 512))):
        answer = httpx.get(f"{server_url}/{path}")
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.content == file.read_bytes()
        with Image.open(io.BytesIO(answer.content)) as picture:
            assert picture.size == size
