"""The visitor's own browser answers what is drawn: as the server does, without asking it, and not where it cannot."""

import base64

import numpy as np
import pytest

from tests.browser.conftest import ONE, SEVEN
from tests.widget.drawings import A_TAP, BLANK, TWO_DIGITS, WITH_POINT, single_digits

OPENED = "digits.local.open('')"
ANSWERS = """async (drawings) => {
  await digits.local.open('');
  const found = [];
  for (const { width, height, strokes } of drawings) {
    const drawn = strokes.map((stroke) => ({ ...stroke, points: stroke.points.map(([x, y]) => ({ x, y })) }));
    const picture = digits.strokes.asPng(drawn, width, height);
    found.push({ picture, value: await digits.local.answer({ picture, strokes: drawn }) });
  }
  return found;
}"""
PENS = """async ({ width, height, strokes }) => {
  const { paint } = await import('/widget/painting.js');
  const { paintByHand } = await import('/widget/brush.js');
  const { newPlane } = await import('/widget/plane.js');
  const byHand = newPlane(width, height);
  paintByHand(byHand, strokes, 1);
  const onCanvas = paint({ width, height, strokes }).data;
  return byHand.data.reduce((sum, level, at) => sum + Math.abs(level - onCanvas[at]), 0) / onCanvas.length;
}"""
FEW_GIGABYTES = "Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 1, configurable: true });"
SAVING = (
    "Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }), configurable: true });"
)
NO_ENGINE = "delete window.WebAssembly;"


def focus_says(visitor):
    return visitor.page.locator(".in-focus-says")


def test_the_server_answers_first_and_then_the_browser_without_any_request(visit):
    visitor = visit(engine="")
    visitor.draw_and_wait(SEVEN)
    assert visitor.calls > 0
    visitor.page.evaluate(OPENED)
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.wait_for_state("idle")
    visitor.page.context.set_offline(True)
    calls, asked = visitor.calls, []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.draw(ONE)
    visitor.wait_for_digit(1)
    focus_says(visitor).filter(has_text="in your browser, ").wait_for()
    visitor.page.wait_for_selector(".gradio-container[data-freshness=fresh]")
    assert all(text.endswith(" ms") for text in visitor.page.locator(".models .time").all_inner_texts())
    visitor.page.locator("#draw-panel .why-switch").click()
    visitor.wait_for_explanation()
    assert (visitor.calls, asked) == (calls, [])
    assert visitor.complaints == []


def test_every_model_answers_what_the_server_answers_to_what_the_pad_sends(visit, recognizer):
    page = visit().page
    drawings = single_digits()
    same, near = [], []
    for item in page.evaluate(ANSWERS, drawings):
        picture, value = base64.b64decode(item["picture"].partition(",")[2]), item["value"]
        digit = recognizer.find_digit(picture)
        predictions = recognizer.compare_found(digit, 10)
        image = np.frombuffer(base64.b64decode(value["image28"]), np.uint8).reshape(28, 28)
        assert (value["state"], value["is_digit"]) == ("answers", predictions[0].is_digit)
        if not predictions[0].is_digit:
            continue  # the server then tries whether the paper is the ink, as in photos
        assert np.abs(image.astype(int) - digit.image28).mean() <= 8
        assert [each["model"] for each in value["predictions"]] == [each.model for each in predictions]
        for found, prediction in zip(value["predictions"], predictions, strict=True):
            wanted = [item.confidence for item in sorted(prediction.confidences, key=lambda item: item.label)]
            same.append(int(np.argmax(found["probabilities"])) == prediction.label)
            near.append(np.abs(np.subtract(found["probabilities"], wanted)).max() <= 0.02)
            assert found["milliseconds"] >= 0
    assert np.mean(same) >= 0.999
    assert np.mean(near) >= 0.99
    special = page.evaluate(ANSWERS, [BLANK, A_TAP, TWO_DIGITS, WITH_POINT])
    assert [item["value"]["state"] for item in special] == ["blank", "answers", "answers", "answers"]
    assert [item["value"]["is_digit"] for item in special[2:]] == [False, False]
    assert max(page.evaluate(PENS, drawing) for drawing in drawings[:5]) <= 0.5, "our own pen paints otherwise"


@pytest.mark.parametrize("script", [NO_ENGINE, SAVING, FEW_GIGABYTES], ids=["no engine", "data saver", "little memory"])
def test_where_the_browser_cannot_or_should_not_the_server_goes_on(visit, script):
    visitor = visit(engine="")
    visitor.page.context.add_init_script(script)
    visitor.page.reload()
    visitor.pad.wait_for()
    for strokes in (SEVEN, ONE):
        visitor.draw_and_wait(strokes)
    assert visitor.page.workers == []
    assert "on the server, " in focus_says(visitor).inner_text()
    assert visitor.complaints == []


def test_a_model_that_is_damaged_leaves_the_answers_to_the_server(visit):
    visitor = visit(engine="")
    visitor.page.context.route("**/models/models/lenet/model.onnx", lambda route: route.fulfill(body=b"damaged"))
    visitor.draw_and_wait(SEVEN)
    told = visitor.page.evaluate(f"{OPENED}.catch(({{ message }}) => message)")
    assert "lenet/model.onnx is not the file that the manifest names" in told
    calls = visitor.calls
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.wait_for_state("idle")
    visitor.draw_and_wait(ONE)
    visitor.wait_for_digit(1)
    assert visitor.calls > calls
    assert visitor.complaints == []


def test_models_that_were_fetched_once_are_kept_by_the_browser(visit):
    visitor = visit(engine="browser")
    visitor.page.evaluate(OPENED)
    visitor.draw(SEVEN)
    visitor.wait_for_digit(7)
    visitor.page.context.route("**/*.onnx", lambda route: route.abort())
    visitor.page.reload()
    visitor.pad.wait_for()
    visitor.page.evaluate(OPENED)
    assert visitor.calls == 0
    assert visitor.complaints == []
