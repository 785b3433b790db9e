"""A few of the hostile requests that `make fuzz` sends; and the readers of bytes, by Hypothesis."""

from contextlib import suppress

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.http.weight import function_in, is_light
from digit_recognizer.image.decoding import decode_bytes
from tests.fuzz.answers import failures, fault_of
from tests.fuzz.values import FORMATS, encoded

NO_LIMIT = float("inf")
COUNT = 80


def test_hostile_requests_are_answered_as_mistakes_of_the_caller(server_url, server_log):
    lines = len(server_log.read_text(encoding="utf-8").splitlines())
    with httpx.Client(base_url=server_url, timeout=60) as http:
        assert list(failures(http, COUNT, 1, NO_LIMIT)) == []
        assert http.get("/healthz").is_success
    written = server_log.read_text(encoding="utf-8").splitlines()[lines:]
    assert len(written) < COUNT * 4
    assert max(map(len, written)) < 2_000


@pytest.mark.parametrize(
    ("status", "text", "words"),
    [
        (500, "x", "500"),
        (422, '{"error": null}', "no sentence"),
        (404, "", "without words"),
        (422, "x" * 3_000, "3000 characters"),
        (422, '{"error": "Traceback"}', "leaks"),
        (200, "Traceback", "leaks"),
    ],
)
def test_what_is_wrong_with_an_answer(status, text, words):
    request = httpx.Request("GET", "http://test")
    assert words in fault_of(httpx.Response(status, text=text, request=request))
    assert fault_of(httpx.Response(422, json={"error": "Send one.", "title": "X"}, request=request)) == ""


@given(st.binary(max_size=300), st.sampled_from((b"", b'"data:image/png;base64,', b'{"path": "', b'"fn_name":"')))
@settings(max_examples=100, deadline=None)
def test_any_body_has_a_weight(content, before):
    assert is_light(None, before + content + b'"') in (True, False)
    function_in(before + content)


@given(st.sampled_from(FORMATS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_damaged_file_is_read_or_refused(kind, changes, share):
    content = bytearray(encoded(kind))
    for place, byte in changes:
        content[int(place * (len(content) - 1))] = byte
    # Whatever else is raised fails the test.
    with suppress(DigitRecognizerError):
        decode_bytes(bytes(content[: max(1, int(share * len(content)))] if share < 0.5 else content))
