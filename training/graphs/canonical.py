"""Gives what converters make the same names and order whenever the network is the same: same weights, same bytes."""

from collections.abc import Iterator, Mapping

import numpy as np
import onnx

from training.graphs.contract import checked_model, constant, renamed_nodes


def canonical(model: onnx.ModelProto) -> onnx.ModelProto:
    """Returns the graph with values and weights numbered in the order in which the outputs need them.

    Converters name them after counters that depend on what else the process has built, and order them by these names.
    What they simplify depends on that order: shapes that they compute or not are constants afterwards. The names of
    inputs and outputs stay; what no output needs is left out.

    Raises:
        ValueError: a node holds a graph of its own.
    """
    graph = _with_constant_shapes(model).graph
    made = {name: node for node in graph.node for name in node.output}
    weights = {tensor.name: tensor for tensor in graph.initializer}
    nodes = list(_in_order(graph, made))
    names = {value.name: value.name for value in (*graph.input, *graph.output)}
    kept: list[onnx.TensorProto] = []
    for node in nodes:
        for name in node.input:
            if name in weights and name not in names:
                names[name] = f"w{len(kept)}"
                tensor = onnx.TensorProto()
                tensor.CopyFrom(weights[name])
                tensor.name = names[name]
                tensor.ClearField("doc_string")
                kept.append(tensor)
    between = [name for node in nodes for name in node.output if name and name not in names]
    names |= {name: f"v{number}" for number, name in enumerate(between)}
    plain = [_plain(node) for node in renamed_nodes(nodes, names)]
    return checked_model(plain, kept, graph.input, graph.output, model.opset_import)


def _with_constant_shapes(model: onnx.ModelProto) -> onnx.ModelProto:
    """Returns a copy in which no Reshape computes its shape where at most one length of it is unknown."""
    inferred = onnx.shape_inference.infer_shapes(model, data_prop=True)
    lengths = {value.name: _lengths(value) for value in (*inferred.graph.value_info, *inferred.graph.output)}
    stored = {tensor.name for tensor in model.graph.initializer}
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    for number, node in enumerate(copy.graph.node):
        shape = lengths.get(node.output[0], [])
        if node.op_type == "Reshape" and node.input[1] not in stored and shape.count(-1) == 1:
            node.input[1] = f"constant_shape_{number}"
            copy.graph.initializer.append(constant(node.input[1], np.array(shape, np.int64)))
    return copy


def _lengths(value: onnx.ValueInfoProto) -> list[int]:
    """Returns a value's shape, -1 for every length that is not known."""
    return [size.dim_value if size.HasField("dim_value") else -1 for size in value.type.tensor_type.shape.dim]


def _in_order(graph: onnx.GraphProto, made: Mapping[str, onnx.NodeProto]) -> Iterator[onnx.NodeProto]:
    """Yields each node that the outputs need, after those that it needs itself."""
    seen: set[int] = set()
    waiting = [(made[output.name], False) for output in reversed(graph.output)]
    while waiting:
        node, is_ready = waiting.pop()
        if is_ready:
            yield node
        elif id(node) not in seen:
            seen.add(id(node))
            waiting.append((node, True))
            waiting += [(made[name], False) for name in reversed(node.input) if name in made]


def _plain(node: onnx.NodeProto) -> onnx.NodeProto:
    """Returns a node without name and notes, its attributes in the order of their names."""
    if any(attribute.type in (onnx.AttributeProto.GRAPH, onnx.AttributeProto.GRAPHS) for attribute in node.attribute):
        raise ValueError(f"A {node.op_type} holds a graph of its own, whose names cannot be made canonical.")
    attributes = sorted(node.attribute, key=lambda attribute: attribute.name)
    plain = onnx.NodeProto(op_type=node.op_type, domain=node.domain, input=node.input, output=node.output)
    plain.attribute.extend(attributes)
    return plain
