"""What models of each kind go by, beside what they answer."""

import json

import numpy as np
import pytest

from digit_recognizer import Recognizer, normalize_drawing
from digit_recognizer.explanation.evidence import MAPS
from tests.pictures import draw_digit

KINDS = {"neighbours": "neighbours", "linear": "weights", "convolutional": "maps"}
TREES = {"decision_tree": "path", "decision_tree_small": "path", "random_forest": "pixels"}


@pytest.fixture(scope="module")
def seven():
    return normalize_drawing(draw_digit("7"))


@pytest.mark.parametrize("info", Recognizer.load().models, ids=lambda info: info.name)
def test_each_model_shows_what_its_kind_goes_by(recognizer, seven, info):
    evidence = recognizer.explain_normalized(seven, info.name).evidence
    expected = KINDS.get(info.family, TREES.get(info.name))
    assert (evidence and evidence.kind) == expected
    if evidence:
        assert evidence.pictures or evidence.steps
        assert all(np.abs(picture.values).max() <= 1 for picture in evidence.pictures)
        json.dumps(evidence.to_dict(), allow_nan=False)


@pytest.mark.parametrize("name", ["knn", "knn_deskewed"])
def test_the_nearest_examples_look_like_the_image_and_vote_for_its_answer(recognizer, seven, name):
    explanation = recognizer.explain_normalized(seven, name)
    pictures = explanation.evidence.pictures
    labels = [picture.label for picture in pictures]
    assert max(set(labels), key=labels.count) == explanation.label
    for picture in pictures:
        assert np.corrcoef(picture.values.ravel(), seven.ravel())[0, 1] > 0.5


@pytest.mark.parametrize("name", ["decision_tree", "decision_tree_small"])
def test_pixels_that_a_tree_did_not_ask_for_do_not_matter_to_it(recognizer, seven, name):
    steps = recognizer.explain_normalized(seven, name).evidence.steps
    other = np.full_like(seven, 200)
    for step in steps:
        assert step.ink == seven[step.row, step.column]
        assert step.is_inked == (step.ink > step.threshold)
        other[step.row, step.column] = step.ink
    answers = recognizer.predict_proba(np.stack([seven, other]), name)
    np.testing.assert_array_equal(answers[0], answers[1])


@pytest.mark.parametrize("name", ["linear_classifier", "softmax_regression"])
def test_weights_say_which_ink_raises_the_label(recognizer, seven, name):
    explanation = recognizer.explain_normalized(seven, name)
    [picture] = explanation.evidence.pictures
    ranked = np.argsort(picture.values.ravel())
    faint = np.zeros((2, 784), np.uint8)
    faint[0, ranked[-60:]] = faint[1, ranked[:60]] = 60
    with_it, against_it = recognizer.predict_proba(faint.reshape(2, 28, 28), name)[:, explanation.label]
    assert with_it > against_it


def test_the_strongest_maps_come_first(recognizer, seven):
    pictures = recognizer.explain_normalized(seven, "lenet").evidence.pictures
    means = [float(picture.values.mean()) for picture in pictures]
    assert len(pictures) == MAPS
    assert means == sorted(means, reverse=True)
    assert max(float(picture.values.max()) for picture in pictures) == 1
