"""Whole numbers, from the picture to the text."""

import json
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from digit_recognizer.contract import LINE_SIGNS
from digit_recognizer.errors import NoInkError, TooManyMarksError, UnknownModelError
from digit_recognizer.number import read_number
from digit_recognizer.number.reading import DigitReading, LineReading, SignReading
from digit_recognizer.prediction import Confidence


@pytest.fixture
def model(recognizer):
    """The default model, which a test may change."""
    return recognizer.model()


def test_digits_are_read_from_left_to_right(recognizer, write):
    reading = recognizer.read_number(write("2", "0", "3", "7"))
    assert reading.text == "2037"
    assert [digit.label for digit in reading.digits] == [2, 0, 3, 7]
    assert reading.model == recognizer.default_model
    assert [digit.box[0] for digit in reading.digits] == sorted(digit.box[0] for digit in reading.digits)


def test_every_digit_has_all_its_probabilities(recognizer, write):
    reading = recognizer.read_number(write("2", "7"))
    for digit in reading.digits:
        shares = [item.confidence for item in digit.confidences]
        assert sorted(item.label for item in digit.confidences) == list(range(10))
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) == pytest.approx(1, abs=1e-5)
    assert 0 < reading.probability <= min(digit.confidences[0].confidence for digit in reading.digits)


def test_a_box_around_each_digit_is_not_read(recognizer, write):
    picture = write("2", "0", "3", "7")
    height, width = picture.shape[:2]
    for left, right in pairwise(np.linspace(4, width - 5, 5).astype(int).tolist()):
        cv2.rectangle(picture, (left, 4), (right, height - 5), (0, 0, 0), 2)
    assert recognizer.read_number(picture).text == "2037"


def test_a_single_digit_is_a_number_too(recognizer, write):
    assert recognizer.read_number(write("7")).text == "7"


def test_a_narrow_one_is_not_lost(recognizer, write):
    assert recognizer.read_number(write("2", "1", "0", gap=20)).text == "210"


def test_loose_strokes_are_joined(recognizer, write):
    assert recognizer.read_number(write("3", "5 with loose bar", "2", gap=30)).text == "352"


def test_digits_that_touch_are_parted(recognizer, write):
    picture = write("2", "0", gap=-1)
    marks = cv2.connectedComponents((picture[..., 0] < 128).astype(np.uint8))[0] - 1
    assert marks == 1
    assert recognizer.read_number(picture).text == "20"


@pytest.mark.parametrize("names", ["20", "50"])
def test_a_stroke_that_two_digits_share_belongs_to_both(recognizer, write, names):
    assert recognizer.read_number(write(*names, gap=-8)).text == names


def test_a_digit_that_was_cut_off_another_counts_from_one_half_on(model, write):
    strict = replace(model, info=replace(model.info, rejection_threshold=1.1))  # nothing reaches it
    assert not any(digit.is_digit for digit in read_number(write("2", "0"), strict).digits)
    cut = read_number(write("2", "0", gap=-1), strict).digits
    assert [digit.is_digit for digit in cut] == [digit.digit_probability >= 0.5 for digit in cut]
    assert any(digit.is_digit for digit in cut)


@pytest.mark.parametrize(("names", "gap"), [("2037", 15), ("20", -1)])
def test_models_without_a_detector_read_numbers_too(recognizer, write, names, gap):
    blind = replace(recognizer.model("cnn_keras"), bundle_detector=None)
    reading = read_number(write(*names, gap=gap), blind)
    assert reading.text == names
    assert {(digit.is_digit, digit.digit_probability) for digit in reading.digits} == {(None, None)}


@pytest.mark.parametrize(("names", "gap"), [("2037", 15), ("20", -1)])
def test_bundles_without_a_line_reader_read_numbers_too(model, write, names, gap):
    reading = read_number(write(*names, gap=gap), replace(model, line_reader=None))
    assert reading.text == names
    best = np.prod([digit.confidences[0].confidence for digit in reading.digits])
    assert 0 < reading.probability <= best + 1e-6


@pytest.mark.parametrize(("names", "gap"), [("2037", 15), ("20", -1)])
def test_a_line_reader_that_knows_signs_reads_digits_as_well(model, write, names, gap):
    signed = SimpleNamespace(read=lambda strip: with_signs(model.line_reader.read(strip)))
    reading, plain = (read_number(write(*names, gap=gap), one) for one in (replace(model, line_reader=signed), model))
    assert reading.text == plain.text == names
    assert reading.probability == pytest.approx(plain.probability, abs=1e-4)


def with_signs(answers: np.ndarray) -> np.ndarray:
    """Returns answers of digits and none as one gives them who also knows signs, and sees none."""
    signs = np.full((len(answers), len(LINE_SIGNS)), -30.0, np.float32)
    return np.concatenate([answers[:, :-1], signs, answers[:, -1:]], axis=1)


@pytest.mark.parametrize("paper", [(255, 255, 255), (20, 60, 40)])
def test_colours_do_not_matter(recognizer, write, paper):
    ink = (0, 0, 0) if paper[0] > 128 else (255, 255, 255)
    assert recognizer.read_number(write("2", "0", "3", ink=ink, paper=paper)).text == "203"


@pytest.mark.parametrize("scale", [1, 5])
def test_boxes_are_in_pixels_of_the_picture(recognizer, write, scale):
    picture = write("2", "0")
    large = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
    columns = np.flatnonzero((picture[..., 0] < 200).any(axis=0))
    left, right = columns[0] * scale, (columns[-1] + 1) * scale
    boxes = [digit.box for digit in recognizer.read_number(large).digits]
    assert len(boxes) == 2
    assert boxes[0][0] == pytest.approx(left, abs=2 * scale)
    assert boxes[1][2] == pytest.approx(right, abs=2 * scale)
    assert boxes[0][2] <= boxes[1][0]


def test_a_transparent_margin_counts_in_the_boxes(recognizer, write):
    picture = write("2", "0")
    inside = recognizer.read_number(picture).digits[0].box
    layered = np.zeros((picture.shape[0] + 50, picture.shape[1] + 90, 4), np.uint8)
    layered[50:, 90:] = np.dstack([picture, np.full(picture.shape[:2], 255)])
    box = recognizer.read_number(layered).digits[0].box
    np.testing.assert_allclose(np.subtract(box, inside), (90, 50, 90, 50), atol=2)


def test_specks_and_dots_are_no_digits_and_a_dash_is_a_minus(recognizer, write):
    picture = write("2", "0", "3", gap=60)
    picture[30:34, -20:-16] = 0
    picture[80:87, 4:28] = 0
    assert recognizer.read_number(picture).text == "-203"
    without = recognizer.read_number(picture, digits_only=True)
    assert without.text == "203"
    assert (4, 80, 28, 87) in without.ignored


def test_the_answer_is_plain_data(recognizer, write):
    reading = recognizer.read_number(write("2", "7"))
    assert json.loads(json.dumps(reading.to_dict()))["digits"][1]["label"] == 7


def test_a_blank_picture_says_so(recognizer):
    with pytest.raises(NoInkError, match="blank"):
        recognizer.read_number(np.full((100, 400, 3), 255, np.uint8))


def test_an_unknown_model_is_named(recognizer, write):
    with pytest.raises(UnknownModelError, match="'none'"):
        recognizer.read_number(write("7"), "none")


def test_a_page_of_marks_is_refused(recognizer):
    page = np.full((400, 1000, 3), 255, np.uint8)
    for x in range(20, 980, 12):
        for y in range(20, 380, 40):
            page[y : y + 30, x : x + 4] = 0
    with pytest.raises(TooManyMarksError, match=r"too much .* at most \d+"):
        recognizer.read_number(page)


def test_noise_is_bounded_work(recognizer):
    noise = np.where(np.random.default_rng(0).uniform(size=(900, 900, 1)) < 0.2, 0, 255).astype(np.uint8)
    with pytest.raises((TooManyMarksError, NoInkError)):
        recognizer.read_number(np.repeat(noise, 3, axis=2))


@pytest.mark.parametrize(("sign_left", "text"), [(0, "-79"), (150, "79-"), (89, "7-9")])
def test_digits_that_reach_over_each_other_keep_their_order(sign_left, text):
    seven, nine = (
        DigitReading(label, (Confidence(label, 1.0),), box)
        for label, box in ((7, (20, 0, 160, 100)), (9, (70, 0, 108, 100)))
    )
    sign = SignReading("-", (sign_left, 45, sign_left + 1, 55))
    line = LineReading(text, 1.0, (seven, nine), (sign,), (0, 0, 160, 100), (100, 100))
    said = "".join(str(part.label) if isinstance(part, DigitReading) else part.text for part in line.parts)
    assert said == text
