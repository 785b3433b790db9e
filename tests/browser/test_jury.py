"""The vote of all models beside the pad: a headline, a tile each, and ten bars for the model in focus."""

from tests.browser.conftest import ONE, SEVEN

HEADLINES = """(cases) => cases.map(([locale, votes]) => {
  digits.setLocale(locale);
  const share = (digit) => Array.from({ length: 10 }, (_, place) => (place === digit ? 0.9 : 0.01));
  const predictions = votes.map((digit, place) => ({ model: `m${place}`, probabilities: share(digit) }));
  return digits.votes.sentence(digits.votes.count(predictions));
})"""
SENTENCES = {
    ("en", (0,) * 20): "All 20 say 0",
    ("en", (0,)): "The only model says 0",
    ("en", (0,) * 19 + (4,)): "19 of 20 say 0; 1 says 4",
    ("en", (0,) * 12 + (4,) * 8): "12 of 20 say 0; 8 say 4",
    ("en", (4,) * 10 + (0,) * 10): "It is a tie; 10 say 0, 10 say 4",
    ("en", (0,) * 9 + (4,) * 5 + (6,) * 3 + (8, 9, 1)): "9 of 20 say 0; 5 say 4, 3 say 6, 3 others",
    ("fr", (0,) * 19 + (4,)): "19 sur 20 disent 0\N{NO-BREAK SPACE}; 1 dit 4",
    ("sv", (0,) * 19 + (4,)): "19 av 20 säger 0; 1 säger 4",
    ("no", (4,) * 10 + (0,) * 10): "Det står likt; 10 sier 0, 10 sier 4",
    ("ar", (0,) * 18 + (4,) * 2): "18 من 20 تقول 0؛ 2 يقولان 4",
}
TILES = "() => [...document.querySelectorAll('.tile')].map((tile) => ({ ...tile.dataset, vote: tile.innerText }))"


def tile(visitor, model):
    return visitor.page.locator(f".tile[data-model={model}]")


def chances(visitor):
    return visitor.page.locator(".chance").evaluate_all(
        "bars => bars.map((bar) => Number(bar.style.getPropertyValue('--share')))"
    )


def disagree(visitor, **votes):
    """Has the server say from now on what models answer, whatever is drawn: {model: digit}; the rest, 7."""

    def answer_instead(route):
        answer = route.fetch()
        content = answer.json()
        for prediction in content.get("predictions", []):
            digit = votes.get(prediction["model"], 7)
            prediction["probabilities"] = [0.91 if place == digit else 0.01 for place in range(10)]
        route.fulfill(response=answer, json=content)

    visitor.page.unroute_all()
    visitor.page.route("**/component_server/**", answer_instead)


def test_the_vote_is_put_into_words_for_every_count_in_every_language(visit):
    said = visit().page.evaluate(HEADLINES, list(SENTENCES))
    assert dict(zip(SENTENCES, said, strict=True)) == SENTENCES


def test_every_model_has_its_tile_best_first_and_differs_in_colour_and_shape(visit, recognizer):
    visitor = visit()
    accuracy = {info.name: info.metrics["sets"]["pen_strokes_heldout"]["accuracy"] for info in recognizer.models}
    order = sorted(accuracy, key=lambda name: -accuracy[name])
    before = visitor.page.evaluate(TILES)
    assert [seat["model"] for seat in before] == order
    assert all("%" in seat["vote"] for seat in before)
    disagree(visitor, knn=1, svm=1)
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_summary(f"{len(order) - 2} of {len(order)} say 7; 2 say 1")
    after = visitor.page.evaluate(TILES)
    assert [seat["model"] for seat in after] == order
    assert {seat["model"] for seat in after if seat["stand"] == "differs"} == {"knn", "svm"}
    assert tile(visitor, "knn").get_attribute("title").startswith("k nearest neighbours differs: 1")
    style = "(tile) => [getComputedStyle(tile).clipPath, getComputedStyle(tile.querySelector('.tile-vote')).color]"
    (shape, colour), (other_shape, other_colour) = (tile(visitor, name).evaluate(style) for name in ("knn", "cnn"))
    assert shape != other_shape == "none"
    assert colour != other_colour


def test_the_headline_follows_the_vote_not_the_model_in_focus(visit, recognizer):
    visitor, count = visit(), len(recognizer.models)
    disagree(visitor, decision_tree=4)
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_summary(f"{count - 1} of {count} say 7; 1 says 4")
    calls = visitor.calls
    tile(visitor, "decision_tree").click()
    assert tile(visitor, "decision_tree").get_attribute("aria-pressed") == "true"
    assert visitor.page.locator(".tile[aria-pressed=true]").count() == 1
    assert visitor.page.locator(".headline").text_content() == f"{count - 1} of {count} say 7; 1 says 4"
    assert visitor.page.locator(".in-focus-name").inner_text() == "Decision tree"
    assert chances(visitor) == [0.91 if digit == 4 else 0.01 for digit in range(10)]
    assert visitor.page.locator(".chance[data-best]").inner_text().split() == ["91.0%", "4"]
    assert visitor.page.locator(".reading[data-slot='0'] select").input_value() == "decision_tree"
    assert visitor.calls == calls


def test_the_wall_is_one_tab_stop_and_arrow_keys_move_the_focus(visit, recognizer):
    visitor, last = visit(), len(recognizer.models) - 1
    tiles = visitor.page.locator(".tile")
    focused = "() => [...document.querySelectorAll('.tile')].indexOf(document.activeElement)"
    assert visitor.page.locator(".tile[tabindex='0']").count() == 1
    tiles.first.focus()
    for key, place in (("ArrowDown", 5), ("ArrowRight", 6), ("ArrowUp", 1), ("End", last), ("Home", 0)):
        visitor.page.keyboard.press(key)
        assert visitor.page.evaluate(focused) == place
        assert tiles.nth(place).get_attribute("aria-pressed") == "true"
    assert visitor.page.locator(".tile[tabindex='0']").count() == 1


def test_answers_are_announced_when_the_pen_rests_and_when_the_pad_is_cleared(visit, recognizer):
    title = next(info.title for info in recognizer.models if info.name == recognizer.default_model)
    visitor = visit()
    visitor.draw_and_wait(SEVEN)
    status = visitor.page.locator(".jury [role=status]")
    visitor.page.wait_for_function("document.querySelector('.jury [role=status]').textContent.includes('says 7')")
    assert status.inner_text().startswith(f"{title} says 7, ")
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    visitor.page.wait_for_function("!document.querySelector('.jury [role=status]').textContent.includes('says 7')")
    ready = f"{len(recognizer.models)} models are ready. How often each was right so far:"
    assert status.inner_text() == ready


def judge(visitor, is_digit):
    """Has the server say from now on whether drawings are digits, whatever the weights judge."""

    def answer_instead(route):
        answer = route.fetch()
        content = answer.json()
        if content["state"] == "answers":
            content["is_digit"] = is_digit
        route.fulfill(response=answer, json=content)

    visitor.page.unroute_all(behavior="wait")
    visitor.page.route("**/component_server/**", answer_instead)


def test_what_may_be_no_digit_is_said_first_and_the_vote_after_it(visit):
    visitor = visit()
    judge(visitor, False)
    visitor.draw_and_wait(SEVEN)
    visitor.wait_for_summary("Not a digit?")
    assert "say 7" in visitor.page.locator(".headline-rest").inner_text()
    judge(visitor, None)
    visitor.draw_and_wait(ONE)
    visitor.page.locator(".headline-lead", has_text="say").wait_for()
    assert visitor.complaints == []


def test_doubt_is_announced_too(visit):
    visitor = visit()
    judge(visitor, False)
    visitor.draw_and_wait(SEVEN)
    visitor.page.wait_for_function("document.querySelector('.jury [role=status]').textContent.includes('says 7')")
    assert visitor.page.locator(".jury [role=status]").inner_text().startswith("Not a digit? ")
    judge(visitor, True)
    visitor.draw_and_wait(ONE)
    visitor.page.wait_for_function("!document.querySelector('.jury [role=status]').textContent.includes('Not a')")
