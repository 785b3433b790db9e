"""Photographs the page in a headless browser: `make screenshots`."""

import math
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.benchmarks.servers import running_app

FIGURE = Path("assets/figures/screenshot.png")
FOLDER = Path("screenshots")
WIDTHS = {390: 844, 768: 1024, 1400: 900}
SCHEMES = ("light", "dark")
CHROMIUM_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def main() -> None:
    """Writes one picture per width and colour scheme, and the one that README.md shows."""
    FOLDER.mkdir(exist_ok=True)
    with running_app() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_ARGUMENTS)
        for width, height in WIDTHS.items():
            for scheme in SCHEMES:
                page = drawn_page(browser, url, width, height, scheme)
                page.screenshot(path=FOLDER / f"{width}-{scheme}.png", full_page=True)
                page.close()
        FIGURE.parent.mkdir(exist_ok=True)
        drawn_page(browser, url, 1400, 1000, "light").screenshot(path=FIGURE)
        browser.close()


def drawn_page(browser: Browser, url: str, width: int, height: int, scheme: str) -> Page:
    """Opens the page, draws a 3 and waits for the answers."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.goto(url)
    draw(page, three())
    page.wait_for_selector('.answers[data-state="answers"]')
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    return page


def three() -> list[tuple[float, float]]:
    """Returns a 3 as points in a 280 x 280 space: two arcs that meet in the middle."""
    upper = [(130 + 48 * math.cos(turn), 92 + 44 * math.sin(turn)) for turn in _turns(-2.6, 1.45)]
    lower = [(132 + 58 * math.cos(turn), 186 + 52 * math.sin(turn)) for turn in _turns(-1.5, 2.5)]
    return [*upper, *lower]


def _turns(start: float, end: float, steps: int = 24) -> list[float]:
    return [start + (end - start) * step / steps for step in range(steps + 1)]


def draw(page: Page, points: list[tuple[float, float]]) -> None:
    """Draws one stroke on the pad with the mouse."""
    box = page.locator(".pad-canvas").bounding_box()
    places = [(box["x"] + x / 280 * box["width"], box["y"] + y / 280 * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
    page.mouse.up()


if __name__ == "__main__":
    main()
