"""The one form that every served graph has: uint8 `images` [n, 28, 28] in, float32 `probabilities` [n, 10] out."""

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from digit_recognizer.contract import CLASS_COUNT, IMAGE_SIZE, IMAGES, PIXEL_MAX, PROBABILITIES

FEATURES = "features"
PIXELS = "pixels"
UNCALIBRATED = "uncalibrated"
OPSETS = (helper.make_opsetid("", 18),)
IR_VERSION = 10


def constant(name: str, values: np.ndarray) -> TensorProto:
    """Returns an initializer of that name."""
    return numpy_helper.from_array(np.ascontiguousarray(values), name)


def flat_pixels() -> tuple[list, list]:
    """Returns nodes and constants that turn `images` into `pixels` uint8 [n, 784]."""
    nodes = [helper.make_node("Reshape", [IMAGES, "flat_shape"], [PIXELS])]
    return nodes, [constant("flat_shape", np.array([-1, IMAGE_SIZE * IMAGE_SIZE], dtype=np.int64))]


def scaled_features() -> tuple[list, list]:
    """Returns nodes and constants that turn `images` into `features` float32 [n, 784] in 0 to 1."""
    nodes, constants = flat_pixels()
    nodes += [
        helper.make_node("Cast", [PIXELS], ["float_pixels"], to=TensorProto.FLOAT),
        helper.make_node("Div", ["float_pixels", "pixel_max"], [FEATURES]),
    ]
    return nodes, [*constants, constant("pixel_max", np.float32(PIXEL_MAX))]


def served_model(nodes: Sequence, constants: Sequence, opsets: Sequence = OPSETS) -> onnx.ModelProto:
    """Assembles a model with the contract's input and output, and checks it."""
    graph = helper.make_graph(
        list(nodes),
        "digit_recognizer",
        [helper.make_tensor_value_info(IMAGES, TensorProto.UINT8, ["n", IMAGE_SIZE, IMAGE_SIZE])],
        [helper.make_tensor_value_info(PROBABILITIES, TensorProto.FLOAT, ["n", CLASS_COUNT])],
        list(constants),
    )
    model = helper.make_model(graph, opset_imports=list(opsets), ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    return model


def rename_interface(model: onnx.ModelProto) -> onnx.ModelProto:
    """Gives a graph with one input and one output the contract's names and shapes."""
    graph = model.graph
    nodes = _renamed(graph.node, {graph.input[0].name: IMAGES, graph.output[0].name: PROBABILITIES})
    return served_model(nodes, graph.initializer, model.opset_import)


def _renamed(nodes: Sequence, new_names: Mapping[str, str]) -> list:
    """Returns copies of the nodes whose inputs and outputs have new names."""
    copies = []
    for node in nodes:
        copy = onnx.NodeProto()
        copy.CopyFrom(node)
        copy.input[:] = [new_names.get(name, name) for name in node.input]
        copy.output[:] = [new_names.get(name, name) for name in node.output]
        copies.append(copy)
    return copies


def with_calibration(model: onnx.ModelProto, temperature: float, uniform_share: float) -> onnx.ModelProto:
    """Appends the calibration of `training.calibrate.calibrate`: mixes in a uniform share, then tempers."""
    nodes = _renamed(model.graph.node, {PROBABILITIES: UNCALIBRATED})
    nodes += [
        helper.make_node("Mul", [UNCALIBRATED, "kept_share"], ["kept"]),
        helper.make_node("Add", ["kept", "uniform_part"], ["mixed"]),
        helper.make_node("Log", ["mixed"], ["log_mixed"]),
        helper.make_node("Div", ["log_mixed", "temperature"], ["tempered"]),
        helper.make_node("Softmax", ["tempered"], [PROBABILITIES], axis=-1),
    ]
    constants = [
        *model.graph.initializer,
        constant("kept_share", np.float32(1 - uniform_share)),
        constant("uniform_part", np.float32(uniform_share / CLASS_COUNT)),
        constant("temperature", np.float32(temperature)),
    ]
    return served_model(nodes, constants, model.opset_import)
