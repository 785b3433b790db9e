"""What browsers are told about each answer."""

import re
from types import SimpleNamespace

import httpx
import pytest
from starlette.responses import HTMLResponse

from digit_recognizer.errors import SettingError
from digit_recognizer.http.headers import SecurityHeaders, ancestors_from_environment, digests_of
from digit_recognizer.interface import SCRIPT_MARK
from digit_recognizer.interface.text import head_scripts
from tests.loops import in_a_loop_of_its_own
from tests.pictures import as_png, draw_digit


def policy_at(url: str) -> tuple[dict[str, list[str]], str]:
    """Returns the policy at an address, as {directive: values}, and the page."""
    answer = httpx.get(url)
    directives = (directive.split() for directive in answer.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in directives}, answer.text


def test_the_scripts_of_the_page_may_run_and_no_others(server_url):
    policy, page = policy_at(server_url)
    of_template = re.findall(r"<script data-mark[^>]*>(.*?)</script>", page, re.DOTALL)
    assert len(of_template) > 3
    digests = digests_of([head_scripts(), *(f"<script>{script}</script>" for script in of_template)])
    assert policy["script-src"][:2] == ["'self'", "'unsafe-eval'"]
    assert {f"'sha256-{digest}'" for digest in digests} < set(policy["script-src"])
    assert all(source.startswith("'sha256-") for source in policy["script-src"][2:])
    assert policy["object-src"] == ["'none'"]
    assert "https://huggingface.co" in policy["frame-ancestors"]


def test_a_script_that_does_not_know_the_mark_of_its_page_may_not_run():
    async def page(scope, receive, send):
        marked = f'<script data-mark="{scope[SCRIPT_MARK]}"'
        script = f'{marked} src="a.js"></script>{marked} type="module">run()</script>'
        smuggled = '<script data-mark="guessed">alert(1)</script><script>alert(2)</script>'
        await HTMLResponse(script + smuggled)(scope, receive, send)

    async def get() -> str:
        app = SecurityHeaders(page, SimpleNamespace(blocks={}))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
            return (await http.get("/")).headers["Content-Security-Policy"]

    own, *others = digests_of(f"<script>{script}</script>" for script in ("run()", "alert(1)", "alert(2)"))
    policy = in_a_loop_of_its_own(get())
    assert own in policy
    assert not any(other in policy for other in others)


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
