"""The served form: calibration inside the graph equals calibration in NumPy."""

import numpy as np
import onnx
import pytest
from onnx import helper

from digit_recognizer.contract import DIGIT_PROBABILITY
from digit_recognizer.model import open_session, run_outputs, run_session
from training.estimators.temperature import Calibration, calibrate
from training.graphs.contract import (
    FEATURES,
    UNCALIBRATED,
    constant,
    expose_uncalibrated,
    has_detector,
    rename_interface,
    replace_calibration,
    served_model,
    with_calibration,
)
from training.graphs.tracing import flat_pixels, scaled_features, trace


def linear_graph(weights):
    """A softmax regression with the given weights [784, 10]."""
    nodes, constants = trace(scaled_features, FEATURES)
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


@pytest.fixture(scope="module")
def judge(graph):
    """The same graph, which also gives the mean ink of an image, [n, 1], as a network's last layer would."""
    column = helper.make_tensor_value_info(DIGIT_PROBABILITY, onnx.TensorProto.FLOAT, ["n", 1])
    foreign = onnx.ModelProto()
    foreign.CopyFrom(graph)
    foreign.graph.node.append(helper.make_node("ReduceMean", [FEATURES, "columns"], [DIGIT_PROBABILITY], keepdims=1))
    foreign.graph.initializer.append(constant("columns", np.array([1], dtype=np.int64)))
    foreign.graph.output.append(column)
    return rename_interface(foreign)


def judgement(graph, images):
    return run_outputs(open_session(graph.SerializeToString()), images, [DIGIT_PROBABILITY])[DIGIT_PROBABILITY]


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
    nodes, constants = trace(flat_pixels, "pixels")
    with pytest.raises(onnx.checker.ValidationError):
        served_model([*nodes, helper.make_node("Softmax", ["missing"], ["probabilities"])], constants)


def test_a_replaced_calibration_is_as_good_as_the_first(graph, images):
    once = with_calibration(graph, 2.5, 0.05)
    twice = replace_calibration(with_calibration(graph, 0.7, 0.3), 2.5, 0.05)
    np.testing.assert_array_equal(answers(twice, images), answers(once, images))
    assert {tensor.name for tensor in twice.graph.initializer} == {tensor.name for tensor in once.graph.initializer}


def test_replacing_leaves_the_original_alone(graph, images):
    calibrated = with_calibration(graph, 0.7, 0.3)
    before = answers(calibrated, images)
    replace_calibration(calibrated, 2.5, 0.05)
    np.testing.assert_array_equal(answers(calibrated, images), before)


def test_uncalibrated_answers_can_be_read_beside_the_calibrated(graph, images):
    calibrated = with_calibration(graph, 2.5, 0.05)
    session = open_session(expose_uncalibrated(calibrated).SerializeToString())
    np.testing.assert_array_equal(run_outputs(session, images, [UNCALIBRATED])[UNCALIBRATED], answers(graph, images))
    np.testing.assert_array_equal(run_session(session, images), answers(calibrated, images))
    assert [output.name for output in calibrated.graph.output] == ["probabilities"]


@pytest.mark.parametrize("change", [expose_uncalibrated, lambda graph: replace_calibration(graph, 1.0, 0.1)])
def test_a_graph_without_calibration_is_refused(graph, change):
    with pytest.raises(ValueError, match="carries no calibration: it lacks kept_share, temperature, uncalibrated"):
        change(graph)


def test_a_judge_s_column_becomes_one_number_an_image(judge, graph, images):
    ink = images.reshape(len(images), -1).mean(axis=1) / 255
    np.testing.assert_allclose(judgement(judge, images), ink, rtol=1e-5)
    np.testing.assert_array_equal(answers(judge, images), answers(graph, images))
    assert [output.name for output in judge.graph.output] == ["probabilities", "digit_probability"]


@pytest.mark.parametrize(
    "change",
    [
        lambda judge: with_calibration(judge, 2.5, 0.05),
        lambda judge: replace_calibration(with_calibration(judge, 0.7, 0.3), 2.5, 0.05),
        lambda judge: expose_uncalibrated(with_calibration(judge, 2.5, 0.05)),
    ],
    ids=["with_calibration", "replace_calibration", "expose_uncalibrated"],
)
def test_calibrating_leaves_the_judgement_as_it_was(judge, graph, images, change):
    changed = change(judge)
    assert has_detector(changed)
    np.testing.assert_array_equal(judgement(changed, images), judgement(judge, images))
    np.testing.assert_array_equal(answers(changed, images), answers(with_calibration(graph, 2.5, 0.05), images))


def test_a_graph_without_a_judgement_is_no_judge(graph):
    assert not has_detector(with_calibration(graph, 2.5, 0.05))
