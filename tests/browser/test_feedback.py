"""Was it right? One tap keeps a drawing and its digit, undo takes it back, and nobody who said no is asked or heard."""

import json
import os
from pathlib import Path

import pytest

from tests.browser.conftest import ONE, SEVEN

PARTS = ".feedback h2, .choices, .choices button, .reply, .consent, .allow, .models"
PLACES = f"() => [...document.querySelectorAll('{PARTS}')].map((part) => {{" + (
    "const { x, y, width, height } = part.getBoundingClientRect();"
    "return [part.className, x + scrollX, y + scrollY, width, height]; })"
)
SHOW_A_PHOTO = """() => {
    const photo = Object.assign(document.createElement('canvas'), { width: 1200, height: 900 });
    document.body.append(photo);
    const pen = photo.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, 1200, 900);
    pen.fillRect(560, 150, 60, 600);
    pen.fillStyle = '#000';
    pen.fillRect(560, 150, 60, 600);
    const picture = photo.toDataURL('image/png');
    photo.remove();
    document.querySelector('.gradio-container').dataset.mode = 'picture';
    digits.emit('picture', { picture });
    digits.emit('answered', { way: 'picture', picture, value: { state: 'answers' }, isLast: true });
}"""


@pytest.fixture
def folder():
    return Path(os.environ["DIGIT_RECOGNIZER_CACHE"]) / "feedback"


def kept_row(folder, image):
    rows = [json.loads(line) for file in folder.glob("*/metadata.jsonl") for line in file.read_text().splitlines()]
    return next((row for row in rows if row["file_name"] == image), None)


def choice(visitor, words):
    return visitor.page.get_by_role("group", name="Was it right?").get_by_role("button", name=words, exact=True)


def is_verdict(request):
    return "component_server" in request.url and request.post_data_json["fn_name"].endswith("_verdict")


def tap(visitor, words):
    """Taps a digit and returns what was sent, and what the server answered."""
    with visitor.page.expect_response(lambda response: is_verdict(response.request)) as answered:
        choice(visitor, words).click()
    return answered.value.request.post_data_json["data"], answered.value.json()


def wait_for_reply(visitor, words):
    visitor.page.locator(".reply [role=status]", has_text=words).wait_for()


def sent_to(visitor):
    """Returns a list that grows with every call of the part's functions."""
    sent = []
    visitor.page.on("request", lambda request: sent.append(request) if is_verdict(request) else None)
    return sent


@pytest.mark.parametrize("width", [390, 1400])
def test_a_tap_is_kept_corrected_and_taken_back_and_nothing_moves(visit, folder, width):
    visitor = visit(width=width)
    sent = sent_to(visitor)
    before = visitor.page.evaluate(PLACES)
    assert visitor.page.locator(".feedback").is_hidden(), "without an answer there is nothing to judge"
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    assert visitor.page.evaluate(PLACES) == before
    assert sent == []
    boxes = [button.bounding_box() for button in visitor.page.locator(".choices button").all()]
    assert len(boxes) == 11
    assert all(box["width"] >= 44 and box["height"] >= 44 for box in boxes)

    _, answer = tap(visitor, "7")
    wait_for_reply(visitor, "Thank you. Saved as 7.")
    assert kept_row(folder, answer["image"])["label"] == "7"
    assert choice(visitor, "7").get_attribute("aria-pressed") == "true"
    assert visitor.page.evaluate(PLACES) == before

    assert tap(visitor, "no digit")[1] == answer
    wait_for_reply(visitor, "Saved as not a digit.")
    assert kept_row(folder, answer["image"])["label"] == "no digit"

    visitor.page.get_by_role("button", name="Undo", exact=True).last.click()
    visitor.page.locator(".reply button").wait_for(state="hidden")
    assert kept_row(folder, answer["image"]) is None
    assert not list(folder.glob(f"*/{answer['image']}"))
    assert visitor.page.locator(".choices [aria-pressed=true]").count() == 0
    assert visitor.page.evaluate(PLACES) == before
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width
    assert visitor.complaints == []


def test_what_is_kept_is_the_drawing_and_knows_nobody(visit, folder):
    visitor = visit()
    visitor.draw_and_wait(ONE)
    sent, answer = tap(visitor, "1")
    assert set(sent) == {"picture", "label"}
    row = kept_row(folder, answer["image"])
    assert set(row) == {"file_name", "label", "is_digit", "answers", "bundle_version", "day"}
    agent = visitor.page.evaluate("navigator.userAgent")
    for file in folder.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert not any(word.encode() in content for word in ("127.0.0.1", agent, "Mozilla", "Chrom", "en-GB"))


def test_another_drawing_is_another_question_and_the_old_answer_comes_back_with_the_old_drawing(visit):
    visitor = visit()
    visitor.draw_and_wait(ONE)
    tap(visitor, "1")
    wait_for_reply(visitor, "Saved as 1.")
    visitor.draw_and_wait(((0.1, 0.6), (0.9, 0.6)))
    assert visitor.page.locator(".reply").inner_text().strip() == ""
    visitor.page.locator("#draw-pad [data-action=undo]").click()
    wait_for_reply(visitor, "Saved as 1.")


def test_switched_off_nothing_is_asked_or_sent_in_this_visit_and_the_next(visit):
    visitor = visit()
    sent = sent_to(visitor)
    visitor.draw_and_wait(ONE)
    before = visitor.page.evaluate(PLACES)
    switch = visitor.page.get_by_role("switch")
    assert "no address" in visitor.page.locator(f"#{switch.get_attribute('aria-describedby')}").inner_text()
    switch.press("Space")
    wait_for_reply(visitor, "Nothing is sent.")
    visitor.pad.scroll_into_view_if_needed()
    visitor.draw_and_wait(SEVEN)
    assert choice(visitor, "7").count() == 0
    visitor.page.locator(".choices button").evaluate_all("buttons => buttons.forEach((button) => button.click())")
    assert visitor.page.evaluate(PLACES) == before
    visitor.open(visitor.page.url)
    visitor.draw_and_wait(ONE)
    wait_for_reply(visitor, "Nothing is sent.")
    assert not switch.is_checked()
    visitor.draw_and_wait(SEVEN)
    assert sent == []
    switch.press("Space")
    choice(visitor, "7").wait_for()


def test_a_photo_leaves_the_browser_no_larger_than_it_is_kept(visit, folder):
    visitor = visit()
    visitor.page.evaluate(SHOW_A_PHOTO)
    sent, answer = tap(visitor, "1")
    assert len(sent["picture"]) < 20_000
    assert (
        visitor.page.evaluate(
            "async (url) => { const image = new Image(); image.src = url; await image.decode(); return image.width; }",
            sent["picture"],
        )
        == 280
    )
    assert kept_row(folder, answer["image"])["label"] == "1"


def test_when_the_server_does_not_answer_it_is_said_and_a_second_tap_may_work(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.page.route("**/component_server/", lambda route: route.fulfill(status=500, body="{}"))
    choice(visitor, "7").click()
    wait_for_reply(visitor, "That did not work.")
    assert visitor.page.locator(".choices [aria-pressed=true]").count() == 0
    visitor.page.unroute_all()
    tap(visitor, "7")
    wait_for_reply(visitor, "Saved as 7.")


def test_what_was_sent_can_be_taken_back_after_the_switch_was_turned_off(visit, folder):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    _, answer = tap(visitor, "7")
    wait_for_reply(visitor, "Saved as 7.")
    visitor.page.get_by_role("switch").press("Space")
    visitor.page.locator(".reply button").click()
    wait_for_reply(visitor, "Nothing is sent.")
    assert kept_row(folder, answer["image"]) is None
    assert visitor.page.locator(".reply button").is_hidden()
