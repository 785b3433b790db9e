"""The pad at /embed, in a frame of a page on another origin."""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import quote

import pytest
from PIL import Image

from tests.browser.conftest import SEVEN, Visit
from tests.hosting import hosted

GROUND = (10, 120, 30)
# HOST in a frame's address is replaced by the origin of the page around it.
HOST_BODY = """
<style>
:root { color-scheme: SCHEME }
body { margin: 0; background: rgb(10, 120, 30) }
iframe { display: block; width: 100%; height: 600px; border: 0 }
</style>
<body>
<script>
window.told = [];
addEventListener('message', ({ origin, data }) => told.push({ origin, data }));
const frame = document.createElement('iframe');
Object.assign(frame, FRAME);
frame.src = frame.src.replace('HOST', encodeURIComponent(location.origin));
document.body.append(frame);
</script>"""
PARTS = (".pad-surface", ".pad-tools", ".reading-digit", ".reading-bars", ".widget-note", ".embed-foot")
HEARS = "() => { window.heard = new Promise((done) => addEventListener('message', () => setTimeout(done))); }"


class Host(Visit):
    """A visitor of a page that frames the widget."""

    @property
    def widget(self):
        return self.page.frames[1]

    def locator(self, selector: str):
        return self.page.frame_locator("iframe").locator(selector)

    @property
    def pad(self):
        return self.locator(".pad-canvas")

    def wait_for_digit(self, digit: str) -> None:  # the widget has one answer
        self.locator(f".reading-digit:has-text('{digit}')").wait_for()

    def draw_and_wait(self, *strokes) -> None:
        self.draw(*strokes)
        self.wait_for_digit("7")

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.page.evaluate("told") if message["data"]["type"] == kind]

    def wait_until_told(self, condition: str) -> None:
        self.page.wait_for_function(f"told.some(({{ data }}) => {condition})")

    def say(self, message: dict[str, str]) -> None:
        """Posts a message into the frame, and waits until it has been heard there."""
        self.widget.evaluate(HEARS)
        self.page.evaluate("(message) => frames[0].postMessage(message, '*')", message)
        self.widget.evaluate("heard")

    def boxes(self) -> list[dict[str, float]]:
        return [self.locator(part).bounding_box() for part in PARTS]


@pytest.fixture
def frame(browser, server_url: str) -> Iterator[Callable[..., Host]]:
    """Opens a page of another origin and site that frames the pad: frame("k=5", width, scheme, referrer).

    The server answers, unless `engine` says otherwise.
    """
    with ExitStack() as stack:

        def open_host(
            query: str = "", width: int = 400, scheme: str = "normal", referrer: str = "origin", engine: str = "server"
        ) -> Host:
            context = browser.new_context(viewport={"width": width, "height": 600}, locale="en-GB")
            stack.callback(context.close)
            context.set_default_timeout(15_000)
            host = Host(context.new_page())
            options = json.dumps({"referrerPolicy": referrer, "src": f"{server_url}/embed?engine={engine}&{query}"})
            body = HOST_BODY.replace("SCHEME", scheme).replace("FRAME", options)
            host.page.goto(stack.enter_context(hosted(body)))
            host.locator(".pad-canvas").wait_for()
            return host

        yield open_host


def test_the_page_around_it_is_told_each_answer(frame, server_url):
    host = frame()
    host.draw_and_wait(SEVEN)
    host.wait_until_told("data.label === '7'")
    told = host.told("digit-answer")[-1]
    answer = told["data"]
    confidences = answer.pop("confidences")
    probability = answer.pop("digit_probability")
    assert told["origin"] == server_url
    assert answer == {"type": "digit-answer", "version": 1, "model": "cnn", "label": "7", "is_digit": True}
    assert [set(item) for item in confidences] == [{"label", "confidence"}] * 3
    assert confidences[0]["label"] == "7"
    assert 0.5 < confidences[0]["confidence"] <= 1
    assert 0.5 < probability <= 1
    assert host.hosts == {server_url.removeprefix("http://"), host.page.url.split("/")[2]}
    assert host.complaints == []


def test_a_frame_as_high_as_it_asks_for_shows_all_of_it(frame):
    host = frame(width=320)
    host.wait_until_told("data.type === 'digit-size'")
    [size] = [message["data"] for message in host.told("digit-size")]
    assert size == {"type": "digit-size", "version": 1, "height": size["height"]}
    host.page.evaluate("(height) => { document.querySelector('iframe').style.height = `${height}px`; }", size["height"])
    host.widget.wait_for_function("(height) => innerHeight === height", arg=size["height"])
    assert host.widget.evaluate("document.documentElement.scrollHeight") == size["height"]
    assert host.locator(".pad-surface").bounding_box()["width"] == 320 - 2 * 8
    assert len(host.told("digit-size")) == 1


@pytest.mark.parametrize(
    ("query", "referrer"),
    [("origin=https://example.com", "origin"), ("origin=*", "origin"), ("", "no-referrer")],
    ids=["another page", "everyone", "unknown"],
)
def test_a_page_that_is_not_the_named_one_is_told_nothing_and_obeyed_in_nothing(frame, query, referrer):
    host = frame(query, referrer=referrer)
    host.draw_and_wait(SEVEN)
    host.say({"type": "digit-clear"})
    assert host.locator(".reading-digit").inner_text() == "7"
    assert host.page.evaluate("told") == []


def test_the_page_named_by_origin_is_told_though_it_sends_no_referrer(frame):
    host = frame("origin=HOST", referrer="no-referrer")
    host.draw_and_wait(SEVEN)
    host.wait_until_told("data.label === '7'")


def test_the_page_around_it_clears_the_pad_and_chooses_the_theme(frame):
    host = frame("theme=light")
    host.draw_and_wait(SEVEN)
    host.say({"type": "digit-clear"})
    host.wait_for_digit("?")
    host.wait_until_told("data.label === null")
    cleared = {"confidences": [], "is_digit": None, "digit_probability": None}
    assert host.told("digit-answer")[-1]["data"].items() >= cleared.items()
    assert host.locator(".pad[data-inked]").count() == 0
    light = host.locator(".widget-note").evaluate("(note) => getComputedStyle(note).color")
    host.say({"type": "digit-theme", "theme": "dark"})
    assert host.locator(".widget-note").evaluate("(note) => getComputedStyle(note).color") != light
    assert host.widget.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    host.say({"type": "digit-theme", "theme": "purple"})
    assert host.widget.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_ground_of_the_page_around_it_shines_through(frame, theme):
    host = frame(f"theme={theme}", scheme=theme)
    host.draw_and_wait(SEVEN)
    with Image.open(io.BytesIO(host.page.screenshot())) as picture:
        pixels = picture.convert("RGB")
        note = host.locator(".widget-note").bounding_box()
        paper = host.place((0.1, 0.5))
        assert pixels.getpixel((2, 2)) == GROUND
        assert pixels.getpixel((int(note["x"] + 100), int(note["y"] + 20))) == GROUND
        assert (sum(pixels.getpixel(tuple(map(int, paper)))) > 600) == (theme == "light")


@pytest.mark.parametrize(("width", "is_beside"), [(320, False), (700, True)])
def test_it_fits_and_nothing_moves_while_answers_change(frame, width, is_beside):
    host = frame("k=5", width=width)
    before = host.boxes()
    host.draw_and_wait(SEVEN)
    assert host.boxes() == before
    surface, digit = before[0], before[2]
    assert (digit["x"] > surface["x"] + surface["width"]) == is_beside
    assert host.widget.evaluate("document.documentElement.scrollWidth") <= width
    for button in host.locator("button, a").all():
        assert button.bounding_box()["height"] >= 44


def test_model_count_and_language_by_address(frame):
    host = frame("model=decision_tree&k=2&lang=en")
    host.draw_and_wait(SEVEN)
    host.wait_until_told("data.label === '7' && data.model === 'decision_tree' && data.confidences.length === 2")
    assert host.locator(".reading-bars li").count() == 2
    assert host.locator(".reading-model").inner_text() == "Decision tree"
    assert host.locator(".embed-faults").is_hidden()


def test_what_the_address_asks_for_in_vain_is_said_and_never_run(frame):
    hostile = quote("<img src=x onerror=alert(1)>", safe="")
    host = frame(f"model={hostile}&k=11&theme=purple&lang=constructor&origin=file%3A%2F%2Fx")
    faults = host.locator(".embed-faults li").all_inner_texts()
    assert len(faults) == 5
    assert "<img src=x onerror=alert(1)>" in faults[0]
    assert all(word in fault for word, fault in zip(("11", "purple", "constructor", "file:"), faults[1:], strict=True))
    assert host.locator("img").count() == 0
    host.draw_and_wait(SEVEN)
    assert host.locator(".reading-bars li").count() == 3
    assert host.complaints == []


def test_a_dot_is_ink_and_no_failure(frame):
    host = frame()
    host.page.mouse.click(*host.place((0.5, 0.5)))
    host.locator(".widget-note:has-text('Not a digit?')").wait_for()
    assert host.complaints == []


def test_the_keyboard_draws_and_the_answer_is_announced(frame):
    host = frame()
    host.locator(".pad-canvas").focus()
    for key in (*["ArrowUp"] * 11, "Space", *["ArrowDown"] * 22, "Space"):
        host.page.keyboard.press(key)
    host.wait_for_digit("1")
    host.locator("[role=status]:has-text('Read as 1')").wait_for(state="attached")


def test_it_says_that_the_server_is_gone_and_goes_on_when_it_is_back(frame):
    host = frame()
    host.page.context.set_offline(True)
    host.draw(SEVEN)
    host.locator(".widget-note:has-text('is not responding')").wait_for()
    host.page.context.set_offline(False)
    host.wait_for_digit("7")
    assert host.locator(".widget-note").inner_text() == ""


def test_the_drawing_goes_along_to_the_page_that_compares_all_models(frame):
    host = frame("model=lenet&lang=sv")
    host.draw_and_wait(SEVEN)
    with host.page.context.expect_page() as opened:
        host.locator(".embed-link").click()
    page = opened.value
    page.locator(".answers[data-state=answers]").wait_for(state="attached")
    assert page.locator(".reading-digit").first.text_content().strip() == "7"
    assert page.locator("[data-slot='0'] select").input_value() == "lenet"
    assert page.locator("html").get_attribute("lang") == "sv"


def test_an_answer_steps_back_as_soon_as_it_is_none_to_what_is_drawn(frame):
    host = frame()
    host.draw_and_wait(SEVEN)
    host.page.route("**/predict_batch", lambda route: None)
    host.draw(SEVEN[:2])
    host.locator(".widget[data-freshness=old]").wait_for()
    host.locator(".widget-note:has-text('longer than usual')").wait_for()


def test_where_no_server_answers_the_browser_does_and_needs_nobody_then(frame):
    host = frame(engine="")
    host.page.route("**/gradio_api/**", lambda route: route.abort())
    host.draw_and_wait(SEVEN)
    host.locator(".widget-made:has-text('in your browser')").wait_for()
    host.page.context.set_offline(True)
    host.say({"type": "digit-clear"})
    host.wait_for_digit("?")
    host.draw_and_wait(SEVEN)
    answers = [message["data"] for message in host.told("digit-answer")]
    assert [answers[-1][name] for name in ("model", "label", "is_digit")] == ["cnn", "7", True]
    assert [words for words in host.complaints if not words.startswith("Failed to load resource")] == []
