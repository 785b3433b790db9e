"""The page as a whole: every width, light and dark, and nothing on the console."""

import re

import pytest

from tests.browser.conftest import SEVEN

LUMINANCE = (
    "(selector) => { const probe = document.createElement('canvas').getContext('2d');"
    "probe.fillStyle = getComputedStyle(document.querySelector(selector)).backgroundColor;"
    "probe.fillRect(0, 0, 1, 1); const [r, g, b] = probe.getImageData(0, 0, 1, 1).data; return (r + g + b) / 3; }"
)


@pytest.mark.parametrize("width", [390, 768, 1400])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_fits_and_complains_of_nothing(visit, server_url, width, dark):
    visitor = visit(width=width, dark=dark)
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    pad = visitor.page.locator("#draw-pad .pad-canvas").bounding_box()
    assert pad["x"] >= 0
    assert pad["x"] + pad["width"] <= width
    assert pad["y"] >= 0
    assert pad["y"] + pad["height"] <= 844
    assert visitor.complaints == []
    assert visitor.hosts == {server_url.removeprefix("http://")}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_paper_and_ink_follow_the_visitors_colour_scheme(visit, dark):
    visitor = visit(dark=dark)
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    paper = visitor.page.evaluate(LUMINANCE, "#draw-pad .pad-surface")
    page = visitor.page.evaluate(LUMINANCE, ".gradio-container")
    assert (paper < 60 and page < 60) if dark else (paper > 200 and page > 200)
    visitor.canvas_url()
    ink = visitor.page.evaluate(
        "() => { const c = document.querySelector('#draw-pad .pad-canvas');"
        "const x = c.width * 0.5, y = c.height * 0.2;"
        "return [...c.getContext('2d').getImageData(x, y, 1, 1).data]; }"
    )
    assert ink[3] == 255
    assert (min(ink[:3]) > 200) if dark else (max(ink[:3]) < 60)


def test_the_drawing_sent_is_dark_on_light_in_the_dark_too(visit):
    drawings = {}
    for dark in (False, True):
        visitor = visit(dark=dark)
        visitor.draw_and_wait(SEVEN)
        drawings[dark] = visitor.drawings[-1]
    assert drawings[True] == drawings[False]


def test_buttons_are_large_enough_for_fingers_and_have_names(visit):
    visitor = visit(width=390)
    for button in visitor.page.locator("#draw-pad .pad-tools button, .swap, .switch button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44
        assert button.get_attribute("aria-label") or button.inner_text()


def test_every_text_is_filled_in(visit):
    visitor = visit()
    assert visitor.page.locator("h1", has_text="Draw a digit").count() == 1
    page = visitor.page.locator(".gradio-container").inner_html()
    assert re.findall(r"\{\{\s*\w+\s*\}\}", page) == []
    assert "undefined" not in page
