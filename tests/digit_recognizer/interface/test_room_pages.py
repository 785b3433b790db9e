"""The rooms' pages: whole, in English before any script, with their own texts, and fit to lie anywhere as files."""

import base64
import hashlib
import json
import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from digit_recognizer.files import ASSETS
from digit_recognizer.interface.room_pages import AS_FILES, room_page, room_routes
from digit_recognizer.interface.rooms import ROOMS
from digit_recognizer.interface.text import fallback_texts, head_scripts, load_locales

ADDRESSES = re.compile(r"(?:href|src)=\"([^\"]*)\"")


def texts_of(page: str) -> dict[str, dict[str, str]]:
    return json.loads(page.partition('id="room-texts">')[2].partition("</script>")[0])


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
class TestEachRoom:
    def test_is_whole_and_readable_before_any_script(self, room):
        page = room_page(room)
        assert not re.search(r"\{\{\w+\}\}", page)
        assert f"<title>{fallback_texts()[f'{room.name}_title']}</title>" in page
        assert not re.search(r"data-text=\"\w+\"[^>]*></", page)
        assert page.count("<h1") == 1
        assert not re.search(r"\s(style|on\w+)=\"", page)

    def test_brings_its_texts_in_every_language_and_those_it_names(self, room):
        texts = texts_of(room_page(room))
        assert set(texts) == set(load_locales())
        for locale, all_texts in load_locales().items():
            own = {key for key in all_texts if key.startswith(room.own_texts)}
            assert own | {"language_name", "language", "room_draw"} <= set(texts[locale])
        assert "how_title" not in texts["en"]

    def test_as_a_file_it_names_files_beside_it_alone(self, room):
        addresses = set(ADDRESSES.findall(room_page(room, AS_FILES)))
        assert {"index.html", f"{room.name}.html", f"{room.folder}/{room.folder}.js"} <= addresses
        assert not [address for address in addresses if address.startswith(("/", "."))]
        assert (ASSETS / room.folder / f"{room.folder}.js").exists()


def test_browsers_keep_a_page_whose_own_style_and_scripts_alone_may_run():
    with TestClient(Starlette(routes=room_routes())) as http:
        first = http.get(f"/{ROOMS[0].name}")
        again = http.get(f"/{ROOMS[0].name}", headers={"If-None-Match": first.headers["etag"]})
    style = first.text.partition("<style>")[2].partition("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in first.headers["content-security-policy"]
    assert "script-src 'self' 'wasm-unsafe-eval';" in first.headers["content-security-policy"]
    assert (again.status_code, again.content) == (304, b"")


def test_the_page_that_draws_does_without_the_texts_of_the_rooms():
    head = head_scripts()
    assert '"room_practise":' in head
    assert not [room.name for room in ROOMS if f'"{room.name}_title":' in head]
