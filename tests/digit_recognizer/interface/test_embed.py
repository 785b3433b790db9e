"""The widget as it is served: light, whole in one answer, and safe from what models and texts are called."""

import base64
import gzip
import hashlib
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from digit_recognizer.interface.embed import PATH, embed_page, embed_route
from digit_recognizer.interface.text import load_locales

LIMIT_BYTES = 22_000
HOSTILE = "</script><script>alert('{{style}}')</script><!--\u2028"


def recognizer_with(title: str) -> SimpleNamespace:
    return SimpleNamespace(models=[SimpleNamespace(name="cnn", title=title)], default_model="cnn")


@pytest.fixture(scope="module")
def http(recognizer):
    with TestClient(Starlette(routes=[embed_route(recognizer)])) as client:
        yield client


class Elements(HTMLParser):
    """Notes every element, and what stands in scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.tags, self.contents, self.addresses = [], {}, []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.addresses += [value for name, value in attributes if name in ("src", "href", "action")]

    def handle_data(self, data):
        if self.tags and self.tags[-1] in ("script", "style"):
            self.contents.setdefault(self.tags[-1], data)


def parsed(page: str) -> Elements:
    elements = Elements()
    elements.feed(page)
    return elements


def test_the_page_is_light_and_loads_nothing(recognizer):
    page, _ = embed_page(recognizer)
    assert len(gzip.compress(page.encode())) < LIMIT_BYTES
    assert set(parsed(page).addresses) == {"data:,", "./"}
    assert "{{" not in page


def test_what_the_files_say_to_their_readers_is_not_sent(recognizer):
    page, _ = embed_page(recognizer)
    lines = [line.strip() for line in parsed(page).contents["script"].splitlines()]
    assert [line for line in lines if line.startswith(("//", "/*", "*")) and not line.rpartition("*/")[2]] == []
    assert "const startPad = (element, props, server) => {" in lines


def test_its_own_script_and_style_are_all_that_may_run(recognizer):
    page, headers = embed_page(recognizer)
    elements, policy = parsed(page), headers["Content-Security-Policy"]
    for tag in ("script", "style"):
        assert elements.tags.count(tag) == 1
        digest = base64.b64encode(hashlib.sha256(elements.contents[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}';" in policy
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert not re.search(r'\s(style|on\w+)="', page)


def test_a_models_title_ends_no_script(recognizer):
    page, _ = embed_page(recognizer_with(HOSTILE))
    plain, _ = embed_page(recognizer_with("Plain"))
    assert parsed(page).tags == parsed(plain).tags
    assert "alert('{{style}}')" in parsed(page).contents["script"]


def test_it_brings_the_texts_that_it_names_and_no_others(recognizer):
    page, _ = embed_page(recognizer)
    texts = load_locales()["en"]
    for key in ("language_name", "pad_hint", "pad_help", "answers_label", "embed_open", "embed_bad_k", "not_a_digit"):
        assert f'"{key}":' in page
    assert all(f'"{key}":' in page for key in texts if key.startswith("embed_"))
    assert '"how_title":' not in page


def test_any_page_may_frame_it_and_browsers_keep_it(http):
    first = http.get(PATH)
    assert first.status_code == 200
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    assert "x-frame-options" not in first.headers
    assert first.headers["content-security-policy"].endswith("frame-ancestors * file:")
    again = http.get(PATH, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
