"""The room Models, in one visit: what is measured is shown, sorted, opened and compared; nothing keeps anyone out."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SEVEN, Visit
from tests.browser.test_accessibility import AXE, violations

SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"
FIGURES = """(column) => [...document.querySelectorAll('.models-table tbody tr')]
  .map((row) => parseFloat(row.cells[column].textContent))"""

# Cells whose words do not begin, or whose figures do not end, where their heading does; and those too narrow.
ASKEW = """() => {
  const content = (cell) => {
    const range = document.createRange();
    range.selectNodeContents(cell.querySelector('button') ?? cell);
    return range.getBoundingClientRect();
  };
  const isTurned = document.documentElement.dir === 'rtl';
  const inTable = (table) => [...table.tHead.rows[0].cells].flatMap((head, column) => {
    const side = head.classList.contains('words') !== isTurned ? 'left' : 'right';
    const isAskew = (cell) => Math.abs(content(cell)[side] - content(head)[side]) > 1;
    const cells = [...table.tBodies[0].rows].map((row) => row.cells[column]);
    const wrong = cells.filter((cell) => isAskew(cell) || cell.scrollWidth > cell.clientWidth + 1);
    return wrong.map((cell) => `${head.innerText}: ${cell.innerText}`);
  });
  return [...document.querySelectorAll('.sortable')].flatMap(inTable);
}"""
# What stands at the axes of the charts: where a label stands twice there, one of the two is wrong.
TICKS = """() => Object.values(Chart.instances).flatMap(({ scales }) => Object.values(scales).map(({ ticks }) =>
  ticks.map(({ label }) => label).filter(Boolean)))"""


class Room(Visit):
    """A visitor of the room."""

    def choose(self, part: str, name: str, value: str) -> None:
        self.page.locator(f"{part} select[data-choose={name}]").select_option(value)

    def open_room(self, url: str) -> None:
        self.page.goto(url)
        self.page.locator("main[data-ready]").wait_for()
        self.page.locator(".confusion").wait_for()
        self.page.locator(".models-systems table").wait_for()

    def see_charts(self) -> None:
        """Scrolls through the page until every chart is drawn."""
        for chart in self.page.locator(".chart").all():
            chart.scroll_into_view_if_needed()
        expect(self.page.locator(".chart canvas:not([data-drawn])")).to_have_count(0, timeout=30_000)


@pytest.fixture
def room(browser, server_url):
    context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-GB")
    context.set_default_timeout(30_000)
    visitor = Room(context.new_page())
    visitor.open_room(f"{server_url}/models")
    yield visitor
    context.close()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run `make test` once")
def test_one_visit(room, recognizer):
    page = room.page
    # The table holds every model that is served, and its headings sort it.
    heads = page.locator(".models-table thead th")
    assert page.locator(".models-table tbody tr").count() == len(recognizer.models)
    heads.nth(1).get_by_role("button").click()
    assert heads.nth(1).get_attribute("aria-sort") == "ascending"
    assert page.locator("[aria-sort]").count() == 2  # the other is the table of the reports
    shares = page.evaluate(FIGURES, 1)
    assert shares == sorted(shares)
    # A name opens its model, and a cell of its confusion matrix says what it is.
    page.locator(".models-table .open", has_text="LeNet").click()
    page.locator(".models-about h3", has_text="LeNet").wait_for()
    assert "model=lenet" in page.url
    wrong = page.locator(".confusion tbody tr").nth(4).get_by_role("button").nth(9)
    wrong.click()
    assert page.locator(".models-cell").inner_text().startswith("4 read as 9, wrongly: ")
    wrong.press("ArrowLeft")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("4 read as 8")
    # The browser lets it read the project's drawings; the gallery shows what the cell shows.
    page.locator(".models-gallery .action").click()
    page.locator(".models-gallery .tiles").wait_for()
    assert page.locator(".models-gallery select").nth(0).input_value() == "4"
    page.locator(".models-gallery select").nth(1).select_option("")
    labels = page.locator(".models-gallery canvas").evaluate_all("(all) => all.map((each) => each.ariaLabel)")
    assert labels
    assert all(label.startswith("A drawn 4, read as ") for label in labels)
    # Two models stand side by side, on figures and on a drawing.
    room.choose("#two", "second", "decision_tree_small")
    page.locator(".models-differences > .scrolling th", has_text="Decision tree, few rows").wait_for()
    page.locator(".models-live").scroll_into_view_if_needed()
    room.draw_on(page.locator("digit-pad .pad-canvas"), SEVEN)
    page.locator(".models-verdict", has_text="7").wait_for()
    room.see_charts()
    assert not [labels for labels in page.evaluate(TICKS) if len(set(labels)) < len(labels)]
    for width in (1400, 390):
        page.set_viewport_size({"width": width, "height": 664})
        assert page.evaluate(SIDEWAYS) <= 0
        assert page.evaluate(ASKEW) == []
        assert violations(room) == []
    page.locator(".room-header .language select").select_option("ar")
    page.locator("html[dir=rtl]").wait_for()
    assert page.evaluate(SIDEWAYS) <= 0
    assert page.evaluate(ASKEW) == []
    assert room.complaints == []
    assert room.hosts == {page.url.split("/")[2]}
