"""What browsers are told about each answer."""

import re

import httpx
import pytest

from digit_recognizer.errors import SettingError
from digit_recognizer.http.headers import ancestors_from_environment, digests_of
from digit_recognizer.interface.text import head_scripts
from tests.pictures import as_png, draw_digit


def policy_at(url: str) -> tuple[dict[str, list[str]], str]:
    """Returns the policy at an address, as {directive: values}, and the page."""
    answer = httpx.get(url)
    directives = (directive.split() for directive in answer.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in directives}, answer.text


def test_a_script_of_the_page_runs_by_the_word_of_its_request_alone(server_url):
    (policy, page), (other, _) = (policy_at(server_url) for _ in range(2))
    scripts = re.findall(r"<script[^>]*>", page[: page.index("window.gradio_config")] + page.split("</script>", 1)[1])
    [nonce] = [value for value in policy["script-src"] if value.startswith("'nonce-")]
    assert len(scripts) > 3
    assert all(f'nonce="{nonce[7:-1]}"' in script for script in scripts)
    assert nonce not in other["script-src"]
    assert "'unsafe-inline'" not in policy["script-src"]
    assert {f"'sha256-{digest}'" for digest in digests_of([head_scripts()])} < set(policy["script-src"])
    assert policy["object-src"] == ["'none'"]
    assert "https://huggingface.co" in policy["frame-ancestors"]


def test_digests_are_those_that_browsers_compute():
    # The example of the specification, https://www.w3.org/TR/CSP3/#example-hashes.
    digest = "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng="
    assert digests_of(["<style>p{}</style><script>alert('Hello, world.');</script>"] * 2) == [digest]


@pytest.mark.parametrize("path", ["/", "/config", "/embed", "/healthz", "/gradio_api/info", "/theme.css", "/nowhere"])
def test_nothing_is_guessed_and_no_other_site_learns_where_one_was(server_url, path):
    headers = httpx.get(f"{server_url}{path}").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_widget_keeps_its_own_policy(server_url):
    policy, _ = policy_at(f"{server_url}/embed")
    assert policy["frame-ancestors"] == ["*", "file:"]
    assert policy["default-src"] == ["'none'"]


def test_what_was_uploaded_never_runs_as_a_page(server_url):
    files = {"files": ("seven.png", as_png(draw_digit("7")), "image/png")}
    path = httpx.post(f"{server_url}/gradio_api/upload", files=files).json()[0]
    policy, _ = policy_at(f"{server_url}/gradio_api/file={path}")
    assert policy == {"default-src": ["'none'"], "sandbox": []}


@pytest.mark.parametrize("value", ["https://example.org", "https://*.example.org:8443 'self'", "*", "'none'"])
def test_who_may_frame_the_page_is_a_setting(monkeypatch, value):
    monkeypatch.setenv("FRAME_ANCESTORS", value)
    assert ancestors_from_environment() == value


@pytest.mark.parametrize("value", ["*; script-src *", "https://example.org, *", "'unsafe-inline'"])
def test_who_may_frame_the_page_is_nothing_else(monkeypatch, value):
    monkeypatch.setenv("FRAME_ANCESTORS", value)
    with pytest.raises(SettingError, match="FRAME_ANCESTORS must be origins"):
        ancestors_from_environment()
