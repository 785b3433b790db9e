"""Languages: by the browser's, by choice, by link; right to left where it is written so."""

import pytest

from digit_recognizer.interface.text import load_locales
from tests.browser.conftest import SEVEN

BROWSERS = {"en-GB": "en", "fr-CA": "fr", "ar-EG": "ar", "nb-NO": "no", "nn-NO": "no", "sv-SE": "sv", "ja-JP": "en"}


@pytest.mark.parametrize(("browsers", "shown"), BROWSERS.items())
def test_the_page_speaks_the_browsers_language(visit, browsers, shown):
    visitor = visit(locale=browsers)
    assert visitor.page.locator("h1").first.inner_text() == load_locales()[shown]["title"]
    assert visitor.page.locator("html").get_attribute("lang") == shown
    assert visitor.page.locator("html").get_attribute("dir") == ("rtl" if shown == "ar" else "ltr")
    assert visitor.page.title() == load_locales()[shown]["title"]


def test_a_chosen_language_changes_everything_at_once_and_stays(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    calls = visitor.calls
    visitor.page.locator(".language select").select_option("fr")
    texts = load_locales()["fr"]
    total = visitor.page.locator(".models .model").count()
    visitor.wait_for_summary(texts["vote_all_other"].format(count=total, digit=7))
    assert visitor.page.locator("#draw-pad .pad-canvas").get_attribute("aria-label") == texts["pad_label"]
    assert visitor.page.locator(".reading select option").first.inner_text() == texts["model_cnn"]
    assert visitor.calls == calls
    visitor.page.reload()
    visitor.page.locator("h1", has_text=texts["title"]).wait_for()


def test_a_link_may_name_the_language(visit):
    visitor = visit(at="?lang=sv")
    assert visitor.page.locator("h1").first.inner_text() == load_locales()["sv"]["title"]


@pytest.mark.parametrize("width", [390, 1400])
def test_right_to_left_mirrors_the_page(visit, width):
    visitor = visit(width=width, locale="ar")
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    first, second = (visitor.page.locator(".tile").nth(place).bounding_box() for place in (0, 1))
    assert first["x"] > second["x"]
    if width == 1400:
        assert visitor.pad.bounding_box()["x"] > first["x"]
    assert visitor.complaints == []
