"""Rounded weights are stored as bytes and answer the same; other weights are left alone."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from digit_recognizer.model import open_session, run_session
from training.estimators.byte_weights import rounded
from training.graphs.byte_weights import with_byte_weights
from training.graphs.contract import FEATURES, constant, served_model
from training.graphs.tracing import scaled_features, trace

FILTERS = 128


def network(kernel, dense, last):
    """A convolution of 7 x 7 whole pixels apart, a dense layer and a small one; kernel as ONNX keeps it."""
    nodes, constants = trace(scaled_features, FEATURES)
    nodes += [
        helper.make_node("Reshape", [FEATURES, "picture"], ["pictures"]),
        helper.make_node("Conv", ["pictures", "kernel"], ["convolved"], strides=[7, 7]),
        helper.make_node("Reshape", ["convolved", "flat"], ["flattened"]),
        helper.make_node("MatMul", ["flattened", "dense"], ["hidden"]),
        helper.make_node("Relu", ["hidden"], ["rectified"]),
        helper.make_node("MatMul", ["rectified", "last"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=-1),
    ]
    shapes = {"picture": [-1, 1, 28, 28], "flat": [-1, FILTERS * 16]}
    constants += [constant(name, np.array(shape, dtype=np.int64)) for name, shape in shapes.items()]
    weights = {"kernel": kernel, "dense": dense, "last": last}
    return served_model(nodes, [*constants, *(constant(name, values) for name, values in weights.items())])


@pytest.fixture(scope="module")
def weights():
    """A kernel [filters, 1, 7, 7], a matrix [2048, 20] and a small one [20, 10], none of them rounded."""
    generator = np.random.default_rng(0)
    shapes = ((FILTERS, 1, 7, 7), (FILTERS * 16, 20), (20, 10))
    return tuple(generator.normal(0, 0.1, shape).astype(np.float32) for shape in shapes)


@pytest.fixture(scope="module")
def rounded_weights(weights):
    kernel, dense, last = weights
    # A network rounds its kernels with the outputs last, as Keras and TensorFlow keep them.
    outputs_last = np.moveaxis(kernel, 0, -1)
    return np.moveaxis(rounded(outputs_last), -1, 0), rounded(dense), last


def stored(model):
    return {initializer.name: numpy_helper.to_array(initializer) for initializer in model.graph.initializer}


def test_rounded_weights_become_bytes(rounded_weights):
    before = network(*rounded_weights)
    after = with_byte_weights(before)
    constants = stored(after)
    assert constants["kernel_levels"].dtype == constants["dense_levels"].dtype == np.int8
    assert constants["kernel_scales"].size == FILTERS
    assert constants["dense_scales"].size == 20
    assert not {"kernel", "dense"} & set(constants)
    assert after.ByteSize() < before.ByteSize() * 0.35
    for name, weights in zip(("kernel", "dense"), rounded_weights, strict=False):
        np.testing.assert_allclose(constants[f"{name}_levels"] * constants[f"{name}_scales"], weights, rtol=1e-6)


def test_answers_stay_the_same(rounded_weights):
    images = np.random.default_rng(1).integers(0, 256, (60, 28, 28), dtype=np.uint8)
    before = network(*rounded_weights)
    after = with_byte_weights(before)
    onnx.checker.check_model(after)
    answers = [run_session(open_session(model.SerializeToString()), images) for model in (before, after)]
    assert np.ptp(answers[0], axis=0).min() > 0.01
    np.testing.assert_allclose(answers[1], answers[0], atol=1e-5)


def test_weights_that_were_not_rounded_are_left_as_they_are(weights):
    before = network(*weights)
    assert with_byte_weights(before).graph == before.graph


def test_each_weight_is_judged_by_itself(weights, rounded_weights):
    after = with_byte_weights(network(weights[0], rounded_weights[1], weights[2]))
    constants = stored(after)
    assert {"kernel", "dense_levels", "last"} <= set(constants)
    np.testing.assert_array_equal(constants["kernel"], weights[0])
    casts = [node for node in after.graph.node if node.op_type == "Cast" and node.input[0] == "dense_levels"]
    assert [cast.attribute[0].i for cast in casts] == [TensorProto.FLOAT]


def test_small_weights_stay_even_where_they_are_whole_numbers(rounded_weights):
    last = np.tile(np.array([-127, 127], dtype=np.float32), 100).reshape(20, 10)
    assert "last" in stored(with_byte_weights(network(*rounded_weights[:2], last)))
