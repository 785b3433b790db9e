"""Why a drawing is read as it is: shown on the drawing itself, and tried out on it."""

import pytest

from tests.browser.conftest import SEVEN
from tests.pictures import as_png, draw_digit

# Where a canvas is coloured, in shares of the surface around it: left, top, right, bottom; and the least and most blue
# beyond red.
COLOURED = """(canvas) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  const [places, tints] = [[], []];
  for (let index = 0; index < width * height; index += 1) {
    if (data[index * 4 + 3] < 128) continue;
    places.push([index % width, Math.floor(index / width)]);
    tints.push(data[index * 4 + 2] - data[index * 4]);
  }
  const [across, down] = [0, 1].map((side) => places.map((place) => place[side]).sort((a, b) => a - b));
  const box = [across[0] / width, down[0] / height, across.at(-1) / width, down.at(-1) / height];
  return { box, least: Math.min(...tints), most: Math.max(...tints) };
}"""


def layer(visitor, way="draw"):
    return visitor.page.locator(f"#{way}-{'pad' if way == 'draw' else 'panel'} .why-layer")


def part(visitor, way="draw"):
    return visitor.page.locator(f"#{way}-why")


def switch_on(visitor, way="draw"):
    visitor.page.locator(f"#{way}-panel .why-switch").click()


def put(visitor, example):
    visitor.page.locator(f"#draw-shelf button[aria-label='{example}']").click()


def undo(visitor):
    visitor.page.locator("#draw-pad [data-action=undo]").click()


def count_questions(visitor):
    """Has every question to the server counted by what it asks."""
    asked = []
    visitor.page.on(
        "request",
        lambda request: "/component_server" in request.url and asked.append(request.post_data_json["fn_name"]),
    )
    return asked


def test_the_switch_lays_the_reasons_over_the_drawing_and_takes_them_away(visit):
    visitor = visit()
    asked = count_questions(visitor)
    visitor.draw_and_wait(SEVEN)
    assert layer(visitor).count() == 0
    assert "explain" not in asked
    switch_on(visitor)
    visitor.wait_for_explanation()
    assert "for 7" in layer(visitor).get_attribute("aria-label")
    assert part(visitor).locator(".why-for").inner_text() == "counts for 7"
    shown = layer(visitor).locator("canvas").evaluate(COLOURED)
    ink = visitor.pad.evaluate(COLOURED)
    assert shown["box"] == pytest.approx(ink["box"], abs=0.01)
    assert shown["most"] > 60
    switch_on(visitor)
    layer(visitor).wait_for(state="hidden")
    assert part(visitor).locator(".why-panel").is_hidden()
    assert visitor.complaints == []


def test_reasons_never_outlive_the_drawing_they_are_about(visit):
    visitor = visit()
    switch_on(visitor)
    visitor.draw(SEVEN)
    visitor.wait_for_explanation()
    visitor.page.mouse.move(*visitor.place((0.3, 0.6)))
    visitor.page.mouse.down()
    assert layer(visitor).is_hidden()
    visitor.page.mouse.move(*visitor.place((0.6, 0.6)), steps=3)
    visitor.page.mouse.up()
    visitor.wait_for_explanation()
    assert layer(visitor).is_visible()
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    assert layer(visitor).is_hidden()
    assert part(visitor).locator(".why-tries").is_hidden()


def test_ink_that_is_rubbed_out_flips_the_answer_and_comes_back(visit):
    visitor = visit()
    switch_on(visitor)
    put(visitor, "Curly 9")
    visitor.wait_for_explanation()
    assert part(visitor).locator(".why-tip").inner_text() == "Without the marked ink the answer would be 3."
    assert layer(visitor).locator(".why-mark[data-kind=erase]").count() == 1
    before = visitor.canvas_url()
    part(visitor).locator("[data-action=tip]").click()
    visitor.wait_for_digit(3)
    assert visitor.canvas_url() != before
    undo(visitor)
    visitor.wait_for_digit(9)
    assert visitor.canvas_url() == before


def test_strokes_make_it_a_four_and_one_undo_takes_them_back(visit):
    visitor = visit()
    switch_on(visitor)
    put(visitor, "Curly 9")
    visitor.wait_for_explanation()
    part(visitor).locator("select").select_option("4")
    button = part(visitor).locator("[data-action=turn]")
    assert button.inner_text() == "What would make it 4?"
    button.click()
    visitor.wait_for_digit(4)
    assert part(visitor).locator(".why-note").inner_text() == "This is enough for 4. Undo takes it back."
    visitor.wait_for_explanation()
    assert "4" not in part(visitor).locator("option").all_inner_texts()
    undo(visitor)
    visitor.wait_for_digit(9)
    assert part(visitor).locator(".why-note").inner_text() == ""


def test_each_kind_of_model_shows_what_it_goes_by(visit):
    visitor = visit()
    switch_on(visitor)
    put(visitor, "Crossed 7")
    for model, kind in {"decision_tree": "path", "knn": "neighbours", "linear_classifier": "weights"}.items():
        visitor.page.evaluate("(name) => digits.emit('choose-model', name)", model)
        part(visitor).locator(f".why-evidence[data-kind={kind}]").wait_for()
        steps, pictures = part(visitor).locator(".why-steps li"), part(visitor).locator(".why-pictures canvas")
        assert layer(visitor).locator(".why-pixel").count() == steps.count()
        assert steps.count() > 5 if kind == "path" else pictures.count() == {"neighbours": 3, "weights": 1}[kind]
        if kind == "path":
            surface, pixel = (item.bounding_box() for item in (layer(visitor), layer(visitor).locator("rect").first))
            assert pixel["width"] == pytest.approx(surface["width"] / 28, rel=0.4)
    visitor.page.evaluate("digits.emit('choose-model', 'svm')")
    visitor.page.wait_for_selector("#draw-why .why-evidence", state="hidden")
    visitor.wait_for_explanation()


def test_reasons_lie_over_a_picture_too_and_turn_with_it(visit):
    visitor = visit()
    visitor.page.locator("#picture-tab").click()
    file = {"name": "seven.png", "mimeType": "image/png", "buffer": as_png(draw_digit("7"))}
    visitor.page.locator("#picture input[type=file]").set_input_files(file)
    switch_on(visitor, "picture")
    visitor.page.wait_for_selector("#picture-why .why[data-explained]")
    over, found = (
        visitor.page.locator(f"#picture-panel {name}").bounding_box() for name in (".why-layer", ".picture-found")
    )
    assert over == pytest.approx(found, abs=1)
    rows, columns = (draw_digit("7")[..., 0] < 128).nonzero()
    ink = [columns.min() / 280, rows.min() / 280, columns.max() / 280, rows.max() / 280]
    shown = layer(visitor, "picture").locator("canvas").evaluate(COLOURED)
    assert shown["box"] == pytest.approx(ink, abs=0.03)
    assert part(visitor, "picture").locator(".why-tries").is_hidden()
    visitor.page.locator("#picture [data-action=turn]").click()
    assert layer(visitor, "picture").is_hidden()


def test_where_colours_are_forced_ink_against_the_answer_is_striped(visit):
    tints = {}
    for forced in ("none", "active"):
        visitor = visit(forced_colors=forced)
        switch_on(visitor)
        put(visitor, "Curly 9")
        visitor.page.evaluate("digits.emit('choose-model', 'logistic_regression')")
        visitor.wait_for_explanation()
        tints[forced] = layer(visitor).locator("canvas").evaluate("(canvas) => canvas.toDataURL()")
    assert tints["none"] != tints["active"]


@pytest.mark.parametrize("locale", ["en-GB", "ar"])
def test_a_phone_shows_all_of_it_within_its_width(visit, locale):
    visitor = visit(width=390, touch=True, locale=locale)
    switch_on(visitor)
    put_first = visitor.page.locator("#draw-shelf .shelf-strip li button").first
    put_first.click()
    visitor.wait_for_explanation()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
    for control in part(visitor).locator("button:visible, select:visible").all():
        assert control.bounding_box()["height"] >= 44
