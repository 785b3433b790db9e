"""How much is sent for the page."""

import httpx
import pytest


@pytest.mark.parametrize("path", ["/", "/config"])
def test_the_page_is_sent_compressed_to_those_who_can_read_it(server_url, path):
    with httpx.stream("GET", f"{server_url}{path}", headers={"Accept-Encoding": "gzip"}) as answer:
        sent = sum(map(len, answer.iter_raw()))
    plain = httpx.get(f"{server_url}{path}", headers={"Accept-Encoding": "identity"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert sent < 0.35 * len(plain.content)


def test_what_is_no_page_is_sent_as_it_is(server_url):
    answer = httpx.get(f"{server_url}/preview.png", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers
