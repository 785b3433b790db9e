"""The served form: calibration inside the graph equals calibration in NumPy."""

import numpy as np
import onnx
import pytest
from onnx import helper

from digit_recognizer.recognizer import open_session, run_session
from training.calibrate import Calibration, calibrate
from training.graphs.contract import (
    FEATURES,
    constant,
    flat_pixels,
    rename_interface,
    scaled_features,
    served_model,
    with_calibration,
)


def linear_graph(weights):
    """A softmax regression with the given weights [784, 10]."""
    nodes, constants = scaled_features()
    nodes += [
        helper.make_node("MatMul", [FEATURES, "weights"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=-1),
    ]
    return served_model(nodes, [*constants, constant("weights", weights)])


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).integers(0, 256, (50, 28, 28), dtype=np.uint8)


@pytest.fixture(scope="module")
def graph():
    return linear_graph(np.random.default_rng(1).normal(0, 0.3, (784, 10)).astype(np.float32))


def answers(graph, images):
    return run_session(open_session(graph.SerializeToString()), images)


@pytest.mark.parametrize(
    "calibration", [Calibration(1.0, 1e-7), Calibration(2.5, 1e-7), Calibration(0.4, 0.08)], ids=str
)
def test_calibration_in_the_graph_equals_calibration_in_numpy(graph, images, calibration):
    calibrated = with_calibration(graph, calibration.temperature, calibration.uniform_share)
    expected = calibrate(answers(graph, images), calibration)
    np.testing.assert_allclose(answers(calibrated, images), expected, atol=1e-5)


def test_features_are_fractions_of_full_ink():
    weights = np.zeros((784, 10), dtype=np.float32)
    weights[0] = np.arange(10)
    dark = np.zeros((1, 28, 28), dtype=np.uint8)
    dark[0, 0, 0] = 255
    logits = np.arange(10)
    np.testing.assert_allclose(
        answers(linear_graph(weights), dark)[0], np.exp(logits) / np.exp(logits).sum(), rtol=1e-5
    )


def test_other_names_become_the_contracts(graph, images):
    foreign = onnx.ModelProto()
    foreign.CopyFrom(graph)
    foreign.graph.input[0].name = "input:0"
    foreign.graph.output[0].name = "Identity:0"
    for node in foreign.graph.node:
        node.input[:] = ["input:0" if name == "images" else name for name in node.input]
        node.output[:] = ["Identity:0" if name == "probabilities" else name for name in node.output]
    np.testing.assert_array_equal(answers(rename_interface(foreign), images), answers(graph, images))


def test_a_graph_that_does_not_hang_together_is_refused():
    nodes, constants = flat_pixels()
    with pytest.raises(onnx.checker.ValidationError):
        served_model([*nodes, helper.make_node("Softmax", ["missing"], ["probabilities"])], constants)
