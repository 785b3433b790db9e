"""The switch between the ways in."""

import pytest

PANELS = ("draw", "number", "picture")


def shown(visitor):
    return [name for name in PANELS if visitor.page.locator(f"#{name}-panel").is_visible()]


def front_tab(visitor):
    return visitor.page.locator(".switch [aria-selected=true]").get_attribute("data-mode")


def test_one_panel_is_in_front_and_the_keyboard_changes_it(visit):
    visitor = visit()
    assert (shown(visitor), front_tab(visitor)) == (["draw"], "draw")
    visitor.page.locator("#number-tab").click()
    assert (shown(visitor), front_tab(visitor)) == (["number"], "number")
    visitor.page.keyboard.press("ArrowRight")
    assert (shown(visitor), front_tab(visitor)) == (["picture"], "picture")
    visitor.page.keyboard.press("ArrowRight")
    assert (shown(visitor), front_tab(visitor)) == (["draw"], "draw")
    assert visitor.page.evaluate("document.activeElement.dataset.mode") == "draw"


def test_arrows_follow_the_direction_of_the_language(visit):
    visitor = visit(locale="ar")
    visitor.page.locator("#draw-tab").focus()
    visitor.page.keyboard.press("ArrowLeft")
    assert front_tab(visitor) == "number"


@pytest.mark.parametrize("mode", ["draw", "number"])
def test_a_link_opens_the_pad_it_was_made_for(visit, mode):
    visitor = visit(at=f"#{mode}=JAJQeADwAQ")
    assert front_tab(visitor) == mode
