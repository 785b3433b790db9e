"""Names and order of a graph depend on what it computes alone."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from training.graphs.canonical import canonical
from training.graphs.contract import checked_model, constant

SHAPES = (["n", 2, 3], ["n", 6])


def graph(prefix: str, is_reversed: bool) -> onnx.ModelProto:
    """Returns (x + a) * (x - b), its names beginning as asked, its parts in one order or the other."""
    a, b, left, right, unused = (f"{prefix}/{name}" for name in ("a", "b", "left", "right", "unused"))
    parts = [helper.make_node("Add", ["x", a], [left], name=left), helper.make_node("Sub", ["x", b], [right])]
    constants = [constant(a, np.float32(2)), constant(b, np.float32(1)), constant(unused, np.float32(0))]
    step = -1 if is_reversed else 1
    nodes = [*parts[::step], helper.make_node("Mul", [left, right], ["y"])]
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n"]) for name in "xy"]
    return checked_model(nodes, constants[::step], values[:1], values[1:])


def test_equal_graphs_become_equal_bytes():
    first, other = (canonical(graph(*made)) for made in (("model_1", False), ("model_72", True)))
    assert first.SerializeToString() == other.SerializeToString()
    assert [node.op_type for node in first.graph.node] == ["Add", "Sub", "Mul"]
    assert [tensor.name for tensor in first.graph.initializer] == ["w0", "w1"]


def flattening(is_computed: bool) -> onnx.ModelProto:
    """Returns x [n, 2, 3] as [n, 6], the shape computed from that of x, as converters leave it, or stored."""
    computed = [
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Slice", ["shape", "start", "end"], ["rows"]),
        helper.make_node("Concat", ["rows", "rest"], ["flat"], axis=0),
    ]
    stored = {"start": [0], "end": [1], "rest": [-1]} if is_computed else {"flat": [-1, 6]}
    nodes = [*(computed if is_computed else []), helper.make_node("Reshape", ["x", "flat"], ["y"])]
    x, y = (
        helper.make_tensor_value_info(name, TensorProto.FLOAT, dims) for name, dims in zip("xy", SHAPES, strict=True)
    )
    return checked_model(nodes, [constant(name, np.array(value)) for name, value in stored.items()], [x], [y])


def test_a_shape_that_is_known_but_for_one_length_is_not_computed():
    assert canonical(flattening(True)).SerializeToString() == canonical(flattening(False)).SerializeToString()


def test_a_shape_of_two_unknown_lengths_stays_computed():
    model = flattening(True)
    model.graph.input[0].type.tensor_type.shape.dim[2].dim_param = "width"
    model.graph.output[0].type.tensor_type.shape.dim[1].dim_param = "pixels"
    assert [node.op_type for node in canonical(model).graph.node] == ["Shape", "Slice", "Concat", "Reshape"]


def test_inner_graphs_are_refused():
    model = graph("model", False)
    model.graph.node[0].attribute.append(helper.make_attribute("body", model.graph))
    with pytest.raises(ValueError, match="A Add holds a graph of its own"):
        canonical(model)
