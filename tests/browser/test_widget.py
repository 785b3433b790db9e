"""The web component in a bare page on another origin than its files: what works, and what it says where it does not."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from digit_recognizer.files import ASSETS
from tests.browser.conftest import ONE, SEVEN, Visit, place_on
from tests.browser.test_accessibility import AXE, violations
from tests.browser.test_pad import drag_finger
from tests.hosting import hosted, served_files

FAKE = Path(__file__).with_name("fake_recognizer.js").read_text(encoding="utf-8")
# Before the page's own scripts: what the fake engine is told, and every event that reaches the window.
WATCH = """
window.fake = { opened: [], loaded: [], read: [], engines: new Set(), gate: null, isNoDigit: false, isBlocked: false };
window.told = [];
for (const type of ['ready', 'answer', 'clear', 'error']) {
  addEventListener(type, ({ detail, target }) => detail !== undefined && told.push({ type, detail, id: target.id }));
}"""
BODY = """
<script type="module" src="FILES/widget/digit-pad.js"></script>
<main><h1>Host</h1>
<form id="form"><label for="first">Your digit</label>
<digit-pad id="first" name="digit" required second-model="lenet"></digit-pad><button>Send</button></form>
<div style="width: 240px"><digit-pad id="second" lang="ar" theme="dark" top-k="5" model="svm"></digit-pad></div>
</main>"""
ONE_PAD = '<script type="module" src="FILES/widget/digit-pad.js"></script><digit-pad id="first" ATTRIBUTES></digit-pad>'
STROKE = [{"points": [[60, 60], [200, 60], [120, 220]], "width": 18}]
# One text of all that a pad shows, its own shadow included.
SHOWN = "(id) => document.getElementById(id).shadowRoot.querySelector('.widget-side').innerText"
TONGUE = """(id) => {
  const { lang, dir } = document.getElementById(id).shadowRoot.querySelector('.widget');
  return [lang, dir];
}"""
BOXES = """(id) => [...document.getElementById(id).shadowRoot
  .querySelectorAll('.widget > *, .widget-side > *, .reading > *')]
  .map((part) => Object.values(part.getBoundingClientRect().toJSON()).join())"""


NOTHING = ("**/nothing", lambda route: None)
ENGINE = (
    "**/widget/recognizer.js",
    lambda route: route.fulfill(
        body=FAKE, content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"}
    ),
)


@dataclass
class Host(Visit):
    """A visitor of a page that holds pads of its own."""

    @property
    def pad(self):
        return self.canvas("first")

    def canvas(self, name: str):
        return self.page.locator(f"#{name} .pad-canvas")

    def draw_on_pad(self, name: str, *strokes) -> None:
        self.draw_on(self.canvas(name), *strokes)

    def run(self, script: str, value: Any = None) -> Any:
        return self.page.evaluate(script, value)

    def told(self, kind: str, name: str = "first") -> list[Any]:
        return [event["detail"] for event in self.run("told") if event["type"] == kind and event["id"] == name]

    def wait_for(self, kind: str, name: str = "first", condition: str = "true") -> Any:
        """Waits for an event of a pad whose detail meets the condition, and returns the last one's detail."""
        is_told = f"told.some(({{ type, id, detail }}) => type === '{kind}' && id === '{name}' && {condition})"
        self.page.wait_for_function(is_told)
        return self.told(kind, name)[-1]

    def start_anew(self) -> None:
        """Empties the pads and forgets what was told."""
        self.run("for (const pad of document.querySelectorAll('digit-pad')) { pad.clear(); pad.disabled = false; }")
        self.run("Object.assign(fake, { gate: null, isNoDigit: false }); told.length = 0;")


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    with served_files(ASSETS) as url:
        yield url


@pytest.fixture(scope="module")
def open_host(browser, files) -> Iterator[Callable[..., Host]]:
    """Opens a bare page that holds this body, on another origin than the component's files."""
    with ExitStack() as stack:

        def open_page(body: str = BODY, script: str = "", route: tuple[str, Any] = ENGINE, **options: Any) -> Host:
            context = browser.new_context(**{"viewport": {"width": 700, "height": 900}, "locale": "en-GB"} | options)
            stack.callback(context.close)
            context.set_default_timeout(15_000)
            context.add_init_script(WATCH + script)
            page = context.new_page()
            page.route(*route)
            host = Host(page)
            page.goto(stack.enter_context(hosted(body.replace("FILES", files))))
            page.wait_for_function("Boolean(customElements.get('digit-pad'))")
            return host

        yield open_page


@pytest.fixture(scope="module")
def shared_host(open_host) -> Host:
    """One page for all tests of what works, with a form and two pads, whose engine is a fake."""
    host = open_host()
    host.wait_for("ready", "first")
    host.wait_for("ready", "second")
    return host


@pytest.fixture
def host(shared_host) -> Host:
    shared_host.start_anew()
    return shared_host


def test_two_pads_tell_their_own_answers_and_share_one_engine(host, files):
    host.draw_on_pad("first", SEVEN)
    host.draw_on_pad("second", ONE, SEVEN)
    first = host.wait_for("answer", "first", "detail.isFinal")
    second = host.wait_for("answer", "second", "detail.label === 2 && detail.isFinal")
    assert (first["value"], first["model"], first["isDigit"], first["where"]) == ("1", "cnn", True, "browser")
    assert set(first["answers"]) == {"cnn", "lenet"}
    assert (second["value"], second["model"], len(second["confidences"])) == ("2", "svm", 5)
    assert host.run("fake.engines.size") == 1
    assert host.run("[first.value, first.isDigit, first.confidences[0].label]") == ["1", True, 1]
    assert host.run("first.strokes.length") == 1
    assert host.hosts == {files.removeprefix("http://"), host.page.url.split("/")[2]}
    assert host.complaints == []


def test_a_form_sends_the_digit_only_once_there_is_one(host):
    entries = "[...new FormData(form)].flat().join()"
    assert host.run("[form.checkValidity(), first.validity.valueMissing, " + entries + "]") == [False, True, "digit,"]
    host.run("(strokes) => { first.strokes = strokes; }", STROKE)
    host.wait_for("answer")
    assert host.run("[form.checkValidity(), " + entries + "]") == [True, "digit,1"]
    host.run("first.disabled = true")
    assert host.run(entries) == ""
    host.run("first.disabled = false; form.reset()")
    host.wait_for("clear")
    assert host.run("[first.value, first.strokes.length, form.checkValidity()]") == ["", 0, False]
    assert host.run("[form.elements.digit === first, first.labels[0].textContent]") == [True, "Your digit"]


def test_what_is_no_digit_is_no_valid_field(host):
    host.run("(strokes) => { fake.isNoDigit = true; first.strokes = strokes; }", STROKE)
    host.wait_for("answer")
    assert host.run("[first.isDigit, first.validity.badInput, first.validationMessage]") == [
        False,
        True,
        "Not a digit?",
    ]
    assert "Not a digit?" in host.run(SHOWN, "first")


def test_a_form_that_comes_back_has_its_drawing(host):
    host.run("(strokes) => { second.strokes = strokes; first.strokes = strokes; }", STROKE)
    host.wait_for("answer")
    host.wait_for("answer", "second")
    kept = host.run("first.strokes")
    host.run("first.clear()")
    packed = host.run(
        "(files) => import(files).then(({ pack }) => pack([{ points: [{x: 1, y: 2}], width: 18, erases: false }]))",
        host.run("document.querySelector('script[src]').src.replace('widget/digit-pad', 'page/strokes')"),
    )
    host.run("(state) => first.formStateRestoreCallback(state, 'restore')", packed)
    assert host.run("first.strokes") == [{"points": [[1, 2]], "width": 18, "erases": False}] != kept


def test_an_answer_to_an_older_drawing_is_neither_shown_nor_told(host):
    host.run("void (fake.gate = new Promise((open) => { fake.open = open; }))")
    host.draw_on_pad("first", ONE)
    host.page.wait_for_function("fake.read.at(-1) === 1")
    assert host.run("[first.value, first.validity.customError]") == ["", True]
    host.draw_on_pad("first", SEVEN)
    host.page.wait_for_function("fake.read.at(-1) === 2")
    host.run("fake.open()")
    host.wait_for("answer")
    assert {answer["label"] for answer in host.told("answer")} == {2}
    assert host.run(SHOWN, "first").count("2") >= 1
    host.run("first.clear()")
    assert "?" in host.run(SHOWN, "first")


def test_it_is_drawn_on_by_keyboard_and_says_the_answer(host):
    host.pad.focus()
    for key in (*["ArrowUp"] * 5, "Space", *["ArrowDown"] * 10, "Space"):
        host.page.keyboard.press(key)
    host.wait_for("answer", condition="detail.isFinal")
    status = host.page.locator("#first [role=status]")
    status.filter(has_text="CNN says 1, 90.0%. LENET says 1, 90.0%.").wait_for(state="attached")
    host.page.keyboard.press("Control+z")
    host.wait_for("clear")
    host.page.keyboard.press("Control+Shift+z")
    host.page.wait_for_function("first.strokes.length === 1")
    host.page.keyboard.press("Delete")
    host.page.wait_for_function("first.strokes.length === 0")


def test_a_finger_draws_and_does_not_scroll(host):
    host.canvas("second").scroll_into_view_if_needed()
    before = host.run("scrollY")
    drag_finger(host, *(place_on(host.canvas("second"), point) for point in ONE[::-1]))
    assert host.wait_for("answer", "second", "detail.isFinal")["value"] == "1"
    assert host.run("scrollY") == before


def test_nothing_moves_while_answers_change_and_240_pixels_are_enough(host):
    before = host.run(BOXES, "second")
    host.draw_on_pad("second", ONE)
    host.wait_for("answer", "second", "detail.isFinal")
    assert host.run(BOXES, "second") == before
    widths = host.run("[second.getBoundingClientRect().width, second.shadowRoot.querySelector('.widget').scrollWidth]")
    assert widths == [240, 240]
    small = """() => [...second.shadowRoot.querySelectorAll('button')].map((button) => button.getBoundingClientRect())
      .filter(({ width, height }) => Math.min(width, height) < 44).length"""
    assert host.run(small) == 0


def test_language_direction_and_colours_follow_attributes_and_the_page(host):
    assert [host.run(TONGUE, name) for name in ("first", "second")] == [["en", "ltr"], ["ar", "rtl"]]
    host.run("first.lang = 'fr'")
    assert host.run(TONGUE, "first") == ["fr", "ltr"]
    assert "Dessinez" in host.run("first.validationMessage")
    host.run("first.removeAttribute('lang')")
    colour = "(id) => getComputedStyle(document.getElementById(id).shadowRoot.querySelector('.pad-canvas')).color"
    light, dark = host.run(colour, "first"), host.run(colour, "second")
    assert (light, dark) == ("rgb(21, 23, 28)", "rgb(242, 243, 245)")
    host.run("document.documentElement.style.colorScheme = 'dark'")
    host.page.wait_for_function(f"({colour})('first') === 'rgb(242, 243, 245)'")
    host.run("document.documentElement.style.colorScheme = ''")
    host.page.add_style_tag(content="#second { --accent: rgb(1, 2, 3) } #second::part(digit) { color: var(--accent) }")
    digit = "getComputedStyle(second.shadowRoot.querySelector('.reading-digit')).color"
    host.page.wait_for_function(f"{digit} === 'rgb(1, 2, 3)'")


def test_what_attributes_ask_for_in_vain_is_said_and_the_default_answers(host):
    host.run("first.setAttribute('model', 'nonsense <img>'); first.setAttribute('top-k', '11');")
    faults = host.page.locator("#first .widget-faults li")
    faults.nth(2).wait_for()
    assert all(word in text for word, text in zip(("nonsense", "<img>", "11"), faults.all_inner_texts(), strict=True))
    host.run("first.removeAttribute('model'); first.removeAttribute('top-k');")
    faults.first.wait_for(state="detached")
    assert host.run("(() => { try { first.strokes = 7; } catch (error) { return error.message; } })()").startswith(
        "strokes must"
    )


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: run `make test` once")
@pytest.mark.parametrize("is_drawn", [False, True], ids=["empty", "drawn"])
def test_nobody_is_kept_out(host, is_drawn):
    host.run("document.querySelector('#second').parentNode.style.background = '#101216'")
    if is_drawn:
        host.run("(strokes) => { first.strokes = strokes; second.strokes = strokes; }", STROKE)
        host.wait_for("answer")
        host.wait_for("answer", "second")
        host.page.wait_for_function("document.getAnimations().length === 0")
    assert violations(host) == []


def test_without_web_assembly_it_says_so(open_host):
    host = open_host(ONE_PAD, "delete window.WebAssembly;")
    assert host.wait_for("error")["code"] == "no-webassembly"
    assert "does not run WebAssembly" in host.run(SHOWN, "first")
    assert host.complaints == []


def test_a_model_that_cannot_be_had_is_named_and_tried_again_with_the_next_drawing(open_host):
    host = open_host(ONE_PAD, "fake.isBlocked = true;")
    assert host.wait_for("error") == {"code": "model", "message": "cnn/model.onnx could not be fetched."}
    assert "could not be loaded" in host.run(SHOWN, "first")
    host.run("fake.isBlocked = false")
    host.draw_on_pad("first", SEVEN)
    assert host.wait_for("answer", condition="detail.isFinal")["value"] == "1"
    assert "could not" not in host.run(SHOWN, "first")


def test_the_real_models_read_on_without_any_request_and_without_a_network(open_host):
    host = open_host(ONE_PAD.replace("ATTRIBUTES", 'second-model="cnn"'), route=NOTHING)
    assert host.wait_for("ready")["models"] == ["cnn_tiny", "cnn"]
    host.page.context.set_offline(True)
    host.page.on("request", lambda request: host.complaints.append(request.url))
    host.draw_on_pad("first", SEVEN)
    answer = host.wait_for("answer", condition="detail.isFinal")
    assert [answer["answers"][name]["label"] for name in ("cnn", "cnn_tiny")] == [7, 7]
    assert (answer["value"], answer["isDigit"], answer["where"]) == ("7", True, "browser")
    host.draw_on_pad("first", ((0.05, 0.9), (0.15, 0.1), (0.25, 0.9), (0.35, 0.1), (0.45, 0.9), (0.9, 0.1)))
    host.wait_for("answer", condition="detail.isFinal && detail.isDigit === false")
    assert host.complaints == []


def test_the_engine_comes_while_the_scripts_that_use_it_are_on_their_way(open_host, files):
    host = open_host(ONE_PAD, route=("**/widget/recognizer.js", lambda route: None))
    fetched = "(address) => performance.getEntriesByName(address).some(({ responseEnd }) => responseEnd > 0)"
    pin = json.loads((ASSETS / "widget" / "engine.json").read_text(encoding="utf-8"))
    host.page.wait_for_function(fetched, arg=f"{files}/engine/{pin['wasm']}?{pin['version']}")
    assert host.told("ready") == []


def test_a_program_that_cannot_be_had_is_tried_again_with_the_next_drawing(open_host):
    host = open_host(ONE_PAD, route=(program := re.compile(r"\.wasm\?"), lambda route: route.abort()))
    fault = host.wait_for("error")
    assert fault["code"] == "engine"
    assert ".wasm?" in fault["message"]
    assert "could not be started" in fault["message"]
    host.page.unroute(program)
    host.draw_on_pad("first", SEVEN)
    assert host.wait_for("answer", condition="detail.isFinal")["value"] == "7"


def test_a_blocked_model_is_said_where_no_server_is_named(open_host):
    host = open_host(ONE_PAD, route=("**/*.onnx", lambda route: route.abort()))
    fault = host.wait_for("error")
    assert fault["code"] == "blocked"
    assert "model.onnx could not be fetched" in fault["message"]
    assert "could not be loaded" in host.run(SHOWN, "first")


def test_where_the_browser_cannot_read_a_server_does(open_host, server_url):
    body = ONE_PAD.replace(
        "ATTRIBUTES", f'src="/nowhere/" server="{server_url}" model="lenet" second-model="cnn" top-k="2"'
    )
    host = open_host(body, "delete window.WebAssembly;")
    host.draw_on_pad("first", SEVEN)
    answer = host.wait_for("answer", condition="detail.isFinal")
    assert (answer["value"], answer["where"], answer["model"]) == ("7", "server", "lenet")
    assert {name: len(each["confidences"]) for name, each in answer["answers"].items()} == {"lenet": 2, "cnn": 2}
    assert answer["answers"]["cnn"]["isDigit"] is True
    host.page.context.set_offline(True)
    host.draw_on_pad("first", ONE)
    assert host.wait_for("error")["code"] == "away"
    assert "not responding" in host.run(SHOWN, "first")
    host.page.context.set_offline(False)
    host.wait_for("answer", condition="detail.isFinal && told.at(-1).type === 'answer'")


def test_the_app_hands_out_all_that_it_takes(open_host, server_url):
    host = open_host(ONE_PAD.replace("FILES", server_url), route=NOTHING)
    host.draw_on_pad("first", SEVEN)
    answer = host.wait_for("answer", condition="detail.isFinal")
    assert (answer["value"], answer["isDigit"], answer["where"], answer["model"]) == ("7", True, "browser", "cnn_tiny")
    assert host.hosts == {server_url.removeprefix("http://"), host.page.url.split("/")[2]}
    assert host.calls == 0
    assert host.complaints == []


def test_the_hub_says_where_a_space_is(open_host):
    models = [{"name": "cnn", "title": "CNN", "is_default": True}]
    asked = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        reply = {"host": "https://somebody-digits.hf.space"} if "/api/spaces/" in asked[-1] else {"data": [models]}
        headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
        route.fulfill(headers=headers, body=json.dumps(reply), content_type="application/json")

    host = open_host(ONE_PAD.replace("ATTRIBUTES", 'server="somebody/digits"'), route=(re.compile("^https://"), answer))
    assert host.wait_for("ready") == {"where": "server", "models": ["cnn"]}
    assert asked[0] == "https://huggingface.co/api/spaces/somebody/digits/host"
    assert asked[-1] == "https://somebody-digits.hf.space/gradio_api/run/models"
