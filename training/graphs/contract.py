"""The one form that every served graph has: uint8 `images` [n, 28, 28] in, float32 `probabilities` [n, 10] out."""

from collections.abc import Mapping, Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from digit_recognizer.contract import CLASS_COUNT, DIGIT_PROBABILITY, IMAGE_SIZE, IMAGES, PROBABILITIES

FEATURES = "features"
DIGIT_COLUMN = "digit_column"
UNCALIBRATED = "uncalibrated"
KEPT_SHARE = "kept_share"
UNIFORM_PART = "uniform_part"
TEMPERATURE = "temperature"
OPSETS = (helper.make_opsetid("", 18),)
IR_VERSION = 10


def constant(name: str, values: np.ndarray | np.generic) -> TensorProto:
    """Returns an initializer of that name."""
    return numpy_helper.from_array(np.ascontiguousarray(values), name)


def served_model(
    nodes: Sequence, constants: Sequence, opsets: Sequence = OPSETS, has_detector: bool = False
) -> onnx.ModelProto:
    """Assembles a model with the contract's input and output, and checks it; a judge has `digit_probability` too."""
    images = helper.make_tensor_value_info(IMAGES, TensorProto.UINT8, ["n", IMAGE_SIZE, IMAGE_SIZE])
    outputs = [helper.make_tensor_value_info(PROBABILITIES, TensorProto.FLOAT, ["n", CLASS_COUNT])]
    if has_detector:
        outputs.append(helper.make_tensor_value_info(DIGIT_PROBABILITY, TensorProto.FLOAT, ["n"]))
    return checked_model(nodes, constants, [images], outputs, opsets)


def checked_model(
    nodes: Sequence, constants: Sequence, inputs: Sequence, outputs: Sequence, opsets: Sequence = OPSETS
) -> onnx.ModelProto:
    """Assembles a model of whatever inputs and outputs, and checks it."""
    graph = helper.make_graph(list(nodes), "digit_recognizer", list(inputs), list(outputs), list(constants))
    model = helper.make_model(graph, opset_imports=list(opsets), ir_version=IR_VERSION)
    onnx.checker.check_model(model)
    return model


def rename_interface(model: onnx.ModelProto) -> onnx.ModelProto:
    """Gives a graph of one input, and of one output or of a judge's two, the contract's names and shapes."""
    graph = model.graph
    if not has_detector(model):
        nodes = renamed_nodes(graph.node, {graph.input[0].name: IMAGES, graph.output[0].name: PROBABILITIES})
        return served_model(nodes, graph.initializer, model.opset_import)
    nodes = renamed_nodes(graph.node, {graph.input[0].name: IMAGES, DIGIT_PROBABILITY: DIGIT_COLUMN})
    nodes.append(helper.make_node("Reshape", [DIGIT_COLUMN, "one_axis"], [DIGIT_PROBABILITY]))
    constants = [*graph.initializer, constant("one_axis", np.array([-1], dtype=np.int64))]
    return served_model(nodes, constants, model.opset_import, has_detector=True)


def has_detector(model: onnx.ModelProto) -> bool:
    """Whether a graph also says how probably each image is a digit."""
    return DIGIT_PROBABILITY in {output.name for output in model.graph.output}


def renamed_nodes(nodes: Sequence, new_names: Mapping[str, str]) -> list:
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
    """Appends `training.estimators.temperature.calibrate`: mixes in a uniform share, then tempers."""
    nodes = renamed_nodes(model.graph.node, {PROBABILITIES: UNCALIBRATED})
    nodes += [
        helper.make_node("Mul", [UNCALIBRATED, KEPT_SHARE], ["kept"]),
        helper.make_node("Add", ["kept", UNIFORM_PART], ["mixed"]),
        helper.make_node("Log", ["mixed"], ["log_mixed"]),
        helper.make_node("Div", ["log_mixed", TEMPERATURE], ["tempered"]),
        helper.make_node("Softmax", ["tempered"], [PROBABILITIES], axis=-1),
    ]
    constants = [*model.graph.initializer, *_calibration_constants(temperature, uniform_share)]
    return served_model(nodes, constants, model.opset_import, has_detector(model))


def _calibration_constants(temperature: float, uniform_share: float) -> list[TensorProto]:
    return [
        constant(KEPT_SHARE, np.float32(1 - uniform_share)),
        constant(UNIFORM_PART, np.float32(uniform_share / CLASS_COUNT)),
        constant(TEMPERATURE, np.float32(temperature)),
    ]


def replace_calibration(model: onnx.ModelProto, temperature: float, uniform_share: float) -> onnx.ModelProto:
    """Returns a copy of a calibrated graph with another calibration; everything else stays as it is.

    Raises:
        ValueError: the graph carries no calibration.
    """
    _check_calibrated(model)
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    changed = {tensor.name: tensor for tensor in _calibration_constants(temperature, uniform_share)}
    for tensor in copy.graph.initializer:
        if tensor.name in changed:
            tensor.CopyFrom(changed[tensor.name])
    onnx.checker.check_model(copy)
    return copy


def without_calibration(content: bytes) -> bytes:
    """Returns a calibrated graph with a calibration that changes nothing: equal for graphs that differ in it alone.

    Raises:
        ValueError: the graph carries no calibration.
    """
    return replace_calibration(onnx.load_from_string(content), 1.0, 0.0).SerializeToString()


def expose_uncalibrated(model: onnx.ModelProto) -> onnx.ModelProto:
    """Returns a copy of a calibrated graph with one more output: `uncalibrated`, float32 [n, 10].

    Raises:
        ValueError: the graph carries no calibration.
    """
    _check_calibrated(model)
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    copy.graph.output.append(helper.make_tensor_value_info(UNCALIBRATED, TensorProto.FLOAT, ["n", CLASS_COUNT]))
    return copy


def _check_calibrated(model: onnx.ModelProto) -> None:
    made = {output for node in model.graph.node for output in node.output}
    held = {tensor.name for tensor in model.graph.initializer}
    missing = ({UNCALIBRATED} - made) | ({KEPT_SHARE, UNIFORM_PART, TEMPERATURE} - held)
    if missing:
        raise ValueError(f"The graph carries no calibration: it lacks {', '.join(sorted(missing))}. Export it again.")
