"""What a function calls becomes a graph, and nothing besides."""

import numpy as np
import pytest
from onnx import numpy_helper

from tests.training.graphs.parts import run_part
from training.graphs.tracing import flat_pixels, scaled_features, stored, trace, traced_model


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).integers(0, 256, (20, 28, 28), dtype=np.uint8)


def test_features_are_fractions_of_full_ink(images):
    np.testing.assert_array_equal(run_part(scaled_features, images), images.reshape(20, 784) / np.float32(255))


def test_nodes_hold_what_runs_and_no_notes():
    nodes, _ = trace(scaled_features, "features")
    assert [node.op_type for node in nodes] == ["Reshape", "Cast", "Div"]
    assert [list(node.output) for node in nodes] == [["v0"], ["v1"], ["features"]]
    assert not any(node.name or node.metadata_props or node.doc_string for node in nodes)


def test_arrays_are_kept_of_their_own_type_in_one_piece():
    values = np.arange(6, dtype=np.uint16).reshape(2, 3).T
    _, constants = trace(lambda op, images: op.Cast(stored(op, "values", values), to=1), "floats")
    kept = {constant.name: numpy_helper.to_array(constant) for constant in constants}["values"]
    assert kept.dtype == np.uint16
    np.testing.assert_array_equal(kept, values)


def test_numbers_take_the_type_of_what_they_meet(images):
    def brighter(op, images):
        return op.Cast(op.Greater(flat_pixels(op, images), 200), to=1)

    np.testing.assert_array_equal(run_part(brighter, images), images.reshape(20, 784) > 200)


def test_a_graph_of_probabilities_is_the_served_one():
    model = traced_model(lambda op, images: op.Softmax(op.ReduceMax(scaled_features(op, images), [1]), axis=-1))
    assert [(value.name, len(value.type.tensor_type.shape.dim)) for value in model.graph.output] == [
        ("probabilities", 2)
    ]
    assert not model.graph.value_info
