"""Which ink speaks for an answer, on models whose reasons are known, and on those that are served."""

import json

import numpy as np
import pytest

from digit_recognizer import Recognizer, normalize_drawing
from digit_recognizer.errors import InvalidImageError, NoInkError, UnknownModelError
from digit_recognizer.explanation.changes import Box
from digit_recognizer.explanation.explanation import BARS, PATCHES, best_rival, explain_answer, log_odds
from tests.digit_recognizer.explanation.strokes import painted
from tests.handmade import HANDMADE_DIGITS
from tests.pictures import draw_digit

BRUSHES = (12, 18, 24)
SHARES_ERASED = (0.1, 0.2)
FAITHFUL = ("cnn_keras", "lenet", "svm", "mlp_sklearn", "random_forest", "logistic_regression")


def seven_or_one(weights, offset=0.0):
    """Returns a model that says 7 rather than 1 by the ink under `weights` [28, 28], and hardly anything else."""

    def predict_proba(images28):
        logits = np.full((len(images28), 10), -9.0)
        logits[:, 1] = 0
        logits[:, 7] = (images28 / 255 * weights).sum(axis=(1, 2)) + offset
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return (shares / shares.sum(axis=1, keepdims=True)).astype(np.float32)

    return predict_proba


def always(row):
    """Returns a model that answers the same to everything."""
    return lambda images28: np.tile(np.array(row, np.float32), (len(images28), 1))


def one_hot(label):
    return np.eye(10)[label]


@pytest.fixture(scope="module")
def seven():
    return normalize_drawing(draw_digit("7"))


@pytest.fixture(scope="module")
def images28():
    """48 hand-made digits: 16 shapes, each in three widths."""
    return np.stack([normalize_drawing(draw_digit(name, brush=brush)) for brush in BRUSHES for name in HANDMADE_DIGITS])


def test_the_model_is_asked_once(seven):
    calls = []

    def counted(images28):
        calls.append(images28)
        return always(one_hot(7))(images28)

    explain_answer(counted, seven, "made up")
    [images28] = calls
    assert (images28.dtype, images28.shape[1:]) == (np.uint8, (28, 28))
    assert len(images28) <= 1 + PATCHES + BARS
    np.testing.assert_array_equal(images28[0], seven)


def test_ink_speaks_for_or_against_as_the_model_weighs_it(seven):
    weights = np.where(np.arange(28) < 14, 0.2, -0.1) * np.ones((28, 1))
    explanation = explain_answer(seven_or_one(weights, offset=5), seven, "made up")
    assert (explanation.label, explanation.rival) == (7, 1)
    values = explanation.contributions
    assert (values.dtype, values.shape) == (np.float32, (28, 28))
    ink = seven > 128
    assert (values[:, :11][ink[:, :11]] > 0).all()
    assert (values[:, 17:][ink[:, 17:]] < 0).all()
    assert not values[seven == 0].any()
    # A patch holds 5 to 12 pixels' ink of these thin strokes, and its drop is their weight.
    assert 0.2 * 5 < values[:, :11].max() < 0.2 * 12


def test_a_change_that_is_enough_is_found(seven):
    top = np.zeros((28, 28))
    top[:10] = 1.0
    explanation = explain_answer(seven_or_one(top, offset=3 - (seven / 255 * top).sum()), seven, "made up")
    [erasure] = explanation.tipping
    assert (erasure.kind, erasure.is_enough) == ("erase", True)
    assert erasure.probabilities[1] > erasure.probabilities[7]
    assert erasure.box.top < 10
    assert (erasure.image28 <= seven).all()


def test_added_ink_that_closes_a_gap_is_found():
    open_ring = normalize_drawing(draw_digit("4 open"))
    gap = np.zeros((28, 28))
    gap[5:9, 10:19] = 1 - open_ring[5:9, 10:19] / 255 > 0.9
    assert gap.sum() > 5
    explanation = explain_answer(seven_or_one(-gap, offset=2), open_ring, "made up")
    [addition] = explanation.tipping
    assert (addition.kind, addition.is_enough) == ("add", True)
    assert ((addition.image28 > open_ring) & (gap > 0)).any()


def test_of_changes_that_are_enough_the_least_ink_wins_else_the_greatest_move(seven):
    all_ink = np.ones((28, 28))
    total = (seven / 255).sum()
    patches = [image for image in _images_sent(seven) if image.sum() < seven.sum()]
    lost = sorted(seven.astype(int).sum() - image.astype(int).sum() for image in patches)
    [easy] = explain_answer(seven_or_one(all_ink, offset=0.5 - total), seven, "made up").tipping
    assert easy.is_enough
    assert seven.astype(int).sum() - easy.image28.astype(int).sum() == lost[0]
    [hard] = explain_answer(seven_or_one(all_ink, offset=15 - total), seven, "made up").tipping
    assert not hard.is_enough
    assert seven.astype(int).sum() - hard.image28.astype(int).sum() == lost[-1]


def _images_sent(image28):
    sent = []
    explain_answer(lambda images28: sent.extend(images28) or always(one_hot(7))(images28), image28, "made up")
    return sent


def test_the_box_holds_every_pixel_that_changed(seven):
    explanation = explain_answer(seven_or_one(np.ones((28, 28)), offset=-50), seven, "made up")
    for change in explanation.tipping:
        rows, columns = np.nonzero(change.image28 != seven)
        assert change.box == Box(rows.min(), columns.min(), rows.max() + 1, columns.max() + 1)


@pytest.mark.parametrize("row", [one_hot(7), np.full(10, 0.1)], ids=["certain", "at a loss"])
def test_a_model_that_always_says_the_same_has_no_reasons(seven, row):
    explanation = explain_answer(always(row), seven, "made up")
    assert not explanation.contributions.any()
    assert not np.signbit(explanation.to_dict()["contributions"]).any()
    assert explanation.tipping == ()
    assert explanation.rival != explanation.label == np.argmax(row)


def test_certainty_in_float32_still_tells_cases_apart():
    row = np.zeros((2, 10), np.float32)
    row[:, 7] = 1
    row[:, 1] = 1e-8, 1e-6
    nearly, less = log_odds(row.astype(np.float64), 7)
    assert nearly - less == pytest.approx(np.log(100), rel=1e-4)
    assert np.isfinite(log_odds(np.stack([one_hot(7), one_hot(1)]), 7)).all()


def test_the_rival_is_the_second_best_and_of_equals_the_one_that_changes_come_nearest():
    rows = np.zeros((3, 10))
    rows[0, [7, 9]] = 0.9, 0.1
    rows[1, 4] = 1
    assert best_rival(rows, 7) == 9
    rows[0, [7, 9]] = 1, 0
    assert best_rival(rows, 7) == 4


@pytest.mark.parametrize(
    "image", [np.zeros((28, 28), np.uint8), np.full((28, 28), 255, np.uint8)], ids=["blank", "ink"]
)
def test_images_without_strokes_are_explained_too(recognizer, image):
    explanation = recognizer.explain_normalized(image)
    assert np.isfinite(explanation.contributions).all()
    assert explanation.contributions.any() == image.any()


@pytest.mark.parametrize("name", [info.name for info in Recognizer.load().models])
def test_every_served_model_can_be_explained(recognizer, name):
    explanation = recognizer.explain(draw_digit("8"), name)
    answer = recognizer.predict(draw_digit("8"), name, 2)
    assert (explanation.model, explanation.label) == (name, answer.label)
    assert explanation.probabilities[explanation.label] == pytest.approx(answer.confidences[0].confidence, abs=1e-5)
    assert explanation.probabilities[explanation.rival] == pytest.approx(answer.confidences[1].confidence, abs=1e-5)
    assert np.isfinite(explanation.contributions).all()
    assert not explanation.contributions[normalize_drawing(draw_digit("8")) == 0].any()
    for change in explanation.tipping:
        [after] = recognizer.predict_proba(change.image28[None], name)
        np.testing.assert_allclose(change.probabilities, after, atol=1e-5)
        assert after.argmax() == explanation.rival or not change.is_enough


@pytest.mark.parametrize("name", ["cnn", "random_forest", "decision_tree", "logistic_regression"])
def test_who_does_on_the_picture_what_would_tip_the_answer_tips_it(recognizer, name):
    enough = kept = 0
    for digit in list(HANDMADE_DIGITS)[::2]:
        explanation = recognizer.explain(draw_digit(digit), name)
        for change in explanation.tipping:
            after = recognizer.predict(painted(draw_digit(digit), [change.stroke]), name)
            enough += change.is_enough
            kept += change.is_enough and after.label == explanation.rival
    assert enough
    assert kept >= 0.9 * enough


def test_the_frame_lies_where_the_image_was_cut_from(recognizer):
    picture = np.full((400, 500, 3), 255, np.uint8)
    picture[60:340, 200:480] = draw_digit("7")
    explanation = recognizer.explain(picture)
    rows, columns = np.nonzero(picture[..., 0] < 128)
    place, image28 = explanation.frame, explanation.image28
    seen_rows, seen_columns = np.nonzero(image28 > 100)
    for seen, pixels, start, size in (
        (seen_rows, rows, place.top, place.height),
        (seen_columns, columns, place.left, place.width),
    ):
        assert start + seen.min() * size == pytest.approx(pixels.min(), abs=size)
        assert start + (seen.max() + 1) * size == pytest.approx(pixels.max() + 1, abs=size)


def test_an_explanation_becomes_plain_lists(recognizer):
    plain = json.loads(json.dumps(recognizer.explain(draw_digit("8")).to_dict(), allow_nan=False))
    assert set(plain) == {
        *("model", "label", "rival", "probabilities", "image28", "contributions", "tipping", "frame", "evidence")
    }
    assert np.shape(plain["contributions"]) == (28, 28)
    assert len(plain["probabilities"]) == 10
    for change in plain["tipping"]:
        assert set(change) == {"kind", "box", "stroke", "image28", "probabilities", "is_enough"}
        assert set(change["stroke"]) == {"kind", "start", "end", "width"}
        assert set(change["box"]) == {"top", "left", "bottom", "right"}


def test_what_cannot_be_explained_is_refused(recognizer):
    with pytest.raises(NoInkError):
        recognizer.explain(np.full((50, 50, 3), 255, np.uint8))
    with pytest.raises(UnknownModelError):
        recognizer.explain(draw_digit(), "resnet")
    with pytest.raises(InvalidImageError, match="explain_normalized takes uint8 images"):
        recognizer.explain_normalized(np.zeros((28, 28)))


@pytest.mark.parametrize("name", FAITHFUL)
def test_erasing_the_ink_that_speaks_for_the_answer_lowers_it_more_than_any_other_ink(recognizer, images28, name):
    generator = np.random.default_rng(0)
    for share in SHARES_ERASED:
        best, scattered, patches = [], [], []
        for image in images28:
            explanation = recognizer.explain_normalized(image, name)
            ink = np.flatnonzero(image)
            by_contribution = ink[np.argsort(-explanation.contributions.ravel()[ink], kind="stable")]
            orders = [by_contribution, *(generator.permutation(ink) for _ in range(3))]
            orders += [_nearest_first(ink, generator.choice(ink)) for _ in range(3)]
            erased = np.stack([_without(image, order, share) for order in orders])
            kept = recognizer.predict_proba(erased, name)[:, explanation.label]
            best.append(kept[0])
            scattered.append(kept[1:4].mean())
            patches.append(kept[4:].mean())
        assert np.mean(best) < np.mean(scattered) - 0.1
        assert np.mean(best) < np.mean(patches) - 0.05


def _nearest_first(ink, centre):
    return ink[np.argsort((ink // 28 - centre // 28) ** 2 + (ink % 28 - centre % 28) ** 2, kind="stable")]


def _without(image28, order, share):
    """Returns the image without the first pixels of `order` that hold that share of its ink."""
    pixels = image28.ravel().copy()
    gone = np.cumsum(pixels[order].astype(float)) <= share * pixels.sum()
    pixels[order[gone]] = 0
    return pixels.reshape(28, 28)
