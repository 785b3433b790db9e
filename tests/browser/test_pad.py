"""Drawing: with a mouse, a finger and the keyboard, and taking it back."""

from itertools import pairwise

import pytest

from tests.browser.conftest import ONE, SEVEN, ink_share


def touch(session, kind, *points):
    """Sends one touch event as a screen would; points in pixels of the viewport."""
    fingers = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
    session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})


def drag_finger(visitor, *places):
    """Drags a finger from place to place, a few pixels at a time."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    touch(session, "touchStart", places[0])
    for (x0, y0), (x1, y1) in pairwise(places):
        for step in range(1, 9):
            touch(session, "touchMove", (x0 + (x1 - x0) * step / 8, y0 + (y1 - y0) * step / 8))
    touch(session, "touchEnd")


def press(visitor, *keys):
    for key in keys:
        visitor.page.keyboard.press(key)


def test_a_seven_drawn_with_the_mouse_is_read(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    visitor.wait_for_summary("say 7")


def test_a_seven_drawn_with_a_finger_is_read(visit):
    visitor = visit(width=390, touch=True)
    drag_finger(visitor, *map(visitor.place, SEVEN))
    visitor.wait_for_digit(7)
    assert visitor.complaints == []


def test_the_page_stays_put_under_a_drawing_finger(visit):
    visitor = visit(width=390, touch=True)
    drag_finger(visitor, visitor.place((0.5, 0.9)), visitor.place((0.5, 0.1)))
    visitor.wait_for_state("answers")
    assert visitor.page.evaluate("window.scrollY") == 0
    # The same movement beside the pad does scroll: the page has somewhere to go.
    drag_finger(visitor, (195, 780), (195, 400))
    visitor.page.wait_for_function("window.scrollY > 0")


def test_a_second_finger_draws_nothing(visit):
    visitor = visit(width=390, touch=True)
    session = visitor.page.context.new_cdp_session(visitor.page)
    first, second = visitor.place((0.3, 0.2)), visitor.place((0.7, 0.2))
    touch(session, "touchStart", first)
    touch(session, "touchStart", first, second)
    touch(session, "touchMove", visitor.place((0.3, 0.8)), visitor.place((0.7, 0.8)))
    touch(session, "touchEnd")
    visitor.wait_until_answered()
    assert ink_share(visitor.drawings[-1], right=0.5) > 0
    assert ink_share(visitor.drawings[-1], left=0.5) == 0


def test_a_one_drawn_with_the_keyboard_is_read(visit):
    visitor = visit()
    visitor.page.locator("#draw-pad .pad-canvas").focus()
    press(visitor, *["ArrowUp"] * 11, "Space", *["ArrowDown"] * 22, "Space")
    visitor.wait_for_digit(1)


def test_the_keyboard_undoes_clears_and_takes_the_eraser(visit):
    visitor = visit()
    visitor.page.locator("#draw-pad .pad-canvas").focus()
    press(visitor, "Space", *["ArrowDown"] * 8, "Space")
    visitor.wait_for_state("answers")
    press(visitor, "Delete")
    visitor.wait_for_state("idle")
    press(visitor, "Control+z")
    visitor.wait_for_state("answers")
    press(visitor, "e")
    assert visitor.page.locator("#draw-pad button[data-tool=eraser]").get_attribute("aria-pressed") == "true"


def test_clear_empties_the_pad_and_the_answers(visit):
    visitor = visit()
    empty = visitor.canvas_url()
    visitor.draw_and_wait(SEVEN)
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.wait_for_state("idle")
    assert set(visitor.page.locator(".tile-vote").all_inner_texts()) == {""}
    assert visitor.canvas_url() == empty
    assert visitor.page.locator("#draw-pad [data-action=clear]").is_disabled()


def test_undo_takes_back_the_last_stroke_alone(visit):
    visitor = visit()
    visitor.draw_and_wait(ONE)
    visitor.page.mouse.move(0, 0)
    before = visitor.canvas_url()
    visitor.draw(((0.1, 0.5), (0.9, 0.5)))
    assert visitor.canvas_url() != before
    visitor.page.locator("#draw-pad [data-action=undo]").click()
    assert visitor.canvas_url() == before
    visitor.page.locator("#draw-pad [data-action=undo]").click()
    visitor.wait_for_state("idle")
    assert visitor.page.locator("#draw-pad [data-action=undo]").is_disabled()


def test_undo_after_clear_brings_the_drawing_back(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    before = visitor.canvas_url()
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.wait_for_state("idle")
    visitor.page.locator("#draw-pad [data-action=undo]").click()
    visitor.wait_for_digit(7)
    assert visitor.canvas_url() == before


def test_the_eraser_takes_ink_away(visit):
    visitor = visit()
    visitor.draw_and_wait(ONE)
    visitor.page.locator("#draw-pad button[data-tool=eraser]").click()
    visitor.page.locator("#draw-pad .pad-width input").fill("48")
    visitor.draw(ONE)
    visitor.wait_for_state("idle")
    assert visitor.page.locator(".pad[data-inked]").count() == 0, "a pad without ink is an empty one"
    visitor.page.locator("#draw-pad button[data-tool=pen]").click()
    visitor.draw(SEVEN)
    visitor.wait_for_digit(7)


def test_the_brush_width_changes_the_drawing(visit):
    shares = {}
    for width in ("4", "40"):
        visitor = visit()
        visitor.page.locator("#draw-pad .pad-width input").fill(width)
        visitor.draw_and_wait(ONE)
        visitor.wait_for_digit(1)
        shares[width] = ink_share(visitor.drawings[-1])
    assert shares["40"] > 5 * shares["4"] > 0


@pytest.mark.parametrize("scale", [1, 2])
def test_what_is_sent_does_not_depend_on_the_screen(visit, scale):
    visitor = visit(width=390, device_scale_factor=scale)
    visitor.draw_and_wait(ONE)
    share = ink_share(visitor.drawings[-1])
    # A line of 18 px and 0.7 of the pad's 280 px, with round ends.
    assert share == pytest.approx((18 * 0.7 * 280 + 9**2 * 3.14) / 280**2, rel=0.03)


def test_a_dot_is_one_request(visit):
    visitor = visit()
    visitor.page.mouse.click(*visitor.place((0.5, 0.5)))
    visitor.wait_until_answered()
    visitor.draw_and_wait(SEVEN)
    dots = [drawing for drawing in visitor.drawings if ink_share(drawing) < 0.005]
    assert len(dots) == 1


def test_every_update_is_one_request_and_none_goes_elsewhere(visit, server_url):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.draw_and_wait(ONE)
    assert 2 <= len(visitor.drawings) <= visitor.page.evaluate("watched.made.length")
    assert len(set(visitor.drawings)) == len(visitor.drawings)
    assert visitor.hosts == {server_url.removeprefix("http://")}


def test_a_tap_is_a_dot_in_what_is_shown_and_what_is_sent(visit):
    visitor = visit(width=390, touch=True)
    before = visitor.canvas_url()
    visitor.page.touchscreen.tap(*visitor.place((0.5, 0.5)))
    visitor.wait_for_state("answers")
    assert visitor.canvas_url() != before
    assert ink_share(visitor.drawings[-1]) == pytest.approx(9**2 * 3.14 / 280**2, rel=0.05)


def test_the_eraser_shows_its_size_and_leaves_no_ink_on_an_empty_pad(visit):
    visitor = visit()
    visitor.page.locator("#draw-pad button[data-tool=eraser]").click()
    visitor.page.locator("#draw-pad .pad-width input").fill("40")
    visitor.draw(ONE)
    circle, pad = visitor.page.locator("#draw-pad .pad-eraser").bounding_box(), visitor.pad.bounding_box()
    assert circle["width"] == pytest.approx(40 / 280 * pad["width"], abs=1)
    assert circle["y"] + circle["height"] / 2 == pytest.approx(visitor.place(ONE[1])[1], abs=1)
    assert visitor.page.locator(".pad[data-inked]").count() == 0
    assert visitor.page.locator("#draw-pad [data-action=undo]").get_attribute("aria-disabled") == "true"
    assert visitor.calls == 0
    visitor.page.locator("#draw-pad button[data-tool=pen]").click()
    visitor.draw_and_wait(SEVEN)
    visitor.page.locator("#draw-pad button[data-tool=eraser]").click()
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    assert visitor.page.locator("#draw-pad button[data-tool=pen]").get_attribute("aria-pressed") == "true"


def test_what_was_undone_is_redone_from_any_tool_and_clear_keeps_the_focus(visit):
    visitor = visit()
    visitor.draw_and_wait(ONE)
    drawn = visitor.canvas_url()
    undo, redo, clear = (visitor.page.locator(f"#draw-pad [data-action={name}]") for name in ("undo", "redo", "clear"))
    undo.click()
    redo.click()
    assert visitor.canvas_url() == drawn
    visitor.page.locator("#draw-pad .pad-width input").focus()
    press(visitor, "Control+z")
    assert visitor.page.locator(".pad[data-inked]").count() == 0
    press(visitor, "Control+Shift+z")
    assert visitor.canvas_url() == drawn
    clear.focus()
    press(visitor, "Enter", "Control+z")
    assert visitor.canvas_url() == drawn
    assert visitor.page.evaluate("document.activeElement.dataset.action") == "clear"
    visitor.draw(SEVEN)
    assert redo.get_attribute("aria-disabled") == "true"


STYLUS = """([button, pointerType, pointerId, points]) => {
  const pad = document.querySelector('#draw-pad .pad-canvas');
  const { x, y, width, height } = pad.getBoundingClientRect();
  pad.setPointerCapture = () => undefined;
  const send = (kind, [across, down], extra = {}) => pad.dispatchEvent(new PointerEvent(kind, {
    pointerType, pointerId, isPrimary: true, bubbles: true, cancelable: true,
    clientX: x + across * width, clientY: y + down * height, ...extra,
  }));
  send('pointerdown', points[0], { button });
  points.slice(1).forEach((point) => send('pointermove', point, { button: -1 }));
  if (pointerType === 'pen') send('pointerup', points.at(-1), { button });
}"""
HAND, PEN, ERASER_END = [0, "touch", 11], [0, "pen", 12], [5, "pen", 12]


def test_a_resting_hand_draws_nothing_and_the_end_of_a_stylus_erases(visit):
    visitor = visit()
    visitor.page.evaluate(STYLUS, [*HAND, [(0.8, 0.8), (0.9, 0.9)]])
    visitor.page.evaluate(STYLUS, [*PEN, ONE])
    visitor.page.evaluate(STYLUS, [*HAND, [(0.1, 0.8), (0.2, 0.9)]])
    visitor.wait_until_answered()
    visitor.wait_for_digit(1)
    assert ink_share(visitor.drawings[-1], left=0.6) == ink_share(visitor.drawings[-1], right=0.4) == 0
    visitor.page.locator("#draw-pad .pad-width input").fill("48")
    visitor.page.evaluate(STYLUS, [*ERASER_END, ONE])
    visitor.wait_for_state("idle")
    assert visitor.page.locator("#draw-pad button[data-tool=pen]").get_attribute("aria-pressed") == "true"
