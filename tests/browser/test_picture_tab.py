"""The picture tab: a file is read, a damaged one is explained, and the drawing waits behind it."""

from tests.browser.conftest import SEVEN
from tests.pictures import as_png, blank_png, draw_digit


def show(visitor, content, name="digit.png"):
    """Puts a file into the picture tab."""
    file = {"name": name, "mimeType": "image/png", "buffer": content}
    visitor.page.get_by_role("tab", name="Picture").click()
    visitor.page.locator("#picture input[type=file]").set_input_files(file)


def test_an_uploaded_picture_is_read(visit):
    visitor = visit()
    show(visitor, as_png(draw_digit("3")))
    visitor.wait_for_digit(3)
    assert visitor.complaints == []


def test_a_blank_picture_is_said_to_be_blank(visit):
    visitor = visit()
    show(visitor, blank_png(60, 60))
    visitor.wait_for_state("blank")
    visitor.wait_for_summary("Nothing is written there yet.")


def test_a_damaged_picture_is_explained_in_a_sentence(visit):
    visitor = visit()
    show(visitor, as_png(draw_digit("3"))[:400])
    visitor.wait_for_state("error")
    visitor.wait_for_summary("is damaged or cut off")
    visitor.wait_for_digit("?")
    said = visitor.page.locator("body").inner_text()
    assert "Traceback" not in said
    assert "site-packages" not in said


def test_the_tab_in_front_decides_what_is_shown(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    show(visitor, as_png(draw_digit("3")))
    visitor.wait_for_digit(3)
    visitor.page.get_by_role("tab", name="Draw").click()
    visitor.wait_for_digit(7)
    visitor.page.get_by_role("tab", name="Picture").click()
    visitor.wait_for_digit(3)


def test_taking_the_picture_away_empties_the_answers(visit):
    visitor = visit()
    show(visitor, as_png(draw_digit("3")))
    visitor.wait_for_digit(3)
    visitor.page.get_by_label("Remove Image").click()
    visitor.wait_for_state("idle")


def test_a_damaged_picture_replaces_the_answers_of_the_one_before(visit):
    visitor = visit()
    show(visitor, as_png(draw_digit("3")))
    visitor.wait_for_digit(3)
    visitor.page.get_by_label("Remove Image").click()
    visitor.wait_for_state("idle")
    show(visitor, b"no picture at all")
    visitor.wait_for_summary("not a picture in a known format")
