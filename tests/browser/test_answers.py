"""The comparison of two models, and who is who: what is shown, what can be chosen, and that nothing moves."""

from itertools import pairwise

import pytest

from tests.browser.conftest import ONE, SEVEN

WHERE_THINGS_ARE = (
    ".models li, .headline, .tile, .chances, .in-focus, .reading, .reading-digit, .bars, .pad-canvas, .shelf-strip"
)
PLACES = f"() => [...document.querySelectorAll('{WHERE_THINGS_ARE}')].map((part) => {{" + (
    "const { x, y, width, height } = part.getBoundingClientRect(); return [part.className, x, y, width, height]; })"
)

CUT_NAMES = """() => {
  const named = document.querySelector(".reading .named");
  const [name, select] = named.children;
  return [...select.options].map((option) => {
    select.value = option.value;
    select.dispatchEvent(new Event("change"));
    const isWhole = name.scrollWidth <= name.clientWidth && name.clientHeight <= named.clientHeight;
    return isWhole && name.textContent === option.textContent ? "" : option.textContent;
  }).filter(Boolean);
}"""


def shown_models(visitor):
    return visitor.page.locator(".models .model").evaluate_all("rows => rows.map((row) => row.dataset.model)")


def select_in(visitor, slot):
    return visitor.page.locator(f".reading[data-slot='{slot}'] select")


def bars_in(visitor, slot):
    return visitor.page.locator(f".reading[data-slot='{slot}'] .bars li").evaluate_all(
        "bars => bars.map((bar) => [bar.querySelector('b').textContent, bar.lastChild.textContent])"
    )


def test_every_model_answers_with_its_time(visit, recognizer):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    assert sorted(shown_models(visitor)) == sorted(info.name for info in recognizer.models)
    digits = visitor.page.locator(".models .digit").all_inner_texts()
    assert digits[0] == "7"
    assert set(digits) <= set("0123456789")
    assert all(text.endswith(" ms") for text in visitor.page.locator(".models .time").all_inner_texts())
    assert all(text.endswith("%") for text in visitor.page.locator(".models .number").all_inner_texts())


def test_measured_figures_are_the_manifests_never_rounded_up(visit, recognizer):
    visitor = visit()
    for info in recognizer.models:
        accuracy = info.metrics["sets"]["mnist_test"]["accuracy"]
        shown = visitor.page.locator(f".models li[data-model={info.name}] .measured").inner_text()
        assert f"{int(accuracy * 1000) / 10:.1f}% on MNIST" in shown


def test_no_answer_is_shown_as_certain(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    numbers = [number for _, number in bars_in(visitor, 0)] + visitor.page.locator(".models .number").all_inner_texts()
    assert "100.0%" not in numbers


@pytest.mark.parametrize("slot", [0, 1])
def test_choosing_a_model_shows_its_answer_at_once(visit, slot):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    calls = visitor.calls
    first = bars_in(visitor, slot)
    select_in(visitor, slot).select_option("logistic_regression")
    assert bars_in(visitor, slot) != first
    row = visitor.page.locator(".models li[data-model=logistic_regression]")
    assert bars_in(visitor, slot)[0] == [row.locator(".digit").inner_text(), row.locator(".number").inner_text()]
    assert visitor.calls == calls


def test_a_click_on_a_models_name_shows_it_large(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.page.locator(".models li[data-model=decision_tree] .name").click()
    assert select_in(visitor, 0).input_value() == "decision_tree"


def test_models_are_sorted_by_accuracy_on_drawings_or_by_family(visit, recognizer):
    visitor = visit()
    accuracy = {info.name: info.metrics["sets"]["pen_strokes_heldout"]["accuracy"] for info in recognizer.models}
    assert shown_models(visitor) == sorted(accuracy, key=lambda name: -accuracy[name])
    visitor.page.locator("[data-order=family]").click()
    family = {info.name: info.family for info in recognizer.models}
    families = [family[name] for name in shown_models(visitor)]
    assert len(visitor.page.locator(".models .family").all()) == len(set(families))
    assert [now for before, now in pairwise(["", *families]) if now != before] == list(dict.fromkeys(families))


def test_the_range_changes_how_many_answers_are_shown_without_a_request(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    calls = visitor.calls
    assert [len(bars_in(visitor, slot)) for slot in (0, 1)] == [3, 3]
    for count in (1, 10):
        visitor.page.locator(".top-k input").fill(str(count))
        assert [len(bars_in(visitor, slot)) for slot in (0, 1)] == [count, count]
        assert visitor.page.locator(".top-k output").inner_text() == str(count)
    # What would be 0.0% fills no row.
    shown = [(digit, share) for digit, share in bars_in(visitor, 0) if digit]
    assert shown[0][0] == "7"
    assert len(shown) < 10
    assert "0.0%" not in {share for _, share in bars_in(visitor, 0) + bars_in(visitor, 1)}
    assert visitor.calls == calls


def test_swap_exchanges_the_two_models(visit):
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    before = [(select_in(visitor, slot).input_value(), bars_in(visitor, slot)) for slot in (0, 1)]
    assert before[0][0] != before[1][0]
    visitor.page.locator(".swap").click()
    after = [(select_in(visitor, slot).input_value(), bars_in(visitor, slot)) for slot in (0, 1)]
    assert after == before[::-1]


def test_names_of_compared_models_are_whole_on_the_smallest_phone(visit):
    assert visit(width=320).page.evaluate(CUT_NAMES) == []


def test_what_the_models_see_is_painted(visit):
    visitor = visit()
    brightest = (
        "() => { const c = document.querySelector('.seen canvas');"
        "return Math.max(...c.getContext('2d').getImageData(0, 0, 28, 28).data.filter((_, i) => i % 4 < 3)); }"
    )
    assert visitor.page.evaluate(brightest) == 0
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    assert visitor.page.evaluate(brightest) == 255


@pytest.mark.parametrize("width", [390, 1400])
def test_nothing_moves_when_answers_come_change_and_go(visit, width):
    visitor = visit(width=width)
    before = visitor.page.evaluate(PLACES)
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_digit(7)
    assert visitor.page.evaluate(PLACES) == before
    visitor.draw_and_wait(ONE, ((0.1, 0.6), (0.9, 0.6)))
    assert visitor.page.evaluate(PLACES) == before
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.wait_for_state("idle")
    assert visitor.page.evaluate(PLACES) == before
