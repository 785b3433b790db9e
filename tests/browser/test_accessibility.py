"""axe-core finds nothing serious, at any width, light and dark, left to right and right to left."""

import itertools
from pathlib import Path

import pytest

from tests.browser.conftest import SEVEN

AXE = Path(__file__).parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]);
}"""

pytestmark = pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run `make test` once")


def serious(visitor):
    if not visitor.page.evaluate("Boolean(window.axe)"):
        visitor.page.evaluate(AXE.read_text(encoding="utf-8"))
    return visitor.page.evaluate(RUN)


def looks():
    """Yields every width, scheme and direction of writing; each pair of two is in the half that is no full check."""
    for width, dark, locale in itertools.product((390, 768, 1400), (False, True), ("en", "ar")):
        in_half = (dark == (locale == "ar")) != (width == 768)
        scheme = "dark" if dark else "light"
        marks = () if in_half else pytest.mark.full
        yield pytest.param(width, dark, locale, marks=marks, id=f"{width}-{scheme}-{locale}")


@pytest.mark.parametrize(("width", "dark", "locale"), list(looks()))
def test_no_part_of_the_page_is_closed_to_anybody(visit, width, dark, locale):
    visitor = visit(width=width, dark=dark, locale=locale)
    visitor.page.locator("#draw-why .why-switch").click()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_explanation()
    found = {"draw": serious(visitor)}
    for mode in ("number", "picture"):
        visitor.page.locator(f"#{mode}-tab").click()
        found[mode] = serious(visitor)
    assert found == {"draw": [], "number": [], "picture": []}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_widget_is_open_to_everybody(visit, server_url, theme):
    visitor = visit()
    visitor.page.goto(f"{server_url}/embed?theme={theme}")
    # A frame shows its host's page behind it; alone, the browser's.
    visitor.page.evaluate(
        "(colour) => { document.documentElement.style.background = colour; }", "#101216" if theme == "dark" else "#fff"
    )
    assert serious(visitor) == []
