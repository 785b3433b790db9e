"""What can be put on the pad with one tap, the link that reopens a drawing, and the first visitor's welcome."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import ONE, SEVEN

OWN = "#draw-shelf .shelf-own li"
IS_PRESENTING = "document.querySelector('#draw-pad .pad').hasAttribute('data-presenting')"


def thumbs(visitor):
    """The names of what lies on the shelf, in order."""
    buttons = visitor.page.locator("#draw-shelf .shelf-strip li > button:first-child")
    return [button.get_attribute("aria-label") for button in buttons.all()]


def compared(visitor):
    """The names of the two models that are compared, the one in focus first."""
    return [visitor.page.locator(f"[data-slot='{slot}'] select").input_value() for slot in (0, 1)]


def test_an_example_is_drawn_and_read_at_a_tap(visit):
    visitor = visit()
    visitor.page.locator("#draw-shelf button[aria-label='Tiny 3']").click()
    visitor.wait_for_digit(3)
    visitor.wait_for_state("answers")
    assert thumbs(visitor)[0] != "Your drawing"
    visitor.page.locator("#draw-shelf button[aria-label='A star']").click()
    visitor.page.wait_for_selector(".jury[data-is-digit='false']")


def test_the_pad_comes_into_view_when_something_is_put_on_it(visit):
    visitor = visit(width=390, reduced_motion="reduce")
    example = visitor.page.locator("#draw-shelf button[aria-label='Crossed 7']")
    example.scroll_into_view_if_needed()
    example.click()
    visitor.wait_for_digit(7)
    visitor.page.wait_for_function("document.querySelector('#draw-pad .pad-surface').getBoundingClientRect().y >= 0")


def test_drawings_of_this_visit_come_back_at_a_tap_and_after_a_reload(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    drawing = visitor.drawings[-1]
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.wait_for_state("idle")
    visitor.draw_and_wait(ONE)
    visitor.wait_for_digit(1)
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.page.reload()
    visitor.page.wait_for_selector(f"{OWN} >> nth=1")
    assert thumbs(visitor)[:2] == ["Your drawing, read as 1", "Your drawing, read as 7"]
    visitor.page.locator("#draw-shelf button[aria-label='Your drawing, read as 7']").click()
    visitor.wait_for_digit(7)
    assert visitor.drawings[-1] == drawing


def test_only_whole_drawings_are_kept_apart_from_examples_and_can_be_removed(visit):
    visitor = visit()
    examples = thumbs(visitor)
    undo, clear = (visitor.page.locator(f"#draw-pad [data-action={name}]") for name in ("undo", "clear"))
    visitor.draw_and_wait(ONE)
    undo.click()
    visitor.draw_and_wait(SEVEN)
    visitor.draw_and_wait(((0.3, 0.5), (0.7, 0.5)))
    clear.click()
    undo.click()
    visitor.draw_and_wait(((0.1, 0.9), (0.2, 0.9)))
    clear.click()
    visitor.draw_and_wait(ONE)
    clear.click()
    visitor.page.wait_for_selector(f"{OWN} >> nth=1")
    assert visitor.page.locator(OWN).count() == 2
    assert thumbs(visitor)[2:] == examples
    visitor.page.locator(f"{OWN} >> nth=0").hover()
    visitor.page.locator("#draw-shelf .shelf-remover[aria-label='Remove: Your drawing, read as 1']").click()
    expect(visitor.page.locator(f"{OWN} > button:first-child")).to_be_focused()
    visitor.page.keyboard.press("Delete")
    assert thumbs(visitor) == examples
    visitor.page.reload()
    visitor.pad.wait_for()
    assert visitor.page.locator(OWN).count() == 0


def test_a_finger_removes_drawings_once_it_has_said_so(visit):
    visitor = visit(width=390, touch=True, is_mobile=True)
    visitor.draw_and_wait(ONE)
    visitor.wait_for_digit(1)
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    assert visitor.page.locator(f"{OWN} .shelf-remover").is_hidden()
    visitor.page.get_by_role("button", name="Remove drawings").first.tap()
    visitor.page.get_by_role("button", name="Remove: Your drawing, read as 1").tap()
    expect(visitor.page.locator(OWN)).to_have_count(0)


def test_a_thumbnail_keeps_the_focus_when_its_drawing_comes_back(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.wait_for_state("idle")
    thumb = visitor.page.locator("#draw-shelf button[aria-label='Your drawing, read as 7']")
    thumb.focus()
    visitor.page.keyboard.press("Enter")
    visitor.wait_for_digit(7)
    visitor.wait_for_state("answers")
    visitor.page.wait_for_timeout(300)  # the shelf is put in order once the answer is there
    expect(thumb).to_be_focused()


def test_a_drawing_that_was_read_before_the_pen_was_lifted_is_named_as_well(visit):
    visitor = visit()
    visitor.page.mouse.move(*visitor.place(SEVEN[0]))
    visitor.page.mouse.down()
    for point in SEVEN[1:]:
        visitor.page.mouse.move(*visitor.place(point), steps=6)
    visitor.wait_for_digit(7)
    visitor.page.wait_for_timeout(1000)  # the last question under way is answered
    visitor.page.mouse.up()
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.page.locator("#draw-shelf button[aria-label='Your drawing, read as 7']").wait_for()


def test_a_link_reopens_the_very_same_drawing_with_its_model_and_language(visit):
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    visitor.page.locator(".language select").select_option("fr")
    visitor.page.locator("[data-slot='0'] select").select_option("lenet")
    visitor.page.locator("[data-slot='1'] select").select_option("decision_tree")
    visitor.draw_and_wait(SEVEN)
    visitor.draw_and_wait(((0.3, 0.5), (0.7, 0.5)))
    visitor.page.locator("#draw-shelf .shelf-share").click()
    expect(visitor.page.locator("#draw-shelf .shelf-share")).to_have_text("Lien copié")
    link = visitor.page.evaluate("navigator.clipboard.readText()")
    assert len(link) < 500
    other = visit(at=re.sub(r"^https?://[^/]+/", "", link))
    other.wait_for_digit(7)
    assert other.drawings[-1] == visitor.drawings[-1]
    assert compared(other) == ["lenet", "decision_tree"]
    assert other.page.locator("html").get_attribute("lang") == "fr"


def test_a_damaged_link_says_so_and_opens_an_empty_pad(visit):
    visitor = visit(at="#draw=AAAA_not-a-drawing")
    visitor.page.get_by_role("alert").get_by_text("This link is damaged").wait_for()
    assert visitor.page.locator(".pad[data-inked]").count() == 0
    assert visitor.complaints == []
    visitor.draw_and_wait(ONE)
    assert visitor.page.locator(".visit-note").is_hidden()


def test_a_reload_keeps_the_drawings_the_way_in_and_the_models(visit):
    visitor = visit(at="#draw=AAAA_not-a-drawing")
    visitor.page.locator("[data-slot='1'] select").select_option("lenet")
    visitor.page.locator(".swap").click()
    before = compared(visitor)
    visitor.draw_and_wait(SEVEN)
    drawing = visitor.drawings[-1]
    visitor.page.get_by_role("tab", name="Number").click()
    visitor.draw(ONE)
    visitor.page.reload()
    visitor.page.locator(".number-digits b", has_text="1").wait_for()
    visitor.page.get_by_role("tab", name="Draw").click()
    visitor.wait_for_digit(7)
    assert compared(visitor) == before
    assert before[0] == "lenet"
    assert drawing in visitor.drawings
    assert visitor.page.locator(".visit-note").is_hidden()


def test_examples_draw_themselves_for_a_first_visitor_until_the_first_touch(visit):
    visitor = visit(first=True)
    visitor.page.wait_for_function(IS_PRESENTING)
    visitor.wait_for_digit(7)
    visitor.draw_and_wait(ONE)
    visitor.wait_for_digit(1)
    assert not visitor.page.evaluate(IS_PRESENTING)
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.page.wait_for_selector(OWN)
    visitor.page.reload()
    visitor.pad.wait_for()
    visitor.page.wait_for_timeout(1500)
    assert not visitor.page.evaluate(IS_PRESENTING)


def test_who_comes_again_finds_their_last_drawing_read_anew_and_named(visit):
    visitor = visit(first=True)
    url = visitor.page.url
    visitor.page.evaluate("localStorage.setItem('digits-visited', '1')")
    again = visitor.page.context.new_page()
    again.goto(url)
    again.locator(".pad-title", has_text="Example: ").wait_for()
    again.locator(".headline", has_text=re.compile(r"say \d")).wait_for()
    assert again.get_by_role("group", name="Was it right?").is_hidden(), "nobody judges what they did not draw"
    visitor.draw_and_wait(SEVEN)
    assert visitor.page.locator("#draw-pad .pad-title").is_hidden()
    visitor.page.goto("about:blank")
    again.reload()
    title = again.locator("#draw-pad .pad-title")
    title.filter(has_text="Your last drawing").wait_for()
    again.locator(".headline", has_text="All 21 say 7").wait_for()
    assert not again.evaluate("document.querySelector('#draw-pad .pad').hasAttribute('data-inked')")
    again.get_by_role("combobox", name="Language").select_option("sv")
    title.filter(has_text="Din senaste teckning").wait_for()
    again.locator("#draw-pad .pad-canvas").click(position={"x": 40, "y": 90})
    title.wait_for(state="hidden")


def test_the_welcome_stands_still_for_those_who_prefer_that(visit):
    visitor = visit(first=True, reduced_motion="reduce")
    visitor.wait_for_digit(7)
    assert len(visitor.drawings) == 1
