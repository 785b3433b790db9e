"""Small networks run without the engine, and answer as they do in it."""

import base64
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import helper, numpy_helper

from tests.widget import drawings

NETWORKS = ("cnn", "cnn_tiny", "cnn_micro")


def graph(*nodes: onnx.NodeProto, weights: np.ndarray | None = None, has_raw: bool = True) -> str:
    """Returns a graph of a convolution, what follows it, and a softmax over all that comes out, in base64."""
    kernels = np.full((1, 1, 3, 3), 0.1, np.float32) if weights is None else weights
    stored = [
        numpy_helper.from_array(kernels, "kernels")
        if has_raw
        else helper.make_tensor("kernels", onnx.TensorProto.FLOAT, kernels.shape, kernels.ravel()),
        numpy_helper.from_array(np.array([-1, 1, 28, 28]), "square"),
        numpy_helper.from_array(np.array([-1, 10]), "classes"),
    ]
    before = [
        helper.make_node("Cast", ["images"], ["floats"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Reshape", ["floats", "square"], ["maps"]),
    ]
    after = [
        helper.make_node("Reshape", ["last", "classes"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["probabilities"]),
    ]
    images = helper.make_tensor_value_info("images", onnx.TensorProto.UINT8, ["n", 28, 28])
    answers = helper.make_tensor_value_info("probabilities", onnx.TensorProto.FLOAT, ["n", 10])
    made = helper.make_graph([*before, *nodes, *after], "graph", [images], [answers], stored)
    return base64.b64encode(helper.make_model(made).SerializeToString()).decode()


def convolution(**attributes: Any) -> onnx.NodeProto:
    return helper.make_node("Conv", ["maps", "kernels"], ["last"], **attributes)


EVENLY = [1, 1, 1, 1]
GRAPHS = {
    "as ours": graph(convolution(pads=EVENLY)),
    "a kernel of another size": graph(convolution(), weights=np.full((1, 1, 5, 4), 0.1, np.float32)),
    "padded by name": graph(convolution(auto_pad="SAME_UPPER")),
    "every second row, every third pixel": graph(convolution(strides=[2, 3], pads=EVENLY)),
    "every second pixel of the kernel": graph(convolution(dilations=[2, 2])),
    "stored as numbers": graph(convolution(pads=EVENLY), has_raw=False),
    "half as precise": graph(convolution(pads=EVENLY), weights=np.full((1, 1, 3, 3), 0.1, np.float16)),
    "a node unknown": graph(
        helper.make_node("Conv", ["maps", "kernels"], ["wide"], pads=EVENLY),
        helper.make_node("Exp", ["wide"], ["last"]),
    ),
}


@pytest.fixture(scope="module")
def answers(in_node, address):
    made = drawings.single_digits()
    read = in_node("widget.mjs", {"drawings": made, "models": ["cnn_tiny"]}, address)["readings"]
    images = [item["reading"]["image"] for item in read]
    images += [base64.b64encode(bytes(784)).decode(), base64.b64encode(bytes([255] * 784)).decode()]
    return in_node(
        "widget_light.mjs",
        {"images": images, "models": [*NETWORKS, "lenet", "random_forest"], "graphs": GRAPHS},
        address,
    )


@pytest.mark.parametrize("name", NETWORKS)
def test_it_answers_as_in_the_engine(answers, name):
    for key in ("probabilities", "digitProbability"):
        light, engine = (np.array([output[key] for output in answers[name][way]]) for way in ("light", "engine"))
        assert len(light) > 20
        assert np.abs(light - engine).max() < 1e-4


def test_a_graph_with_an_unknown_node_is_left_to_the_engine(answers):
    assert answers["lenet"] is None
    assert answers["random_forest"] is None


def test_what_is_not_computed_as_the_engine_does_is_left_to_it(answers):
    assert answers["opened"] == ["as ours", "a kernel of another size", "every second row, every third pixel"]
