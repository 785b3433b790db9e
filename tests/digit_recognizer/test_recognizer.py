"""The recogniser over the bundled models: shapes, refusals, and what must not change its answer."""

import time

import numpy as np
import pytest

from digit_recognizer import Recognizer, normalize_drawing
from digit_recognizer.arguments import check_top_k
from digit_recognizer.bundle.bundle import BUNDLED_MODELS
from digit_recognizer.errors import InvalidImageError, NoInkError, TopKError, UnknownModelError
from tests.handmade import HANDMADE_DIGITS
from tests.pictures import as_png, draw_digit

NAMES = tuple(info.name for info in Recognizer.load(BUNDLED_MODELS).models)
# Of the 16 hand-made digits with a brush of 16, every model reads at least so many (measured: 12 to 16).
MIN_READ = {"cnn": 16, "cnn_tiny": 15, "cnn_keras": 15, "lenet": 15, "linear_classifier": 12, "decision_tree": 10}
MIN_READ_BY_OTHERS = 13


@pytest.fixture(scope="module")
def images():
    """65 images: the hand-made digits, each in four widths, and one more: one row beyond what one run takes."""
    drawn = [draw_digit(name, brush=brush) for brush in (8, 14, 20, 26) for name in HANDMADE_DIGITS]
    return np.stack([normalize_drawing(drawing) for drawing in [*drawn, draw_digit("7")]][:65])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", [0, 1, 65])
def test_probabilities_of_a_batch_are_those_of_its_rows(recognizer, images, name, count):
    batch = recognizer.predict_proba(images[:count], name)
    assert (batch.shape, batch.dtype) == ((count, 10), np.float32)
    np.testing.assert_allclose(batch.sum(axis=1), 1, atol=1e-5)
    assert (batch >= 0).all()
    for row, image in zip(batch, images[:count], strict=True):
        np.testing.assert_allclose(recognizer.predict_proba(image[None], name)[0], row, atol=1e-5)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((28, 28), np.uint8),
        np.zeros((1, 28, 28, 1), np.uint8),
        np.zeros((1, 8, 8), np.uint8),
        np.zeros((1, 784), np.uint8),
        np.zeros((1, 28, 28), np.float32),
        np.zeros((1, 28, 28), np.int64),
    ],
    ids=lambda array: f"{array.dtype} {array.shape}",
)
def test_arrays_of_another_shape_or_type_are_refused(recognizer, array):
    with pytest.raises(InvalidImageError, match=r"takes uint8 images of shape \[n, 28, 28\]; received") as refused:
        recognizer.predict_proba(array)
    assert f"{array.dtype} of shape {list(array.shape)}" in str(refused.value)


@pytest.mark.parametrize("name", ["resnet", "", "LeNet", 3, ["lenet"]], ids=repr)
def test_an_unknown_model_is_answered_with_the_known_ones(recognizer, name):
    with pytest.raises(UnknownModelError) as refused:
        recognizer.predict(draw_digit(), name)
    assert str(refused.value) == f"No model is called {name!r}. Known models: {', '.join(NAMES)}."


@pytest.mark.parametrize("top_k", [0, 11, -1, 2.0, 2.5, "3", None, True, np.float32(3)], ids=repr)
def test_top_k_out_of_range_is_refused_by_every_call(recognizer, top_k):
    image28 = normalize_drawing(draw_digit())
    calls = (
        lambda: recognizer.predict(draw_digit(), top_k=top_k),
        lambda: recognizer.compare(draw_digit(), top_k),
        lambda: recognizer.predict_normalized(image28, top_k=top_k),
        lambda: recognizer.compare_normalized(image28, top_k),
    )
    for call in calls:
        with pytest.raises(TopKError, match="whole number from 1 to 10; received"):
            call()


def test_top_k_in_range_is_returned_as_a_plain_number():
    assert [check_top_k(value) for value in (1, 10, np.int64(3))] == [1, 10, 3]
    assert type(check_top_k(np.int64(3))) is int


@pytest.mark.parametrize("top_k", [1, 3, 10])
def test_confidences_are_the_best_ones_best_first(recognizer, top_k):
    prediction = recognizer.predict(draw_digit("7"), top_k=top_k)
    probabilities = recognizer.predict_proba(normalize_drawing(draw_digit("7"))[None])[0]
    shares = [item.confidence for item in prediction.confidences]
    assert shares == sorted(probabilities.tolist(), reverse=True)[:top_k]
    assert [probabilities[item.label] for item in prediction.confidences] == shares
    assert prediction.label == prediction.confidences[0].label == probabilities.argmax()


def test_compare_answers_once_per_model_as_predict_does(recognizer):
    started = time.perf_counter()
    predictions = recognizer.compare(draw_digit("7"), top_k=2)
    taken = (time.perf_counter() - started) * 1000
    assert sum(prediction.milliseconds for prediction in predictions) <= taken
    assert [prediction.model for prediction in predictions] == list(NAMES)
    for prediction in predictions:
        assert prediction.confidences == recognizer.predict(draw_digit("7"), prediction.model, 2).confidences
        assert prediction.title == next(info.title for info in recognizer.models if info.name == prediction.model)


def test_the_default_model_answers_when_none_is_named(recognizer):
    assert recognizer.predict(draw_digit()).model == recognizer.default_model


def test_a_prediction_becomes_plain_dictionaries(recognizer):
    plain = recognizer.predict(draw_digit("7"), "lenet", top_k=1).to_dict()
    assert (plain["model"], plain["label"], plain["confidences"][0]["label"]) == ("lenet", 7, 7)


def test_a_blank_picture_raises_for_predict_and_compare(recognizer):
    paper = np.full((50, 50, 3), 255, np.uint8)
    for call in (recognizer.predict, recognizer.compare):
        with pytest.raises(NoInkError):
            call(paper)


@pytest.mark.parametrize("name", NAMES)
def test_hand_made_digits_are_read(recognizer, name):
    read = [digit for digit in HANDMADE_DIGITS if recognizer.predict(draw_digit(digit), name).label == int(digit[0])]
    assert len(read) >= MIN_READ.get(name, MIN_READ_BY_OTHERS), set(HANDMADE_DIGITS) - set(read)


@pytest.mark.parametrize("digit", HANDMADE_DIGITS)
def test_place_width_size_inversion_and_file_do_not_change_the_answer(recognizer, digit):
    answer = recognizer.predict(draw_digit(digit)).label
    changed = {
        "in a corner": draw_digit(digit, left=0, top=0, digit_side=120),
        "in the other corner": draw_digit(digit, left=1, top=1, digit_side=120),
        "with a thin brush": draw_digit(digit, brush=8),
        "with a thick brush": draw_digit(digit, brush=26),
        "light on dark": 255 - draw_digit(digit),
        "red on yellow": draw_digit(digit, ink=(200, 0, 0), paper=(255, 250, 180)),
        "on a large canvas": draw_digit(digit, canvas=(700, 500), digit_side=300, brush=30),
        "as a PNG": as_png(draw_digit(digit)),
    }
    assert {how: recognizer.predict(image).label for how, image in changed.items()} == dict.fromkeys(changed, answer)
