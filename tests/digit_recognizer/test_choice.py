"""Pictures that may be taken in several ways are taken in the one that shows a digit."""

from contextlib import suppress

import cv2
import numpy as np
import pytest

from digit_recognizer import Recognizer, normalize_drawing
from digit_recognizer.choice import choose_digit
from digit_recognizer.errors import NoInkError
from digit_recognizer.image.decoding import read_pixels
from tests.handmade import HANDMADE_DIGITS
from tests.pictures import draw_digit
from training.synthesis.pictures.kinds import PEN_KINDS

STROKES = {name: [np.array(stroke, float) for stroke in HANDMADE_DIGITS[name]] for name in ("2", "3", "6", "8")}


@pytest.mark.parametrize("kind", PEN_KINDS)
def test_every_kind_is_read(recognizer: Recognizer, kind):
    rng = np.random.default_rng(7)
    read = {
        name: recognizer.predict(PEN_KINDS[kind](strokes, rng=rng), "cnn").label for name, strokes in STROKES.items()
    }
    assert sum(str(label) == name for name, label in read.items()) >= 3, read


def test_a_plain_drawing_asks_no_model():
    def read_images(images28):
        raise AssertionError("a drawing with blank canvas around it is plain")

    chosen = choose_digit(read_pixels(draw_digit("7")), read_images)
    np.testing.assert_array_equal(chosen.image28, normalize_drawing(draw_digit("7")))


def test_without_a_detector_the_first_way_is_taken():
    cut = draw_digit("2", digit_side=264.0)
    np.testing.assert_array_equal(choose_digit(read_pixels(cut), None).image28, normalize_drawing(cut))


def test_the_first_way_is_taken_where_none_shows_a_digit():
    cut = draw_digit("2", digit_side=264.0)

    def read_images(images28):
        scores = np.full(len(images28), 0.002, np.float32)
        scores[1:] = 0.01
        return np.full((len(images28), 10), 0.1, np.float32), scores

    np.testing.assert_array_equal(choose_digit(read_pixels(cut), read_images).image28, normalize_drawing(cut))


def image_in_the_middle(images28: np.ndarray) -> np.ndarray:
    """Which images have ink in the middle: bool [n]."""
    return images28[:, 10:18, 10:18].mean(axis=(1, 2)) > 128


@pytest.mark.parametrize(("score_of_paper", "is_negative"), [(0.93, False), (0.999, True)])
def test_paper_is_taken_for_ink_only_where_that_is_far_likelier(score_of_paper, is_negative):
    """The paper within a frame is broader than the frame, and to a model it may look like a digit as well."""
    sheet = np.full((200, 200, 3), 245, np.uint8)
    cv2.rectangle(sheet, (20, 4), (180, 196), (20, 20, 20), 20)

    def read_images(images28):
        is_paper = image_in_the_middle(images28)
        return np.eye(10, dtype=np.float32)[is_paper.astype(int)], np.where(is_paper, score_of_paper, 0.95)

    chosen = choose_digit(read_pixels(sheet), read_images)
    assert bool(image_in_the_middle(chosen.image28[np.newaxis])[0]) is is_negative


def test_a_number_beside_a_line_is_not_cut_to_one_digit(recognizer: Recognizer):
    number = np.hstack([draw_digit(name, canvas=(200, 280)) for name in "27"])
    number[260:266] = 0
    assert not recognizer.predict(number, "cnn").is_digit


def test_the_smallest_pictures_are_read_or_refused(recognizer: Recognizer):
    rng = np.random.default_rng(0)
    for _ in range(40):
        height, width = max(8, int(rng.integers(2, 14))), int(rng.integers(2, 14))
        picture = np.where(rng.uniform(size=(height, width)) > rng.uniform(0.2, 0.95), np.uint8(30), np.uint8(250))
        with suppress(NoInkError):
            assert recognizer.normalize(picture).shape == (28, 28)


@pytest.mark.parametrize("width", [8, 20, 44])
@pytest.mark.parametrize("mouth", [(30, 150), (210, 330)])
def test_the_paper_within_a_ring_is_no_digit(recognizer: Recognizer, width, mouth):
    face = np.full((280, 280, 3), 255, np.uint8)
    cv2.ellipse(face, (140, 140), (110, 115), 0, 0, 360, (0, 0, 0), width, cv2.LINE_AA)
    for x in (105, 175):
        cv2.line(face, (x, 100), (x + 3, 120), (0, 0, 0), width // 2 + 6, cv2.LINE_AA)
    cv2.ellipse(face, (140, 165), (50, 30), 0, *mouth, (0, 0, 0), width // 2 + 6, cv2.LINE_AA)
    for picture in (face, 255 - face):
        assert recognizer.find_digit(picture).found.is_light == (picture is not face)


@pytest.mark.parametrize("margin", [0, 20, 45])
def test_a_light_digit_on_a_dark_sheet_is_read(recognizer: Recognizer, margin):
    sheet = np.full((280 + 2 * margin, 280 + 2 * margin, 3), 255, np.uint8)
    sheet[margin : margin + 280, margin : margin + 280] = 255 - draw_digit("3")
    answer = recognizer.predict(sheet)
    assert (answer.label, answer.is_digit) == (3, True)


@pytest.mark.parametrize("size", [0.4, 0.7, 1.2])
@pytest.mark.parametrize("name", ["3", "6", "8"])
def test_a_light_digit_on_a_dark_plot_is_read(recognizer: Recognizer, name, size):
    """Its ticks and their labels are no part of the dark sheet, though they may touch it."""
    plot = np.full((360, 380, 3), 255, np.uint8)
    plot[30:310, 70:350] = 255 - draw_digit(name)
    for tick, place in enumerate(range(40, 300, 60)):
        cv2.line(plot, (60, 20 + place), (70, 20 + place), (0, 0, 0), 3)
        cv2.line(plot, (70 + place, 310), (70 + place, 320), (0, 0, 0), 3)
        cv2.putText(plot, str(5 * tick), (64 - round(38 * size), 30 + place), 0, size, (0, 0, 0), 2, cv2.LINE_AA)
        cv2.putText(plot, str(5 * tick), (60 + place, 345), 0, size, (0, 0, 0), 2, cv2.LINE_AA)
    assert str(recognizer.predict(plot, "cnn").label) == name


def test_a_digit_that_runs_from_edge_to_edge_of_a_photo_is_whole(recognizer: Recognizer):
    """What reaches two opposite edges of a photo often is a shadow; here it is a 4, of which a stroke is a 1."""
    strokes = [np.array(stroke, float) for stroke in HANDMADE_DIGITS["4"]]
    photo = PEN_KINDS["photo cut without a margin"](strokes, rng=np.random.default_rng(1))
    assert recognizer.predict(photo, "cnn").label == 4
