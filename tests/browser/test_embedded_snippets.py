"""The two embeds, pasted into a page of another origin and drawn in: no other host than those two is asked."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Locator

from tests.browser.conftest import SEVEN, Visit
from tests.hosting import hosted
from tests.snippets import snippet

# Notes what the snippet's own listener logs.
LISTEN = "<script>window.said = []; console.log = (...words) => said.push(words);</script>"


@pytest.fixture
def embed(browser: Browser) -> Iterator[Callable[[str], Visit]]:
    """Opens a page of another origin that holds this HTML."""
    with ExitStack() as stack:

        def open_host(html: str) -> Visit:
            context = browser.new_context(viewport={"width": 1200, "height": 900}, locale="en-GB")
            stack.callback(context.close)
            context.set_default_timeout(20_000)
            visitor = Visit(context.new_page())
            url = stack.enter_context(hosted(html))
            visitor.page.goto(url)
            visitor.hosts.discard(host_of(url))
            return visitor

        yield open_host


def host_of(url: str) -> str:
    return url.removeprefix("http://")


def draw_in(visitor: Visit, canvas: Locator) -> None:
    """Draws a 7 with the mouse on a pad that may lie in a frame."""
    canvas.scroll_into_view_if_needed()
    visitor.draw_on(canvas, SEVEN)


def test_the_whole_app_answers_in_another_page_and_knows_its_own_address(embed, server_url):
    visitor = embed(snippet("app", server_url))
    app = visitor.page.locator("gradio-app")
    app.locator(".models li").last.wait_for()
    draw_in(visitor, app.locator(".pad-canvas:visible"))
    app.locator(".reading[data-slot='0'] .reading-digit", has_text="7").wait_for()
    assert app.locator(".use-code").text_content().strip() == snippet("python", server_url)
    assert visitor.hosts == {host_of(server_url)}
    assert visitor.complaints == []


def test_the_small_pad_answers_in_another_page_which_hears_nobody_else(embed, server_url):
    visitor = embed(LISTEN + snippet("widget", server_url))
    pad = visitor.page.frame_locator("#digit-pad").locator(".pad-canvas")
    pad.wait_for()
    visitor.page.wait_for_function("document.getElementById('digit-pad').height !== '640'")
    visitor.page.evaluate("window.postMessage({type: 'digit-answer', label: 'forged', confidences: []}, '*')")
    draw_in(visitor, pad)
    visitor.page.wait_for_function("said.length && said.at(-1)[0] === '7'")
    assert visitor.page.evaluate("said.every(([label]) => label !== 'forged')")
    confidences = visitor.page.evaluate("said.at(-1)[1]")
    assert [set(item) for item in confidences] == [{"label", "confidence"}] * 3
    assert visitor.hosts == {host_of(server_url)}
    assert visitor.complaints == []
