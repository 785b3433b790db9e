"""The page is open to everybody: axe-core finds nothing at all; keyboard, fingers and forced colours get everything."""

import itertools
from pathlib import Path

import pytest

from tests.browser.conftest import SEVEN
from tests.pictures import as_png, draw_digit

AXE = Path(__file__).parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]);
}"""
# What is tapped and smaller than a finger; Gradio's own footer is not ours.
TOO_SMALL = """() => [...document.querySelectorAll('.contain :is(a[href], button, input, select, summary)')]
  .filter((part) => part.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .map((part) => part.closest('label') ?? part)
  .filter((part) => {
    const { width, height } = part.getBoundingClientRect();
    return width > 2 && Math.min(width, height) < 43.5;
  })
  .map((part) => part.outerHTML.slice(0, 120))"""
# In full colour: while it is old, it is faint.
IS_NUMBER_SHOWN = "getComputedStyle(document.querySelector('.number[data-state=number]')).opacity === '1'"
IN_FOCUS = "document.activeElement.matches(':is(.tile, #jury)')"
CONTRAST = """() => {
  const probe = document.createElement('canvas').getContext('2d');
  const light = (colour) => {
    probe.fillStyle = colour;
    probe.fillRect(0, 0, 1, 1);
    const parts = [...probe.getImageData(0, 0, 1, 1).data].slice(0, 3).map((value) => value / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const pad = getComputedStyle(document.querySelector('.pad-surface'));
  const edge = light(pad.getPropertyValue('--pad-edge'));
  return ['--pad-paper', '--page'].map((name) => light(pad.getPropertyValue(name)))
    .map((other) => Math.max(edge, other) / Math.min(edge, other));
}"""
STYLE = "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]"

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run `make test` once")


def violations(visitor):
    if not visitor.page.evaluate("Boolean(window.axe)"):
        visitor.page.evaluate(AXE.read_text(encoding="utf-8"))
    return visitor.page.evaluate(RUN)


def looks():
    """Yields every width, scheme and direction of writing; the two that have each of them once are no full check."""
    for width, dark, locale in itertools.product((390, 1400), (False, True), ("en", "ar")):
        is_one_of_two = (width == 390) == dark == (locale == "ar")
        scheme = "dark" if dark else "light"
        marks = () if is_one_of_two else pytest.mark.full
        yield pytest.param(width, dark, locale, marks=marks, id=f"{width}-{scheme}-{locale}")


@pytest.mark.parametrize(("width", "dark", "locale"), list(looks()))
def test_no_part_of_the_page_is_closed_to_anybody(visit, width, dark, locale):
    visitor = visit(width=width, dark=dark, locale=locale)
    found = {}
    for mode in ("picture", "number", "draw"):
        visitor.page.locator(f"#{mode}-tab").click()
        found[f"empty {mode}"] = violations(visitor)
    visitor.page.locator("#draw-pad .why-switch").click()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_explanation()
    found["drawing"] = violations(visitor)
    visitor.page.locator(".share-open").click()
    visitor.page.locator(".share-card[src]").wait_for()
    found["card"] = violations(visitor)
    visitor.page.keyboard.press("Escape")
    visitor.page.locator("#number-tab").click()
    visitor.draw(SEVEN)
    visitor.wait_until_answered()
    visitor.page.wait_for_function(IS_NUMBER_SHOWN)
    found["number"] = violations(visitor)
    visitor.page.locator("#picture-tab").click()
    file = {"name": "five.png", "mimeType": "image/png", "buffer": as_png(draw_digit("5"))}
    visitor.page.locator("#picture input[type=file]").first.set_input_files(file)
    visitor.page.locator(".tile-vote", has_text="5").first.wait_for()
    found["picture"] = violations(visitor)
    assert found == {state: [] for state in found}


def test_keyboards_reach_the_answer_in_few_stops_and_all_tools_by_arrows(visit):
    visitor = visit()
    keys = visitor.page.keyboard
    keys.press("Tab")
    assert visitor.page.evaluate("document.activeElement.className").startswith("skip")
    keys.press("Enter")
    assert visitor.page.evaluate(IN_FOCUS)
    visitor.page.evaluate("document.querySelector('.skip').focus()")
    stops = 0
    while not visitor.page.evaluate(IN_FOCUS):
        keys.press("Tab")
        stops += 1
        assert stops < 15
    visitor.draw_and_wait(SEVEN)
    keys.press("Tab")
    reached = []
    for _ in range(visitor.page.locator("#draw-pad .pad-tools button:enabled").count()):
        reached.append(visitor.page.evaluate("document.activeElement.title"))
        keys.press("ArrowDown")
    assert {"Pen", "Eraser", "Undo", "Clear"} <= set(reached)
    assert visitor.page.evaluate("document.activeElement.title") == reached[0]


def test_everything_is_large_enough_for_fingers(visit):
    visitor = visit(width=390, touch=True, is_mobile=True)
    visitor.draw_and_wait(SEVEN)
    found = {}
    for mode in ("draw", "number", "picture"):
        visitor.page.locator(f"#{mode}-tab").click()
        found[mode] = visitor.page.evaluate(TOO_SMALL)
    assert found == {"draw": [], "number": [], "picture": []}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_forced_colours_show_the_pad_what_is_chosen_and_how_much(visit, dark):
    visitor = visit(dark=dark, forced_colors="active")
    assert min(visitor.page.evaluate(CONTRAST)) >= 3

    def style(selector, name):
        return visitor.page.evaluate(STYLE, [selector, name])

    assert style("#draw-pad .pad-surface", "outlineStyle") == "solid"
    for chosen, other in (
        ("#draw-tab", "#number-tab"),
        ("#draw-pad [data-tool=pen]", "#draw-pad [data-tool=eraser]"),
    ):
        assert style(chosen, "backgroundColor") != style(other, "backgroundColor")
    assert style(".tile", "borderTopStyle") == "solid"
    assert style(".chance-bar i", "backgroundColor") != style(".chance-bar", "backgroundColor")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_widget_is_open_to_everybody(visit, server_url, theme):
    visitor = visit()
    visitor.page.goto(f"{server_url}/embed?theme={theme}")
    # A frame shows its host's page behind it; alone, the browser's.
    visitor.page.evaluate(
        "(colour) => { document.documentElement.style.background = colour; }", "#101216" if theme == "dark" else "#fff"
    )
    assert violations(visitor) == []
