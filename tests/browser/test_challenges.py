"""Challenges are counted drawing by drawing, end, and leave a card; what was reached outlasts the visit."""

import pytest

from digit_recognizer.bundle.bundle import Bundle
from tests.browser.conftest import SEVEN

# Puts a drawing of one stroke on the pad and its answer beside it: `votes` names one digit for each model.
ANSWER = """([votes, isDigit, strokes]) => {
  const picture = `drawing ${Math.random()}`;
  const points = [{ x: 100, y: 60 }, { x: 160, y: 220 }];
  const stroke = { points, width: 18, erases: false };
  const models = [...document.querySelectorAll('.tile')].map((tile) => tile.dataset.model);
  const predictions = votes.map((digit, place) => ({
    model: models[place],
    probabilities: Array.from({ length: 10 }, (_, label) => Number(label === digit)),
    milliseconds: 0,
  }));
  digits.emit('drawn', { pad: 'draw', strokes: Array(strokes).fill(stroke), picture, how: 'drawn' });
  const value = { state: 'answers', is_digit: isDigit, predictions };
  digits.emit('answered', { way: 'draw', value, picture, isLast: true });
}"""
ALL = len(Bundle.open().manifest.models)


def answer(visitor, votes, is_digit=True, strokes=1):
    visitor.page.evaluate(ANSWER, [votes, is_digit, strokes])


def play(visitor, name):
    visitor.page.locator(f"[data-challenge={name}] .challenge-play").click()


def said(visitor):
    return visitor.page.locator(".challenge-said").inner_text()


@pytest.fixture(scope="module")
def split():
    """Every model's vote, for seven digits."""
    return [digit % 7 for digit in range(ALL)]


def test_each_challenge_counts_ends_and_leaves_a_card(visit, split):
    visitor = visit()
    bar = visitor.page.locator(".challenge-bar")
    answer(visitor, split)
    assert bar.is_hidden()
    play(visitor, "split")
    answer(visitor, [digit % 3 for digit in range(ALL)])
    assert said(visitor).endswith("Best: 3 of 7.")
    answer(visitor, split)
    assert "Solved" in said(visitor)
    bar.locator(".challenge-card").click()
    visitor.page.locator(".share-card[src]").wait_for()
    assert visitor.page.locator(".share-card").get_attribute("alt").startswith("✓ Split the jury")
    visitor.page.keyboard.press("Escape")
    bar.locator(".challenge-stop").click()
    play(visitor, "fool")
    answer(visitor, [3] * ALL, is_digit=True)
    assert said(visitor).endswith(f"Best: 0 of {ALL}.")
    answer(visitor, [3] * (ALL - 1) + [8], is_digit=False)
    assert said(visitor).endswith(f"Best: {ALL - 1} of {ALL}.")
    answer(visitor, [3] * ALL, is_digit=False)
    assert "Solved" in said(visitor)
    visitor.page.reload()
    solved = visitor.page.locator(".challenge[data-solved] .challenge-card:visible")
    solved.nth(1).wait_for()
    assert solved.count() == 2
    assert visitor.complaints == []


def test_every_digit_in_one_stroke_is_collected_once_and_only_by_hand(visit):
    visitor = visit()
    play(visitor, "stroke")
    visitor.page.locator(".pad-canvas:visible").wait_for()
    visitor.draw_and_wait(SEVEN)
    visitor.page.locator(".challenge-said", has_text="All agree on 7. Best: 1 of 10.").wait_for()
    answer(visitor, [7] * ALL)
    answer(visitor, [2] * ALL, strokes=2)
    answer(visitor, [2] * ALL, is_digit=False)
    assert said(visitor).endswith("Best: 1 of 10.")
    visitor.page.evaluate("digits.emit('load', { pad: 'draw', strokes: [{ points: [{ x: 9, y: 9 }], width: 9 }] })")
    answer(visitor, [3] * ALL)
    assert said(visitor).endswith("Best: 1 of 10.")
    visitor.page.locator("#draw-pad [data-action=clear]").click()
    for digit in range(10):
        answer(visitor, [digit] * ALL)
    assert "Solved" in said(visitor)
    visitor.page.locator(".challenge-bar .challenge-card").click()
    visitor.page.locator(".share-card[src]").wait_for()
    assert "Ten digits" in visitor.page.locator(".share-card").get_attribute("alt")
