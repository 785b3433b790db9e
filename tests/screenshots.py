"""Photographs the page in a headless browser: `make screenshots`."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.benchmarks.servers import running_app
from tests.browser.conftest import SEVEN, Visit
from tests.chromium import HAS_BEGUN, running_chromium
from tests.pictures import as_png, draw_digit

FIGURE = Path("assets/figures/screenshot.png")
FOLDER = Path("screenshots")
WIDTHS = {320: 568, 390: 664, 768: 1024, 1366: 657, 1920: 1080}  # each with its height
COLUMN_WIDTH = 700
SCHEMES = ("light", "dark")
LOCALES = ("en", "ar")
WIDGET_WIDTHS = (320, 700)
HOST_COLOURS = {"light": "#eef3ea", "dark": "#1d2430"}


def main() -> None:
    """Writes one picture of every way in per width, colour scheme and direction, and the one that README.md shows."""
    FOLDER.mkdir(exist_ok=True)
    with running_app() as url, running_chromium() as browser:
        for width, scheme, locale in product(WIDTHS, SCHEMES, LOCALES):
            page = opened(browser, url, width=width, color_scheme=scheme, locale=locale)
            for name, show in WAYS_IN.items():
                show(page)
                settle(page)
                page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}-{locale}.png")
            page.screenshot(path=FOLDER / f"whole-{width}-{scheme}-{locale}.png", full_page=True)
            page.close()
        photograph_first_visit(browser, url)
        photograph_later_visit(browser, url)
        photograph_column(browser, url)
        photograph_forced_colours(browser, url)
        photograph_widget(browser, url)
        FIGURE.parent.mkdir(exist_ok=True)
        page = opened(browser, url, color_scheme="light", locale="en")
        show_drawing(page)
        settle(page)
        page.screenshot(path=FIGURE)


def opened(browser: Browser, url: str, *, is_first: bool = False, width: int = 1366, **look: Any) -> Page:
    """Opens the page as a visitor's browser would; `look` holds its colour scheme and locale."""
    page = browser.new_page(viewport={"width": width, "height": WIDTHS[width]}, **look)
    if not is_first:
        page.add_init_script(HAS_BEGUN)
    page.goto(url)
    page.locator(".models .model").last.wait_for(state="attached")
    return page


def show_drawing(page: Page) -> None:
    """Puts the curly 9 on the pad: models disagree about it."""
    page.locator("#draw-tab").click()
    page.locator("#draw-shelf .shelf-strip li button").nth(2).click()
    page.wait_for_selector(".answers[data-state=answers]")


def show_number(page: Page) -> None:
    """Puts 2026 on the wide pad."""
    page.locator("#number-tab").click()
    page.locator("#number-shelf .shelf-strip li button").first.click()
    page.get_by_text("2026").first.wait_for()


def show_picture(page: Page) -> None:
    """Chooses a picture of a 5."""
    page.locator("#picture-tab").click()
    file = {"name": "five.png", "mimeType": "image/png", "buffer": as_png(draw_digit("5"))}
    page.locator("#picture input[type=file]").first.set_input_files(file)
    page.wait_for_selector(".answers[data-state=answers]")


WAYS_IN: dict[str, Callable[[Page], None]] = {
    "draw": show_drawing,
    "number": show_number,
    "picture": show_picture,
}


def settle(page: Page) -> None:
    """Waits until nothing loads and no bar moves."""
    page.mouse.move(0, 0)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)


def photograph_first_visit(browser: Browser, url: str) -> None:
    """The page while an example draws itself, and what is seen of it where scripts do not run."""
    page = opened(browser, url, is_first=True, width=390, color_scheme="light", locale="en")
    page.wait_for_selector(".answers[data-state=answers]")
    page.screenshot(path=FOLDER / "first-visit-390-light-en.png")
    page.close()
    page = browser.new_page(viewport={"width": 390, "height": 664}, locale="en-GB", java_script_enabled=False)
    page.goto(url)
    page.screenshot(path=FOLDER / "without-scripts-390-light-en.png")
    page.close()


def photograph_later_visit(browser: Browser, url: str) -> None:
    """The page of a visitor who comes again."""
    context = browser.new_context(viewport={"width": 390, "height": WIDTHS[390]}, locale="en-GB")
    page = context.new_page()
    page.goto(url)
    page.locator(".models .model").last.wait_for(state="attached")
    Visit(page).draw(SEVEN)
    page.wait_for_selector(".answers[data-state=answers]")
    page.close()
    page = context.new_page()
    page.goto(url)
    page.locator(".headline", has_text="All 21 say 7").wait_for()
    settle(page)
    page.screenshot(path=FOLDER / "later-visit-390-light-en.png")
    context.close()


def photograph_column(browser: Browser, url: str) -> None:
    """The app in a column of a wider page."""
    page = opened(browser, url, color_scheme="light", locale="en")
    page.add_style_tag(content=f"gradio-app {{ width: {COLUMN_WIDTH}px; margin: 0 auto; }}")
    show_drawing(page)
    settle(page)
    page.screenshot(path=FOLDER / f"column-{COLUMN_WIDTH}-light-en.png")
    page.close()


def photograph_forced_colours(browser: Browser, url: str) -> None:
    """The page in the few colours that a visitor's system allows."""
    page = opened(browser, url, forced_colors="active", locale="en")
    show_drawing(page)
    settle(page)
    page.screenshot(path=FOLDER / "draw-1366-forced-en.png")
    page.close()


def photograph_widget(browser: Browser, url: str) -> None:
    """The widget, on the background of a host page."""
    for width in WIDGET_WIDTHS:
        for scheme in SCHEMES:
            page = browser.new_page(viewport={"width": width, "height": 640})
            page.goto(f"{url}/embed?theme={scheme}")
            page.evaluate("(colour) => { document.documentElement.style.background = colour; }", HOST_COLOURS[scheme])
            Visit(page).draw(SEVEN)
            settle(page)
            page.screenshot(path=FOLDER / f"widget-{width}-{scheme}.png")
            page.close()


if __name__ == "__main__":
    main()
