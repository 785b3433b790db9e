"""What the room Practise asks, and what it tells of what was written."""

import json
import math
import unicodedata

import pytest

from digit_recognizer.files import ASSETS
from digit_recognizer.interface.text import load_locales
from tests.conftest import REPOSITORY

MODELS = json.loads((ASSETS / "practise" / "digits.json").read_text(encoding="utf-8"))
STYLES = [(script, style) for script, model in MODELS.items() for style in model.get("traditions", ["plain"])]
WAYS = ("as_shown", "shaky", "from_the_end", "half", "last_stroke_first", "last_stroke_missing", "scribbled")
SAME_FROM_EITHER_END = {
    *(("arabic", 1), ("arabic", 7), ("arabic", 8)),
    *(("persian", 1), ("persian", 7), ("persian", 8)),
    *(("bengali", 3), ("bengali", 5)),
}
A_DOT = {("arabic", 0), ("persian", 0)}
UNREAD = {"isBlank": False, "isDigit": True, "confidences": [{"label": 1, "confidence": 0.9}]}


def reading(*confidences: tuple[int, float], is_digit: bool | None = True) -> dict:
    given = [{"label": label, "confidence": confidence} for label, confidence in confidences]
    return {"isBlank": False, "isDigit": is_digit, "confidences": given}


VERDICTS = {
    "right": ((7, "as_shown", reading((7, 0.9)), UNREAD), {"kind": "right", "read": 7}),
    "begun below": ((1, "from_the_end", reading((1, 0.9)), UNREAD), {"kind": "right", "hint": "from_top"}),
    "hardly": ((7, "as_shown", reading((7, 0.45), (1, 0.4)), UNREAD), {"kind": "almost", "confidence": 0.45}),
    "maybe": ((7, "as_shown", reading((1, 0.6), (7, 0.3)), UNREAD), {"kind": "almost", "read": 1, "hint": "how_7"}),
    "doubtful": ((7, "as_shown", reading((7, 0.9), is_digit=False), UNREAD), {"kind": "unclear"}),
    "another": ((7, "as_shown", reading((1, 0.95), (7, 0.02)), UNREAD), {"kind": "other", "read": 1, "hint": "how_7"}),
    "open": ((0, "half", reading((6, 0.95), (0, 0.02)), UNREAD), {"kind": "other", "hint": "close"}),
    "mirrored": ((3, "mirrored", reading((8, 0.7), (3, 0.25)), reading((3, 0.97))), {"kind": "mirrored"}),
    "mirrored, read": ((6, "mirrored", reading((6, 0.5), (2, 0.4)), reading((6, 0.97))), {"kind": "mirrored"}),
    "not mirrored": ((6, "as_shown", reading((6, 0.5), (2, 0.4)), reading((6, 0.97))), {"kind": "almost"}),
    "a scribble": ((7, "scribbled", reading((8, 0.9), (7, 0.3), is_digit=False), UNREAD), {"kind": "none"}),
    "surely a scribble": ((8, "scribbled", reading((8, 0.99), is_digit=False), UNREAD), {"kind": "unclear"}),
    "nothing": ((7, "as_shown", reading() | {"isBlank": True}, UNREAD), {"kind": "blank"}),
}
TASKS = {
    "weak digits come more often": (("free", 0, 9, [9], 8, 0.75), 9),
    "others as often as they are": (("free", 0, 9, [], 8, 0.75), 6),
    "no number twice": (("free", 0, 1, [], 1, 0.99), 0),
}
CHOICES = {
    ("trace", 0, 100): (0, 9),
    ("hundred", 0, 9): (10, 100),
    ("hundred", 0, 20): (10, 20),
    ("count", 0, 9): (1, 9),
    ("sums", 0, 100): (0, 20),
    ("next", 5, 9): (5, 9),
}


@pytest.fixture(scope="module")
def outcome(in_node):
    tracings = [
        {"digit": digit, "script": script, "style": style, "way": way}
        for way in WAYS
        for script, style in STYLES
        for digit in range(10)
    ]
    verdicts = [dict(zip(("digit", "way", "reading", "flipped"), asked, strict=True)) for asked, _ in VERDICTS.values()]
    tasks = [
        {"choice": {"level": level, "from": first, "to": last}, "weak": weak, "last": before, "seed": seed}
        for (level, first, last, weak, before, seed), _ in TASKS.values()
    ]
    choices = [{"level": level, "from": first, "to": last} for level, first, last in CHOICES]
    models = tracings[: 10 * len(STYLES)]
    job = {"tracings": tracings, "verdicts": verdicts, "tasks": tasks, "choices": choices, "models": models}
    answers = in_node("practise.mjs", job)
    names = [(asked["way"], asked["script"], asked["style"], asked["digit"]) for asked in tracings]
    return answers | {"tracings": dict(zip(names, answers["tracings"], strict=True))}


def told_of(outcome, way):
    return {name[1:]: told for name, told in outcome["tracings"].items() if name[0] == way}


@pytest.mark.parametrize("way", ["as_shown", "shaky"])
def test_every_model_that_is_traced_counts_though_the_hand_shakes(outcome, way):
    told = told_of(outcome, way)
    assert len(told) == 10 * len(STYLES)
    assert not {name: each for name, each in told.items() if not each["isTraced"] or not each["isInOrder"]}


def test_a_scribble_or_half_a_digit_is_never_a_tracing(outcome):
    told = {**told_of(outcome, "scribbled"), **told_of(outcome, "half")}
    assert not {name: each for name, each in told.items() if each["isTraced"] and (name[0], name[2]) not in A_DOT}


def test_a_digit_that_is_written_from_its_end_is_seen_to_be(outcome):
    either = {name for name, each in told_of(outcome, "from_the_end").items() if each["isInOrder"]}
    # What is the same from both ends tells nothing: a circle that is closed is told by its pace alone.
    assert {(script, digit) for script, _, digit in either} - A_DOT == SAME_FROM_EITHER_END


def test_strokes_count_in_their_order_and_only_when_all_are_there(outcome):
    assert not {name for name, each in told_of(outcome, "last_stroke_missing").items() if each["isTraced"]}
    strokes = [len(marks["model"]) for marks in outcome["marks"]]
    swapped = told_of(outcome, "last_stroke_first")
    several = [each for count, each in zip(strokes, swapped.values(), strict=True) if count > 1]
    assert len(several) > len(MODELS)
    assert not [each for each in several if each["isInOrder"]]


def test_every_script_has_ten_digits_of_its_own_and_a_name_in_the_docs():
    docs = (REPOSITORY / "docs" / "practise.md").read_text(encoding="utf-8")
    for script, model in MODELS.items():
        assert [unicodedata.digit(sign) for sign in model["digits"]] == list(range(10))
        assert f"`{script}`" in docs
        assert all(sign in docs for sign in model["reversible"])


def test_the_numbers_of_strokes_hide_neither_each_other_nor_what_is_to_be_traced(outcome):
    assert len(outcome["marks"]) == 10 * len(STYLES)
    for marks in outcome["marks"]:
        assert len(marks["numbers"]) == len(marks["model"])
        radius, dots = marks["radius"], [place for stroke in marks["model"] for place in stroke]
        for number, stroke in zip(marks["numbers"], marks["model"], strict=True):
            others = [math.dist(number, other) for other in marks["numbers"] if other is not number]
            assert min(others, default=math.inf) > 2 * radius, marks
            # A dot of the model is 7 wide; the number stands by the first of its own.
            assert min(math.dist(number, dot) for dot in dots) > radius + 3.5, marks
            assert math.dist(number, stroke[0]) <= 40
            assert all(radius <= value <= 280 - radius for value in number)


@pytest.mark.parametrize("name", VERDICTS)
def test_the_answer_is_of_use(outcome, name):
    verdict = outcome["verdicts"][list(VERDICTS).index(name)]
    assert verdict.items() >= VERDICTS[name][1].items(), verdict


def test_only_what_is_surely_right_counts(outcome):
    right = {name for name, verdict in zip(VERDICTS, outcome["verdicts"], strict=True) if verdict["kind"] == "right"}
    assert right == {"right", "begun below"}


def test_digits_that_went_wrong_come_more_often(outcome):
    assert [task["answer"] for task in outcome["tasks"]] == [answer for _, answer in TASKS.values()]


def test_a_level_asks_for_numbers_that_it_can_ask_for(outcome):
    assert [(numbers[0], numbers[-1]) for numbers in outcome["numbers"]] == list(CHOICES.values())


def test_every_hint_has_a_text(outcome):
    hints = {f"practise_{verdict['hint']}" for verdict in outcome["verdicts"] if "hint" in verdict}
    assert hints <= set(load_locales()["en"])


def test_the_docs_state_the_figures_that_the_page_does():
    rules = json.loads((ASSETS / "practise" / "rules.json").read_text(encoding="utf-8"))
    docs = (REPOSITORY / "docs" / "practise.md").read_text(encoding="utf-8")
    assert f"**{rules['accept']:g}**" in docs
    for name, share in rules["figures"].items():
        [row] = [line for line in docs.splitlines() if line.startswith(f"| {name} |")]
        assert f" {share:.2%} " in row
