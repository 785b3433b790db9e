"""The page at /embed as it is served: light, of the app's own scripts, and safe from what models and texts say."""

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from digit_recognizer.interface.browser import browser_routes
from digit_recognizer.interface.embed import PATH, SCRIPT, embed_page, embed_route, modules_of
from digit_recognizer.interface.text import load_locales

LIMIT_BYTES = 45_000  # compressed, with all scripts that come with it
HOSTILE = "</script><script>alert('{{style}}')</script><!--\u2028"


def recognizer_with(title: str) -> SimpleNamespace:
    return SimpleNamespace(models=[SimpleNamespace(name="cnn", title=title)], default_model="cnn")


@pytest.fixture(scope="module")
def http(recognizer):
    with TestClient(Starlette(routes=[embed_route(recognizer), *browser_routes(recognizer.bundle)])) as client:
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


def test_page_and_scripts_are_light_and_the_apps_own(http, recognizer):
    page, _ = embed_page(recognizer)
    own = [address for address in parsed(page).addresses if address not in ("data:,", "./")]
    assert own == [*modules_of(SCRIPT), SCRIPT]
    scripts = [http.get(f"/{address}").raise_for_status().content for address in own[:-1]]
    assert sum(len(gzip.compress(content)) for content in (page.encode(), *scripts)) < LIMIT_BYTES
    assert "{{" not in page


def test_every_module_that_comes_with_it_is_fetched_at_once(recognizer):
    names = modules_of(SCRIPT)
    assert {"widget/digit-pad.js", "widget/contents.js", "pad/surface.js", "page/dom.js"} < set(names)
    assert "widget/recognizer.js" not in names, "what reads is fetched when the pad is seen"
    assert len(set(names)) == len(names)


def test_its_own_style_and_the_apps_scripts_are_all_that_may_run(recognizer):
    page, headers = embed_page(recognizer)
    elements, policy = parsed(page), headers["Content-Security-Policy"]
    digest = base64.b64encode(hashlib.sha256(elements.contents["style"].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in policy
    assert "script-src 'self' 'wasm-unsafe-eval';" in policy
    assert "default-src 'none'" in policy
    assert "connect-src 'self'" in policy
    assert not re.search(r'\s(style|on\w+)="', page)


def test_a_models_title_ends_no_script(recognizer):
    page, _ = embed_page(recognizer_with(HOSTILE))
    plain, _ = embed_page(recognizer_with("Plain"))
    assert parsed(page).tags == parsed(plain).tags
    assert json.loads(parsed(page).contents["script"])["models"] == {"cnn": HOSTILE}


def test_it_brings_the_texts_that_it_names_and_no_others(recognizer):
    page, _ = embed_page(recognizer)
    texts = json.loads(parsed(page).contents["script"])["texts"]
    assert set(texts) == set(load_locales())
    for key in ("language_name", "title", "embed_open", "embed_bad_k"):
        assert key in texts["en"]
    assert "model_cnn" in texts["fr"]
    assert "how_title" not in texts["en"]


def test_any_page_may_frame_it_and_browsers_keep_it(http):
    first = http.get(PATH)
    assert first.status_code == 200
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    assert "x-frame-options" not in first.headers
    assert first.headers["content-security-policy"].endswith("frame-ancestors * file:")
    again = http.get(PATH, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
