"""The card: a picture of drawing and votes, made in the browser, saved or handed to the system's sheet."""

import io

import numpy as np
from PIL import Image

from digit_recognizer.interface.text import load_locales
from tests.browser.conftest import SEVEN
from tests.pictures import as_png, draw_digit

CARD_SIZE = (1200, 630)
CARD = "async () => [...new Uint8Array(await (await fetch(document.querySelector('.share-card').src)).arrayBuffer())]"
# A system with a sheet for files, which notes what it is given.
SYSTEM_SHEET = """
navigator.canShare = ({ files }) => files.length === 1;
navigator.share = async ({ files, text, url }) => {
  window.handedOver = { name: files[0].name, type: files[0].type, size: files[0].size, text, url };
};
"""


def open_card(visitor) -> np.ndarray:
    """Opens the card of what is in front; returns its pixels in grey."""
    visitor.page.locator(".share-open:enabled").click()
    visitor.page.locator(".share-card[src]").wait_for()
    with Image.open(io.BytesIO(bytes(visitor.page.evaluate(CARD)))) as card:
        assert card.size == CARD_SIZE
        return np.asarray(card.convert("L"))


def ink_in(card: np.ndarray, left: int, right: int) -> float:
    """Returns which share of the card's upper part, between two columns, is as dark as ink."""
    return float((card[60:500, left:right] < 60).mean())


def test_a_card_shows_the_drawing_its_votes_and_the_sentence(visit):
    visitor = visit()
    assert visitor.page.locator(".share-open").is_disabled()
    visitor.draw_and_wait(SEVEN)
    card = open_card(visitor)
    assert 0.01 < ink_in(card, 60, 500) < 0.3
    sentence = visitor.page.locator(".share-card").get_attribute("alt")
    assert sentence == visitor.page.locator(".headline-lead").inner_text()
    with visitor.page.expect_download() as saved:
        visitor.page.locator(".share-save").click()
    assert saved.value.suggested_filename == "draw-a-digit.png"
    visitor.page.keyboard.press("Escape")
    visitor.page.mouse.move(*visitor.place((0.2, 0.8)))
    visitor.page.mouse.down()
    assert visitor.page.locator(".share-open").is_disabled()
    visitor.page.mouse.up()
    assert visitor.complaints == []


def test_numbers_and_pictures_have_cards_too(visit):
    visitor = visit()
    visitor.page.locator("#number-tab").click()
    assert visitor.page.locator(".share-open").is_disabled()
    visitor.page.locator("#number-shelf .shelf-strip li button").first.click()
    card = open_card(visitor)
    assert ink_in(card, 60, 1140) > 0.01
    assert "2026" in visitor.page.locator(".share-card").get_attribute("alt")
    visitor.page.keyboard.press("Escape")
    visitor.page.locator("#picture-tab").click()
    file = {"name": "five.png", "mimeType": "image/png", "buffer": as_png(draw_digit("5"))}
    visitor.page.locator("#picture input[type=file]").first.set_input_files(file)
    card = open_card(visitor)
    assert ink_in(card, 60, 500) > 0.01
    assert "5" in visitor.page.locator(".share-card").get_attribute("alt")


def test_a_mirrored_card_goes_to_the_systems_sheet(visit):
    visitor = visit(locale="ar")
    visitor.page.evaluate(f"() => {{ {SYSTEM_SHEET} }}")
    visitor.draw_and_wait(SEVEN)
    card = open_card(visitor)
    assert ink_in(card, 700, 1140) > 0.01
    visitor.page.locator(".share-send").click()
    visitor.page.locator(".share-dialog").wait_for(state="hidden")
    handed = visitor.page.evaluate("window.handedOver")
    assert handed["name"] == f"{load_locales()['ar']['share_file']}.png"
    assert (handed["type"], handed["size"] > 5000) == ("image/png", True)
    assert "7" in handed["text"]
