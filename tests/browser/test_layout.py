"""One screen: drawing, tools, vote and all tiles in view at every size, by the app's own width, and nothing jumps."""

import pytest

from digit_recognizer.interface.text import load_locales
from tests.browser.conftest import ONE, SEVEN

# Width and height of what a visitor sees, and how wide the app's own column is; None for all of it.
PHONES = [(390, 664), (360, 640), (412, 732), (320, 568), (667, 375)]
DESKS = [(768, 1024), (1366, 657), (1400, 1000), (1920, 1080)]
COLUMNS = [360, 500, 700, 1000]
IN_VIEW = ".first-line, #draw-pad .pad-surface, #draw-pad .pad-tools, .headline, .wall"
# Where each row of tiles begins and ends.
ROWS = """(tiles) => {
  const boxes = tiles.map((tile) => tile.getBoundingClientRect());
  const rows = [...new Set(boxes.map(({ top }) => top))].map((top) => boxes.filter((box) => box.top === top));
  return rows.map((row) => [Math.min(...row.map(({ left }) => left)), Math.max(...row.map(({ right }) => right))]);
}"""
SHIFTS = """window.shifts = []; new PerformanceObserver((list) => list.getEntries().forEach((shift) => {
  if (!shift.hadRecentInput || window.isCounting) window.shifts.push(shift.value);
})).observe({ type: 'layout-shift', buffered: true });"""


def box_of(visitor, selector):
    """Left, top, right and bottom, in pixels of the window."""
    return visitor.page.locator(selector).first.evaluate(
        "(part) => { const box = part.getBoundingClientRect(); return [box.left, box.top, box.right, box.bottom]; }"
    )


def cut_names(visitor):
    return visitor.page.locator(".tile-name").evaluate_all(
        "names => names.filter((name) => name.scrollWidth > name.parentNode.clientWidth).map((name) => name.innerText)"
    )


def uneven_rows(visitor):
    """The names in rows of tiles whose votes do not stand on one line, as where one name alone takes two lines."""
    return visitor.page.locator(".tile").evaluate_all(
        """tiles => Object.values(Object.groupBy(tiles, (tile) => tile.getBoundingClientRect().top))
          .filter((row) => new Set(row.map((tile) =>
            Math.round(tile.querySelector('.tile-vote').getBoundingClientRect().top))).size > 1)
          .map((row) => row.map((tile) => tile.innerText.replace(/\\s+/g, ' ')))"""
    )


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_everything_about_the_drawing_is_in_one_view(visit, locale):
    visitor = visit(locale=locale)
    visitor.draw_and_wait(SEVEN)
    for width, height in PHONES + DESKS:
        visitor.page.set_viewport_size({"width": width, "height": height})
        size = f"{width} x {height}"
        for selector in IN_VIEW.split(", "):
            left, top, right, bottom = box_of(visitor, selector)
            assert left >= 0, (size, selector)
            assert top >= 0, (size, selector)
            assert right <= width, (size, selector)
            assert bottom <= height + 0.5, (size, selector)
        assert box_of(visitor, ".first-line")[3] <= 48, size
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width, size
        assert cut_names(visitor) == [], size
        assert uneven_rows(visitor) == [], size
        slider = box_of(visitor, "#draw-pad .pad-width input")
        assert max(slider[2] - slider[0], slider[3] - slider[1]) >= (80 if width < 640 or height < 500 else 120), size
        assert box_of(visitor, ".why-switch")[3] <= box_of(visitor, "#draw-pad .pad-surface")[3] + 0.5, size
        assert slider[3] <= box_of(visitor, "#draw-pad .pad-surface")[3], size
        if height > width:
            pad = box_of(visitor, "#draw-pad .pad-surface")
            assert pad[3] - pad[1] <= 0.45 * height, size
        else:
            assert box_of(visitor, ".wall")[0 if locale == "en" else 2] != box_of(visitor, "#draw-pad")[0]
        if (width, height) in DESKS:
            assert box_of(visitor, ".chances")[3] <= height + 0.5, size
            assert box_of(visitor, "#draw-shelf")[3] <= height + 0.5, size


def test_widths_are_the_apps_own_not_the_windows(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    for width in COLUMNS:
        visitor.page.locator("gradio-app").evaluate("(app, width) => { app.style.width = `${width}px`; }", width)
        left, _, right, _ = box_of(visitor, ".gradio-container")
        assert right - left == pytest.approx(width, abs=1)
        parts = [box_of(visitor, selector) for selector in ("#draw-pad", ".jury", ".wall", ".chances", "#zoo")]
        assert all(left <= part[0] and part[2] <= right + 0.5 for part in parts), width
        pad, jury = parts[:2]
        beside, below = jury[0] >= pad[2], jury[1] >= pad[3]
        assert beside if width >= 640 else below, width
        assert visitor.page.locator(".tile").last.bounding_box()["width"] >= 44
        rows = visitor.page.locator(".tile").evaluate_all(ROWS)
        assert len(rows) <= 4, width
        assert all(start == pytest.approx(parts[2][0], abs=1) for start, _ in rows), width
        assert all(end == pytest.approx(parts[2][2], abs=1) for _, end in rows), width


def test_large_letters_and_wide_spacing_are_not_cut(visit):
    visitor = visit(width=1366)
    visitor.draw_and_wait(SEVEN)
    visitor.page.add_style_tag(content="html { font-size: 32px !important }")
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 1366
    spacing = "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
    visitor.page.add_style_tag(content=spacing)
    tiles = visitor.page.locator(".tile").evaluate_all(
        "tiles => tiles.filter((tile) => tile.scrollHeight > tile.clientHeight + 1).map((tile) => tile.innerText)"
    )
    assert tiles == []


@pytest.mark.parametrize(("width", "height"), [(390, 664), (1366, 657)])
def test_nothing_shifts_on_load_or_while_drawing(visit, browser, server_url, width, height):
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    context.add_init_script(SHIFTS)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(server_url)
    page.locator(".answers[data-state=answers]").wait_for(state="attached", timeout=180_000)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    assert sum(page.evaluate("window.shifts")) < 0.05
    context.close()
    visitor = visit(width=width)
    visitor.page.evaluate(SHIFTS)
    visitor.page.evaluate("() => { window.isCounting = true; window.shifts.length = 0; }")
    visitor.draw_and_wait(SEVEN)
    visitor.draw_and_wait(ONE)
    visitor.wait_for_summary("more than one digit")
    assert visitor.page.evaluate("window.shifts") == []


def test_what_is_seen_first_stands_where_the_page_will(visit, browser, server_url):
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.route("**/assets/index-*.js", lambda route: route.abort())
    page.goto(server_url)
    visitor = visit()
    visitor.page.locator(".sight").wait_for(state="detached")
    for width, height in ((320, 568), (390, 664), (700, 900), (1366, 657)):
        size = {"width": width, "height": height}
        places = {
            ".sight-pad": "#draw-pad .pad-surface",
            ".sight-wall": ".wall",
            ".sight-wall li >> nth=-1": ".tile >> nth=-1",
        }
        for first, then in places.items():
            boxes = []
            for seen, selector in ((page, first), (visitor.page, then)):
                seen.set_viewport_size(size)
                boxes.append(seen.locator(selector).bounding_box())
            assert boxes[0] == pytest.approx(boxes[1], abs=2), (size, then)
    context.close()


def test_a_page_that_still_comes_is_not_seen_and_one_that_stopped_is(browser, server_url):
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.clock.install()
    page.route("**/assets/index-*.js", lambda route: route.abort())
    page.goto(server_url)
    app = page.locator("gradio-app")
    for _ in range(3):
        page.clock.run_for(25_000)
        page.evaluate("document.body.append(document.createElement('i'))")
        assert app.evaluate("(app) => getComputedStyle(app).visibility") == "hidden"
    page.clock.run_for(35_000)
    assert page.locator(".sight").count() == 0
    assert app.evaluate("(app) => getComputedStyle(app).visibility") == "visible"
    context.close()


def test_without_scripts_the_page_says_what_it_is_and_what_is_missing(browser, server_url):
    context = browser.new_context(viewport={"width": 390, "height": 664}, locale="fr", java_script_enabled=False)
    page = context.new_page()
    page.goto(server_url)
    texts = load_locales()["fr"]
    shown = page.locator(".sight-still p:visible").all_inner_texts()
    assert shown == [texts["preview_description"], texts["sight_without_scripts"]]
    assert page.get_by_role("img", name=texts["preview_alt"]).bounding_box()["width"] > 300
    context.close()


def test_on_a_phone_the_models_are_rows_of_one_line_that_open(visit):
    visitor = visit(width=390, touch=True)
    visitor.draw_and_wait(SEVEN)
    assert visitor.page.locator("#zoo").bounding_box()["height"] < 1300
    kind = visitor.page.locator("[data-model=lenet] .kind")
    assert kind.is_hidden()
    visitor.page.locator(".models [data-model=lenet] .name").tap()
    kind.wait_for()
    assert visitor.page.locator(".models .kind:visible").count() == 1
    assert visitor.page.locator(".models .name[aria-pressed=true]").inner_text() == "LeNet"


def test_the_pad_stays_in_view_beside_a_longer_column(visit):
    visitor = visit(width=700)
    visitor.page.set_viewport_size({"width": 700, "height": 420})
    visitor.page.evaluate("window.scrollTo(0, 60)")
    assert visitor.page.locator(".gradio-container").evaluate("(app) => getComputedStyle(app).overflowY") == "visible"
    assert box_of(visitor, "#draw-pad .pad-surface")[1] >= 0


def test_what_is_no_answer_to_the_drawing_is_quiet(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    faded = "(part) => new Promise((done) => setTimeout(() => done(Number(getComputedStyle(part).opacity)), 150))"
    wall = visitor.page.locator(".wall")
    assert wall.evaluate(faded) == 1
    visitor.page.locator(".gradio-container").evaluate("(app) => { app.dataset.freshness = 'old'; }")
    assert wall.evaluate(faded) < 0.5
