"""The picture tab: files, paste, drop and camera; the found ink over the picture; cropping and turning."""

import base64
import io
import re

import numpy as np
import pytest
from PIL import Image

from tests.browser.conftest import SEVEN
from tests.chromium import ARGUMENTS, chromium_binary
from tests.pictures import SEVEN_HEIC, as_png, blank_png, draw_digit

LOOKS, LOOK_MS = 300, 100
TOUCH_TARGET = 44  # px
ROTATED_BY_CAMERA = 6  # EXIF: to be turned a quarter to the right
SEND_FILE = """([kind, event, name, type, content]) => {
  const files = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  if (content) files.items.add(new File([bytes], name, { type }));
  const key = kind === 'ClipboardEvent' ? 'clipboardData' : 'dataTransfer';
  document.body.dispatchEvent(new window[kind](event, { [key]: files, bubbles: true, cancelable: true }));
}"""


def two_digits():
    """A 3 on the left and a larger 7 on the right, with blank paper between them, uint8 [300, 600, 3]."""
    sheet = np.full((300, 600, 3), 255, np.uint8)
    sheet[60:200, 20:160] = draw_digit("3")[::2, ::2]
    sheet[10:290, 310:590] = draw_digit("7")
    return sheet


def as_jpeg(pixels, **options):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=92, **options)
    return file.getvalue()


def open_tab(visitor):
    visitor.page.get_by_role("tab", name="Picture").click()
    visitor.page.locator("#picture .picture-surface").wait_for()


def show(visitor, content, name="digit.png", kind="image/png"):
    """Puts a file into the picture tab."""
    file = {"name": name, "mimeType": kind, "buffer": content}
    visitor.page.locator("#picture input[type=file]").set_input_files(file)


def hand_over(visitor, how, event, content=b"", kind="image/png"):
    """Pastes or drops a file, or nothing."""
    encoded = base64.b64encode(content).decode()
    visitor.page.evaluate(SEND_FILE, [how, event, "digit", kind, encoded])


def wait_for_ink(visitor):
    visitor.page.locator("#picture .picture-found").wait_for()


def wait_for_note(visitor, words):
    visitor.page.locator("#picture :is(.picture-note, .picture-fault)", has_text=words).wait_for()


def press(visitor, action):
    visitor.page.locator(f"#picture [data-action={action}]").click()


def last_sent(visitor):
    """The last picture that was sent, once it has been answered."""
    visitor.wait_until_answered()
    header, _, content = visitor.page.evaluate("watched.answered").partition(",")
    with Image.open(io.BytesIO(base64.b64decode(content))) as picture:
        return header, np.asarray(picture.convert("RGB"))


def last_sent_in_size(visitor, width, height):
    """The last picture that was sent, once it has this size: what keys change is read on the way there, too."""
    # A page waits for no promise: `wait_for_function` takes one for true, so that nothing here may need `Image.decode`.
    for _ in range(LOOKS):
        _, sent = last_sent(visitor)
        if sent.shape[:2] == (height, width):
            return sent
        visitor.page.wait_for_timeout(LOOK_MS)
    raise AssertionError(f"{width} x {height} px were to be sent, and the last were {sent.shape[1]} x {sent.shape[0]}")


def test_a_file_is_read_and_its_ink_shown_over_it(visit):
    visitor = visit()
    open_tab(visitor)
    show(visitor, as_png(two_digits()))
    visitor.wait_for_digit(7)
    wait_for_ink(visitor)
    _, sent = last_sent(visitor)
    np.testing.assert_array_equal(sent, two_digits())
    surface = visitor.page.locator(".picture-surface").bounding_box()
    found = visitor.page.locator(".picture-found").bounding_box()
    assert found["width"] == pytest.approx(surface["width"], abs=1)
    assert found["height"] == pytest.approx(surface["width"] / 2, abs=1)
    mask = visitor.page.locator(".picture-found").evaluate("(found) => getComputedStyle(found).maskImage")
    content = re.search(r"base64,([^\"]+)", mask)[1]
    with Image.open(io.BytesIO(base64.b64decode(content))) as picture:
        ink = np.asarray(picture)[..., 1] > 128
    assert not ink[:, : ink.shape[1] // 3].any(), "the 3 was not read"
    assert ink[:, ink.shape[1] // 2 :].any()
    wait_for_note(visitor, "The tinted ink was read")
    assert visitor.complaints == []


def test_the_tab_in_front_decides_what_is_shown(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    open_tab(visitor)
    visitor.wait_for_state("idle")
    show(visitor, as_png(draw_digit("3")))
    visitor.wait_for_digit(3)
    visitor.page.get_by_role("tab", name="Draw").click()
    visitor.wait_for_digit(7)
    open_tab(visitor)
    visitor.wait_for_digit(3)
    wait_for_ink(visitor)
    press(visitor, "remove")
    visitor.wait_for_state("idle")
    assert visitor.page.get_by_role("button", name="Choose a picture").is_visible()


def test_a_picture_pasted_or_dropped_on_any_tab_is_shown_on_its_own(visit):
    visitor = visit()
    hand_over(visitor, "ClipboardEvent", "paste", as_png(draw_digit("3")))
    visitor.wait_for_digit(3)
    assert visitor.page.get_by_role("tab", name="Picture").get_attribute("aria-selected") == "true"
    visitor.page.get_by_role("tab", name="Number").click()
    hand_over(visitor, "DragEvent", "drop", as_png(draw_digit("7")))
    visitor.wait_for_digit(7)
    assert visitor.page.get_by_role("tab", name="Picture").get_attribute("aria-selected") == "true"
    hand_over(visitor, "ClipboardEvent", "paste")
    wait_for_note(visitor, "no picture on the clipboard")
    visitor.wait_for_digit(7)


def test_the_paste_button_reads_the_clipboard(visit):
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    open_tab(visitor)
    visitor.page.evaluate(
        """async (content) => {
          const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
          const item = new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) });
          await navigator.clipboard.write([item]);
        }""",
        base64.b64encode(as_png(draw_digit("3"))).decode(),
    )
    press(visitor, "paste")
    visitor.wait_for_digit(3)


@pytest.mark.parametrize(
    ("content", "kind", "words"),
    [
        (as_png(draw_digit("3"))[:400], "image/png", "cannot be opened"),
        (b"no picture at all", "text/plain", "not a picture"),
    ],
    ids=["damaged", "text"],
)
def test_a_bad_file_is_explained_in_a_sentence(visit, content, kind, words):
    visitor = visit()
    open_tab(visitor)
    before = visitor.calls
    show(visitor, content, kind=kind)
    wait_for_note(visitor, words)
    assert visitor.calls == before, "nothing was sent"
    fault = visitor.page.locator(".picture-start .picture-fault")
    assert fault.get_attribute("role") == "alert"
    red, green, blue = map(int, re.findall(r"\d+", fault.evaluate("(fault) => getComputedStyle(fault).color"))[:3])
    assert red > 2 * max(green, blue), "it looks like an error, beside the buttons"
    show(visitor, blank_png(60, 60))
    visitor.wait_for_state("blank")
    wait_for_note(visitor, "No writing was found here")
    assert visitor.page.locator(".picture-found").is_hidden()


def test_a_file_over_the_limit_is_not_opened(visit):
    visitor = visit()
    open_tab(visitor)
    visitor.page.evaluate(
        """() => {
          const files = new DataTransfer();
          files.items.add(new File([new ArrayBuffer(20 * 2 ** 20 + 1)], 'large.png', { type: 'image/png' }));
          document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }));
        }"""
    )
    wait_for_note(visitor, "larger than 20 MB")


def test_a_photo_that_the_camera_laid_on_its_side_is_upright(visit):
    visitor = visit()
    open_tab(visitor)
    exif = Image.Exif()
    exif[0x0112] = ROTATED_BY_CAMERA
    wide = np.full((280, 420, 3), 255, np.uint8)
    wide[:, 70:350] = draw_digit("7")
    show(visitor, as_jpeg(np.rot90(wide), exif=exif), kind="image/jpeg")
    visitor.wait_for_digit(7)
    header, sent = last_sent(visitor)
    assert header.startswith("data:image/jpeg")
    assert np.abs(sent.astype(int) - wide).mean() < 3


def test_cropping_by_hand_changes_the_answer_with_one_request(visit):
    visitor = visit(width=390)
    open_tab(visitor)
    show(visitor, as_png(two_digits()))
    visitor.wait_for_digit(7)
    press(visitor, "crop")
    for corner in visitor.page.locator(".picture-crop [data-corner]").all():
        box = corner.bounding_box()
        assert min(box["width"], box["height"]) >= TOUCH_TARGET
    frame = visitor.page.locator(".picture-frame").bounding_box()
    corner = visitor.page.locator("[data-corner='2 3']").bounding_box()
    calls = visitor.calls
    middle = corner["x"] + corner["width"] / 2
    beside = middle - (frame["x"] + frame["width"])  # where the hand holds the corner, it keeps holding it
    visitor.page.mouse.move(middle, corner["y"] + corner["height"] / 2)
    visitor.page.mouse.down()
    visitor.page.mouse.move(frame["x"] + 0.4 * frame["width"] + beside, frame["y"] + frame["height"], steps=12)
    visitor.page.mouse.up()
    visitor.wait_for_digit(3)
    assert visitor.calls == calls + 1
    _, sent = last_sent(visitor)
    assert sent.shape[0] == pytest.approx(300, abs=3)
    assert sent.shape[1] == pytest.approx(240, abs=12)
    press(visitor, "reset")
    visitor.wait_for_digit(7)
    assert visitor.page.locator("[data-action=reset]").is_disabled()
    assert visitor.complaints == []


def test_cropping_with_the_keyboard(visit):
    visitor = visit()
    open_tab(visitor)
    show(visitor, as_png(two_digits()))
    visitor.wait_for_digit(7)
    press(visitor, "crop")
    for key in ["Shift+ArrowLeft"] * 26 + ["Shift+ArrowUp"] * 10 + ["ArrowRight"] * 60 + ["ArrowLeft"] * 40:
        visitor.page.keyboard.press(key)
    visitor.wait_for_digit(3)
    # 26 steps narrower and 10 lower, then from the right end back by more than there is room.
    sent = last_sent_in_size(visitor, 288, 240)
    np.testing.assert_array_equal(sent, two_digits()[:240, :288])
    visitor.page.keyboard.press("Escape")
    assert visitor.page.locator(".picture-crop").is_hidden()
    found = visitor.page.locator(".picture-found").bounding_box()
    surface = visitor.page.locator(".picture-surface").bounding_box()
    assert found["width"] == pytest.approx(surface["width"], abs=1), "the cropped part fills the surface"


def test_turning_by_quarters_and_by_degrees(visit):
    visitor = visit()
    open_tab(visitor)
    sheet = np.full((560, 840, 3), 255, np.uint8)
    sheet[140:420, 280:560] = draw_digit("7")
    show(visitor, as_png(np.rot90(sheet)))
    wait_for_ink(visitor)
    press(visitor, "turn")
    visitor.wait_for_digit(7)
    _, sent = last_sent(visitor)
    np.testing.assert_array_equal(sent, sheet)
    wait_for_ink(visitor)
    visitor.page.locator("#picture input[type=range]").fill("20")
    assert visitor.page.locator(".picture-found").is_hidden(), "the ink found before no longer lies over it"
    wait_for_ink(visitor)
    _, tilted = last_sent(visitor)
    assert tilted.shape[1] / tilted.shape[0] == pytest.approx(1.5, abs=0.02)
    assert tilted.shape[1] < 840
    visitor.page.locator("#picture [data-action=reset]").click()
    press(visitor, "turn")
    visitor.page.locator("#picture [data-action=crop]").click()
    for key in ["Shift+ArrowLeft"] * 5 + ["Shift+ArrowUp"] * 10 + ["Enter"]:
        visitor.page.keyboard.press(key)
    # Each key takes 2 %; a quarter turn keeps what was cut out.
    last_sent_in_size(visitor, 756, 448)
    press(visitor, "turn")
    last_sent_in_size(visitor, 448, 756)
    edge = np.concatenate([tilted[0], tilted[-1], tilted[:, 0], tilted[:, -1]])
    assert edge.min() > 250, "only the photo itself is sent, nothing from beyond its edges"


def test_the_camera_that_may_not_be_used_is_explained(visit):
    visitor = visit(width=390)
    open_tab(visitor)
    for error, words in (("NotAllowedError", "access was refused"), ("NotFoundError", "No camera was found")):
        visitor.page.evaluate(
            "(name) => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', name); }; }",
            error,
        )
        press(visitor, "camera")
        wait_for_note(visitor, words)
        assert visitor.page.locator("#picture video").is_hidden()


@pytest.fixture
def with_camera(browser, server_url):
    """Opens the page in a browser that has a camera, which shows a moving picture."""
    flags = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    chromium = browser.browser_type.launch(executable_path=chromium_binary(), args=[*ARGUMENTS, *flags])
    page = chromium.new_page()
    page.set_default_timeout(15_000)
    page.goto(server_url)
    page.get_by_role("tab", name="Picture").click()
    yield page
    chromium.close()


def test_a_picture_is_taken_and_the_camera_stops(with_camera):
    page = with_camera
    page.get_by_role("button", name="Use the camera").click()
    page.wait_for_function("document.querySelector('#picture video').videoWidth > 0")
    page.evaluate("window.track = document.querySelector('#picture video').srcObject.getTracks()[0]")
    page.get_by_role("button", name="Take picture").click()
    page.locator("#picture .picture[data-state=photo]").wait_for()
    assert page.evaluate("track.readyState") == "ended"
    page.wait_for_selector(".answers:not([data-state=idle])")
    page.locator("#picture [data-action=remove]").click()
    page.get_by_role("button", name="Use the camera").click()
    page.wait_for_function("document.querySelector('#picture video').videoWidth > 0")
    page.evaluate("window.track = document.querySelector('#picture video').srcObject.getTracks()[0]")
    page.get_by_role("tab", name="Draw").click()
    assert page.evaluate("track.readyState") == "ended"
    page.get_by_role("tab", name="Picture").click()
    assert page.get_by_role("button", name="Use the camera").is_visible()


def test_pictures_to_try_are_read(visit):
    visitor = visit()
    open_tab(visitor)
    visitor.page.get_by_role("button", name="A 9 on a blackboard").click()
    visitor.wait_for_digit(9)
    press(visitor, "remove")
    visitor.page.get_by_role("button", name="A 7 on lined paper").click()
    visitor.wait_for_digit(7)
    assert visitor.complaints == []


def test_a_photo_that_browsers_do_not_read_is_shown_and_read(visit):
    visitor = visit()
    open_tab(visitor)
    show(visitor, SEVEN_HEIC.read_bytes(), "IMG_0001.HEIC", "image/heic")
    visitor.page.locator(".tile-vote", has_text="7").first.wait_for()
