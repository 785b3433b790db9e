"""What the lessons compute, in Node.js, with the served graphs: the numbers that ONNX Runtime and NumPy get."""

import base64

import numpy as np
import onnxruntime
import pytest

from digit_recognizer.files import ASSETS
from training.synthesis.lesson_digits import draw_lesson_digits

GRAPHS = ASSETS / "models" / "models"
LAYERS = ("conv1", "pool1", "conv2", "pool2")
TARGET = 3  # whose slopes learn.mjs asks for
STEP = 2  # levels of ink, for slopes by differences


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return draw_lesson_digits(6).images


@pytest.fixture(scope="module")
def computed(in_node, images) -> dict:
    job = {"images": [base64.b64encode(image.tobytes()).decode() for image in images]}
    return in_node("learn.mjs", job, str(GRAPHS))


def run(name: str, images: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(GRAPHS / name / "model.onnx"))
    return session.run(["probabilities"], {"images": images})[0]


def test_lenet_answers_as_its_graph_does(computed, images):
    answers = computed["answers"]
    np.testing.assert_allclose([one["probabilities"] for one in answers], run("lenet", images), atol=1e-5)
    assert computed["parameters"] == 37_610


def test_every_number_of_lenet_is_what_its_arithmetic_comes_to(computed):
    for answer in computed["answers"]:
        for inside, value, shown in answer["explained"]:
            assert value == shown == pytest.approx(inside)
        for name in LAYERS:
            assert min(answer["layers"][name]) >= 0


def test_slopes_say_how_lenet_s_answer_changes_with_a_pixel(computed, images):
    image, answer = images[TARGET], computed["answers"][TARGET]
    slopes = np.array(answer["slopes"])
    pixels = [int(pixel) for pixel in np.argsort(-np.abs(slopes)) if 2 * STEP < image.flat[pixel] < 255 - 2 * STEP][:5]
    changed = np.repeat(image[None], 2 * len(pixels), axis=0)
    for row, pixel in enumerate(pixels):
        changed[2 * row].flat[pixel] += STEP
        changed[2 * row + 1].flat[pixel] -= STEP
    # Calibration divides logarithms by a temperature; what is mixed in is too little to matter here.
    logarithms = np.log(run("lenet", changed)[:, TARGET].astype(float)).reshape(-1, 2)
    differences = (logarithms[:, 0] - logarithms[:, 1]) / (2 * STEP / 255)
    assert np.sign(differences) == pytest.approx(np.sign(slopes[pixels]))


def test_neighbours_and_tree_answer_as_their_graphs_do(computed, images):
    answers = computed["answers"]
    voted = [np.bincount(one["labels"], minlength=10).argmax() for one in answers]
    np.testing.assert_array_equal(voted, run("knn", images).argmax(axis=1))
    leaves = [np.argmax(one["tree"]) for one in answers]
    np.testing.assert_array_equal(leaves, run("decision_tree_small", images).argmax(axis=1))
    # Forty numbers still show the digit: most of its ink is where it was.
    for image, one in zip(images, answers, strict=True):
        assert np.abs(np.array(one["redrawn"]) - image.reshape(-1)).mean() < image.mean()
