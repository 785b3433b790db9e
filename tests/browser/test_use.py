"""The section "Use it": every snippet is there with the live address, and can be copied without a mouse."""

import pytest

from tests.snippets import snippet

KINDS = ("python", "javascript", "curl", "mcp", "app", "widget")


def shown(page):
    """The code in front, as text."""
    return page.locator(".use-code").text_content().strip()


def test_every_kind_shows_its_code_and_moves_nothing(visit, server_url, recognizer):
    visitor = visit(width=390)
    heights = set()
    for kind in KINDS:
        visitor.page.locator(f"#use-{kind}").click()
        assert shown(visitor.page) == snippet(kind, server_url, recognizer.default_model)
        heights.add(visitor.page.locator(".use").bounding_box()["height"])
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert len(heights) == 1
    assert visitor.complaints == []


def test_the_address_in_the_bar_may_hold_more_than_the_apps(visit, server_url):
    visitor = visit()
    visitor.open(f"{server_url}/?lang=en#number=1")
    assert shown(visitor.page) == snippet("python", server_url)


def test_the_arrow_keys_go_round_the_kinds(visit):
    visitor = visit()
    visitor.page.locator("#use-python").focus()
    for key, kind in (("ArrowLeft", "widget"), ("ArrowRight", "python"), ("ArrowRight", "javascript")):
        visitor.page.keyboard.press(key)
        assert visitor.page.evaluate("document.activeElement.id") == f"use-{kind}"
        assert visitor.page.locator(".use [aria-selected=true]").get_attribute("id") == f"use-{kind}"
        assert visitor.page.locator(".use-panel").get_attribute("aria-labelledby") == f"use-{kind}"


@pytest.mark.parametrize("has_clipboard", [True, False], ids=["allowed", "refused"])
def test_copy_says_that_it_copied(visit, server_url, has_clipboard):
    visitor = visit()
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server_url)
    if not has_clipboard:
        visitor.page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('not here')))")
    visitor.page.locator("#use-curl").click()
    button = visitor.page.locator(".use-copy")
    button.click()
    visitor.page.locator(".use-copy", has_text="Copied").wait_for()
    visitor.page.locator(".use [role=status]", has_text="Copied").wait_for(state="attached")
    assert visitor.page.evaluate("navigator.clipboard.readText()") == snippet("curl", server_url)
    visitor.page.locator("#use-mcp").click()
    assert button.inner_text() == "Copy"


def test_code_runs_from_the_left_in_every_language(visit):
    visitor = visit()
    visitor.page.evaluate("document.documentElement.dir = document.querySelector('.gradio-container').dir = 'rtl'")
    assert visitor.page.locator(".use-code").evaluate("code => getComputedStyle(code).direction") == "ltr"
