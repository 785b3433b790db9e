"""The web component in a bare page: what is drawn on it, told and sent, by everybody and in every language."""

from collections.abc import Callable, Iterator

import pytest

from tests.browser.conftest import ONE, SEVEN, place_on
from tests.browser.test_accessibility import AXE, violations
from tests.browser.test_pad import drag_finger
from tests.browser.widget_host import SHOWN, Host, hosts

STROKE = [{"points": [[60, 60], [200, 60], [120, 220]], "width": 18}]
TONGUE = """(id) => {
  const { lang, dir } = document.getElementById(id).shadowRoot.querySelector('.widget');
  return [lang, dir];
}"""
BOXES = """(id) => [...document.getElementById(id).shadowRoot
  .querySelectorAll('.widget > *, .widget-side > *, .reading > *')]
  .map((part) => Object.values(part.getBoundingClientRect().toJSON()).join())"""


@pytest.fixture(scope="module")
def open_host(browser) -> Iterator[Callable[..., Host]]:
    with hosts(browser) as open_page:
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


def test_two_pads_tell_their_own_answers_and_share_one_engine(host):
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
    assert host.hosts == {host.files.removeprefix("http://"), host.page.url.split("/")[2]}
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
