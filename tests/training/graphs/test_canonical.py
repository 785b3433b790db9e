"""Names and order of a graph depend on what it computes alone."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from training.graphs.canonical import canonical
from training.graphs.contract import checked_model, constant


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


def test_inner_graphs_are_refused():
    model = graph("model", False)
    model.graph.node[0].attribute.append(helper.make_attribute("body", model.graph))
    with pytest.raises(ValueError, match="A Add holds a graph of its own"):
        canonical(model)
