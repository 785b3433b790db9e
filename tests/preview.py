"""Paints the icon and the picture of link previews, the card of a drawing, into assets/preview/."""

import base64
from pathlib import Path

from playwright.sync_api import Browser

from digit_recognizer.files import write_atomically
from digit_recognizer.interface import ICON
from digit_recognizer.interface.preview import PICTURE
from tests.benchmarks.servers import running_app
from tests.chromium import HAS_BEGUN, running_chromium

CURLY_NINE = 2  # the place of the drawing among the examples
ICON_SIDE = 512
# A preview stands beside the page's address: the card need not name it.
WITHOUT_ADDRESS = "() => { const { paint } = digits.card; digits.card.paint = (card) => paint(card, '', false); }"
READ_CARD = """async () => {
  const card = await (await fetch(document.querySelector('.share-card').src)).blob();
  const reader = new FileReader();
  return new Promise((done) => {
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(card);
  });
}"""


def main() -> None:
    """Writes both files."""
    with running_app() as url, running_chromium() as browser:
        write(ICON, paint_icon(browser))
        write(PICTURE, paint_card(browser, url))


def write(path: Path, content: bytes) -> None:
    write_atomically(path, lambda file: file.write(content))


def paint_icon(browser: Browser) -> bytes:
    """Returns the icon as a PNG."""
    page = browser.new_page(viewport={"width": ICON_SIDE, "height": ICON_SIDE})
    drawing = ICON.with_suffix(".svg").read_text(encoding="utf-8")
    page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block }}</style>{drawing}")
    return page.screenshot(omit_background=True)


def paint_card(browser: Browser, url: str) -> bytes:
    """Returns the card of the curly 9 as a PNG."""
    page = browser.new_page(locale="en-GB")
    page.add_init_script(HAS_BEGUN)
    page.goto(url)
    page.locator("#draw-shelf .shelf-strip li button").nth(CURLY_NINE).click()
    page.evaluate(WITHOUT_ADDRESS)
    page.locator(".share-open:enabled").click()
    page.locator(".share-card[src]").wait_for()
    return base64.b64decode(page.evaluate(READ_CARD).partition(",")[2])


if __name__ == "__main__":
    main()
