"""The wide pad: a number is read digit by digit, and boxes lie over its ink."""

import json
import re
from itertools import pairwise
from threading import Event

import pytest
from playwright.sync_api import expect

from digit_recognizer.interface.text import load_locales
from tests.browser.conftest import ONE, SEVEN

DIGITS = "#number .number-digits b"
BOXES = ".number-boxes span"
IS_ONE_LINE = "(part) => part.offsetHeight < 1.5 * parseFloat(getComputedStyle(part).lineHeight)"
CROSS = (((0.88, 0.3), (0.96, 0.8)), ((0.96, 0.3), (0.88, 0.8)), ((0.86, 0.55), (0.98, 0.55)))


def placed(stroke, left, width=0.35):
    """A stroke of the square pad, on the wide one."""
    return tuple((left + x * width, y) for x, y in stroke)


WIDE_SEVEN, WIDE_ONE = placed(SEVEN, 0.0), placed(ONE, 0.4)


def open_pad(visit, **options):
    visitor = visit(**options)
    visitor.page.get_by_role("tab", name="Number").click()
    visitor.pad.scroll_into_view_if_needed()
    return visitor


def wait_for_number(visitor, text):
    visitor.page.wait_for_function(
        "([digits, text]) => [...document.querySelectorAll(digits)].map((item) => item.textContent).join('') === text",
        arg=[DIGITS, text],
    )


def places(visitor):
    """Where everything on the panel begins and how high it is; a line of text is as wide as it is."""
    names = (".number-room", ".number-summary", ".number-detail", "#number-shelf", "#number-pad")
    boxes = [visitor.page.locator(f"#number-panel {name}").first.bounding_box() for name in names]
    return [(box["x"], box["y"], box["height"]) for box in boxes]


def covered(visitor):
    """The boxes as left, top, right and bottom in shares of the pad, once they have come to rest."""
    visitor.page.wait_for_function("document.getAnimations().every((motion) => motion.playState === 'finished')")
    pad = visitor.pad.bounding_box()
    boxes = [box.bounding_box() for box in visitor.page.locator(BOXES).all()]
    return [
        (
            (box["x"] - pad["x"]) / pad["width"],
            (box["y"] - pad["y"]) / pad["height"],
            (box["x"] + box["width"] - pad["x"]) / pad["width"],
            (box["y"] + box["height"] - pad["y"]) / pad["height"],
        )
        for box in boxes
    ]


@pytest.mark.parametrize("width", [390, 1400])
def test_two_digits_are_read_and_boxed_and_nothing_moves(visit, width):
    visitor = open_pad(visit, width=width)
    before = places(visitor)
    assert "Write a number from left to right" in visitor.page.locator("#number").inner_text()
    assert visitor.page.locator(BOXES).count() == 0
    visitor.draw(WIDE_SEVEN, WIDE_ONE)
    wait_for_number(visitor, "71")
    summary = visitor.page.locator("#number .number-summary")
    expect(summary).to_have_text(re.compile(r"Reads 71\. (Least certain: [17]|All digits are equally certain)"))
    shares = visitor.page.locator("#number .number-digits span").all_inner_texts()
    assert len(shares) == 2
    assert all(share.endswith("%") for share in shares)
    # The pen is 18 units wide on a pad of 560 by 280, and boxes keep 6 pixels from the ink.
    room = 6 / visitor.pad.bounding_box()["width"]
    for box, stroke in zip(covered(visitor), (WIDE_SEVEN, WIDE_ONE), strict=True):
        columns, rows = zip(*stroke, strict=True)
        pen = 9 / 560
        ink = (min(columns) - pen, min(rows) - 2 * pen, max(columns) + pen, max(rows) + 2 * pen)
        wanted = (ink[0] - room, ink[1] - 2 * room, ink[2] + room, ink[3] + 2 * room)
        assert box == pytest.approx(wanted, abs=0.015)
    assert places(visitor) == before
    visitor.page.locator("#number-pad [data-action=clear]").click()
    visitor.page.wait_for_selector("#number .number[data-state=idle]")
    assert visitor.page.locator(BOXES).count() == 0
    assert places(visitor) == before
    assert visitor.complaints == []


def test_what_is_no_digit_is_said_in_words(visit):
    visitor = open_pad(visit)
    visitor.draw(WIDE_SEVEN, *CROSS)
    visitor.page.locator("#number small", has_text="Not a digit?").wait_for()
    doubted = visitor.page.locator(f"{BOXES}[data-doubt]")
    assert doubted.count() == 1
    assert doubted.inner_text().endswith("?")
    visitor.page.locator("#number .number-summary", has_text="may not be a digit").wait_for()
    visitor.page.locator("#number [role=status]", has_text="Not a digit?").wait_for(state="attached")


def test_boxes_stay_while_the_next_answer_is_under_way(visit):
    visitor = open_pad(visit)
    visitor.draw(WIDE_SEVEN)
    wait_for_number(visitor, "7")
    held, is_open = [], Event()
    questions = "**/component_server/**"
    visitor.page.route(questions, lambda route: route.continue_() if is_open.is_set() else held.append(route))
    visitor.draw(WIDE_ONE)
    visitor.page.wait_for_function("watched.made.length && watched.answered !== watched.made.at(-1)")
    assert visitor.page.locator(BOXES).count() == 1
    assert visitor.page.locator(DIGITS).all_inner_texts() == ["7"]
    is_open.set()
    for route in held:
        route.continue_()
    wait_for_number(visitor, "71")


def test_a_box_keeps_its_digit_when_another_comes_before_it(visit):
    visitor = open_pad(visit)
    visitor.draw(WIDE_ONE)
    wait_for_number(visitor, "1")
    visitor.page.evaluate(f"document.querySelector('{BOXES}').dataset.first = ''")
    visitor.draw(WIDE_SEVEN)
    wait_for_number(visitor, "71")
    assert visitor.page.locator(f"{BOXES}[data-first]").inner_text() == "1"


def test_too_many_marks_are_answered_with_what_to_do(visit):
    visitor = open_pad(visit)
    bars = [[{"x": 20 + 8 * place, "y": 60}, {"x": 20 + 8 * place, "y": 200}] for place in range(65)]
    strokes = [{"points": bar, "width": 3, "erases": False} for bar in bars]
    visitor.page.evaluate("(strokes) => digits.emit('load', { pad: 'number', strokes })", strokes)
    visitor.page.locator(".number-message", has_text="Clear the pad and write one line").wait_for()
    assert visitor.page.locator(BOXES).count() == 0
    assert visitor.complaints == []


def test_each_digit_can_be_put_in_focus_with_every_models_vote_on_it(visit):
    visitor = open_pad(visit)
    visitor.draw(WIDE_SEVEN, WIDE_ONE)
    wait_for_number(visitor, "71")
    digits = visitor.page.locator("#number .number-digits button")
    for place, digit in ((1, "1"), (0, "7")):
        digits.nth(place).click()
        visitor.page.wait_for_function(
            "(digit) => document.querySelector('.wall .tile-vote').textContent === digit", arg=digit
        )
        assert digits.nth(place).get_attribute("aria-pressed") == "true"
    visitor.page.locator("#number-pad .why-switch").click()
    visitor.page.locator("#number-pad .why-layer").wait_for()
    with visitor.page.expect_request(lambda request: "keep_verdict" in (request.post_data or "")):
        visitor.page.get_by_role("group", name="Was it right?").get_by_role("button", name="7", exact=True).click()
    assert visitor.complaints == []


def test_any_model_may_read_a_number(visit):
    visitor = open_pad(visit)
    visitor.draw(WIDE_SEVEN, WIDE_ONE)
    wait_for_number(visitor, "71")
    with visitor.page.expect_request(lambda request: '"model":"lenet"' in (request.post_data or "")):
        visitor.page.locator("[data-slot='0'] select").select_option("lenet")
    visitor.page.locator(".gradio-container[data-freshness=fresh]").wait_for()
    wait_for_number(visitor, "71")


def test_two_digits_on_the_pad_for_one_go_on_as_a_number(visit):
    visitor = visit()
    visitor.draw(placed(SEVEN, 0.02, 0.4), placed(ONE, 0.5, 0.4))
    visitor.page.get_by_role("button", name="Read as a number").click()
    wait_for_number(visitor, "71")
    visitor.page.get_by_role("heading", name="Write a number").wait_for()


def assert_the_vote_says_so_in_one_line(visitor):
    """Nobody asks any more which digit it is, in any language, and on the narrowest phone."""
    lead, size = visitor.page.locator(".headline-lead"), visitor.page.viewport_size
    visitor.page.set_viewport_size({"width": 320, "height": 568})
    for language, texts in load_locales().items():
        visitor.page.evaluate("(code) => digits.setLocale(code)", language)
        assert lead.inner_text() == texts["several_digits"]
        assert lead.evaluate(IS_ONE_LINE), language
    visitor.page.evaluate("digits.setLocale('en')")
    visitor.page.set_viewport_size(size)


def test_two_digits_taken_for_one_are_offered_as_a_number_too_and_one_of_two_strokes_is_not(visit):
    visitor = visit()
    asked = []

    def take_for_a_digit(route):
        answer = json.loads(route.fetch().text())
        asked.extend(["a number"] * (answer.get("state") == "number"))
        route.fulfill(json=answer | ({"is_digit": True} if "is_digit" in answer else {}))

    visitor.page.route("**/component_server/**", take_for_a_digit)
    visitor.draw(placed(SEVEN, 0.02, 0.4), placed(ONE, 0.5, 0.4))
    offer = visitor.page.get_by_role("button", name="Read as a number")
    offer.wait_for()
    assert_the_vote_says_so_in_one_line(visitor)
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    asked.clear()
    with visitor.page.expect_response(lambda response: "read_number" in (response.request.post_data or "")):
        visitor.draw(SEVEN, ((0.3, 0.5), (0.7, 0.5)))
    visitor.page.wait_for_timeout(200)
    assert asked == ["a number"]
    assert offer.is_hidden()
    assert "more than one" not in visitor.page.locator(".headline").inner_text()


def test_a_picture_of_a_number_is_read_as_one_in_place(visit):
    visitor = visit()
    visitor.page.get_by_role("tab", name="Picture").click()
    visitor.page.get_by_role("button", name="A note with 2026").click()
    visitor.page.get_by_role("button", name="Read as a number").click()
    visitor.page.locator("#picture .offer", has_text="Reads 2026").wait_for()


@pytest.mark.parametrize("width", [390, 1366])
def test_signs_have_room_beside_the_digits(visit, width):
    visitor = open_pad(visit, width=width)

    def stroke(*points):
        return {"points": [{"x": x, "y": y} for x, y in points], "width": 14, "erases": False}

    ones = [stroke((x, 70), (x, 215)) for x in (90, 200, 260, 320)]
    strokes = [stroke((20, 140), (55, 140)), ones[0], stroke((145, 110)), stroke((145, 180)), *ones[1:]]
    visitor.page.evaluate("(strokes) => digits.emit('load', { pad: 'number', strokes })", strokes)
    wait_for_number(visitor, "1111")
    glyphs = visitor.page.locator(DIGITS)
    assert glyphs.evaluate_all("(all) => all.map((glyph) => glyph.dataset.before)") == ["-", ":", "", ""]
    boxes = glyphs.evaluate_all("(all) => all.map((glyph) => glyph.getBoundingClientRect().toJSON())")
    assert all(left["right"] <= right["left"] + 1 for left, right in pairwise(boxes))
    assert boxes[-1]["right"] <= width
