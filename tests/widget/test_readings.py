"""Drawings are read in the browser's modules as in Python: the same image, and the same answers of every model."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import Any

import numpy as np
import pytest

from digit_recognizer.errors import NoInkError
from digit_recognizer.image.normalization import normalize_drawing
from tests.widget import drawings
from tests.widget.conftest import bytes_of, picture_of

MANY, AT_ONCE = 2000, 250  # one list of all would be long
SPECIAL = {
    name: getattr(drawings, name)
    for name in (
        *("TWO_DIGITS", "WITH_POINT", "QUESTION_MARK", "EXCLAMATION_MARK", "DOTTED_ZERO", "IN_A_FRAME"),
        *("FROM_EDGE_TO_EDGE", "A_TAP", "ERASED", "BLANK", "LARGE"),
    )
}


@dataclass(frozen=True)
class Read:
    """One drawing as the browser read it: ink uint8 [h, w], and the reading with its image uint8 [28, 28]."""

    levels: np.ndarray
    reading: dict[str, Any]

    @property
    def image(self) -> np.ndarray:
        return bytes_of(self.reading["image"]).reshape(28, 28)


@pytest.fixture(scope="module")
def read(in_node, address, recognizer) -> dict[str, Read]:
    """Every drawing by its name, read by every model."""
    jobs = {f"digit {index}": drawing for index, drawing in enumerate(drawings.single_digits())} | SPECIAL
    models = [info.name for info in recognizer.models]
    answer = in_node("widget.mjs", {"drawings": list(jobs.values()), "models": models}, address)
    assert [model["name"] for model in answer["models"]] == models
    found = {}
    for (name, drawing), item in zip(jobs.items(), answer["readings"], strict=True):
        side = min(1024, drawing["width"])
        found[name] = Read(bytes_of(item["levels"]).reshape(side, side), item["reading"])
    return found


@pytest.fixture(scope="module")
def digits(read) -> dict[str, Read]:
    return {name: item for name, item in read.items() if name.startswith("digit")}


def test_both_make_the_same_image(read):
    for name, item in read.items():
        if item.reading["isBlank"]:
            with pytest.raises(NoInkError):
                normalize_drawing(picture_of(item.levels))
            continue
        wanted = normalize_drawing(picture_of(item.levels))
        difference = np.abs(item.image.astype(int) - wanted)
        assert difference.mean() <= 1, f"{name}: {difference.mean():.2f} levels, up to {difference.max()}"
    assert [name for name, item in read.items() if item.reading["isBlank"]] == ["ERASED", "BLANK"]


def many_digits() -> Iterator[drawings.Drawing]:
    """Yields drawings without end, each digit by many brushes, at many places and sizes."""
    return chain.from_iterable(map(drawings.single_digits, count(100)))


@pytest.mark.full
def test_both_make_the_same_image_of_two_thousand_drawings(in_node, address, recognizer):
    same = []
    many = many_digits()
    for _ in range(MANY // AT_ONCE):
        job = {"drawings": list(islice(many, AT_ONCE)), "models": ["cnn"]}
        found = in_node("widget.mjs", job, address)["readings"]
        for item in found:
            picture = picture_of(bytes_of(item["levels"]).reshape(drawings.SIDE, drawings.SIDE))
            image = bytes_of(item["reading"]["image"]).reshape(28, 28)
            digit = recognizer.find_digit(picture)
            assert np.abs(image.astype(int) - digit.image28).mean() <= 8
            label = int(recognizer.predict_proba(digit.image28[np.newaxis], "cnn").argmax())
            same.append(item["reading"]["answers"]["cnn"]["label"] == label)
    assert len(same) == MANY
    assert np.mean(same) >= 0.999


def test_every_model_answers_alike(digits, recognizer):
    same, near = [], []
    for item in digits.values():
        for prediction in recognizer.compare(picture_of(item.levels), 10):
            answer = item.reading["answers"][prediction.model]
            assert answer["confidences"][0]["label"] == answer["label"]
            same.append(answer["label"] == prediction.label)
            wanted = {row.label: row.confidence for row in prediction.confidences}
            near.append(max(abs(row["confidence"] - wanted[row["label"]]) for row in answer["confidences"]) <= 0.02)
    assert np.mean(same) >= 0.999
    assert np.mean(near) >= 0.99


@pytest.mark.parametrize(
    ("name", "is_digit"),
    [
        ("TWO_DIGITS", False),
        ("WITH_POINT", False),
        ("QUESTION_MARK", False),
        ("EXCLAMATION_MARK", False),
        ("DOTTED_ZERO", None),
        ("IN_A_FRAME", None),
        ("LARGE", True),
    ],
)
def test_both_say_whether_it_is_one_digit(read, recognizer, name, is_digit):
    [answer, *others] = read[name].reading["answers"].values()
    prediction = recognizer.compare(picture_of(read[name].levels), 1)[0]
    assert answer["isDigit"] == (prediction.is_digit if is_digit is None else is_digit)
    assert prediction.is_digit == answer["isDigit"]
    assert answer["digitProbability"] == pytest.approx(prediction.digit_probability, abs=0.02)
    assert {other["digitProbability"] for other in others} == {answer["digitProbability"]}


def test_a_pen_of_our_own_covers_what_a_round_pen_covers(read):
    assert read["A_TAP"].levels.sum() / 255 == pytest.approx(np.pi * 12**2, rel=0.01)
