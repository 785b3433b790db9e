"""Bundles of tiny graphs, some of which detect whether a picture is a digit at all."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from digit_recognizer.contract import CLASS_COUNT, DIGIT_PROBABILITY, IMAGE_SIZE, IMAGES, PIXEL_MAX, PROBABILITIES

ABSENT = object()
PIXELS = IMAGE_SIZE * IMAGE_SIZE


@dataclass(frozen=True)
class TinyModel:
    """A linear model with weights of its seed.

    Attributes:
        detects: with a second output: the share of the picture that is ink, times `gain`, at most 1.
        threshold: what the manifest says under `rejection_threshold`; ABSENT for nothing.
    """

    seed: int = 0
    detects: bool = False
    gain: float = 1.0
    threshold: object = ABSENT


def write_bundle(folder: Path, models: Mapping[str, TinyModel], default: str | None = None) -> Path:
    """Writes a bundle; by default its first model is the default one."""
    entries = {}
    for name, model in models.items():
        path, content = f"models/{name}/model.onnx", graph_of(model)
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_bytes(content)
        file = {"path": path, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        entries[name] = {"title": name.title(), "family": "linear", "metrics": {"sets": {}}, "files": [file]}
        if model.threshold is not ABSENT:
            entries[name]["rejection_threshold"] = model.threshold
    manifest = {
        "manifest_version": 1,
        "bundle_version": "0.0.1",
        "default_model": default or next(iter(models)),
        "models": entries,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def graph_of(model: TinyModel) -> bytes:
    """Returns the served graph of a tiny model."""
    weights = np.random.default_rng(model.seed).normal(size=(PIXELS, CLASS_COUNT)).astype(np.float32)
    nodes = [
        helper.make_node("Cast", [IMAGES], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("Reshape", ["numbers", "flat"], ["pixels"]),
        helper.make_node("Div", ["pixels", "most"], ["features"]),
        helper.make_node("MatMul", ["features", "weights"], ["logits"]),
        helper.make_node("Softmax", ["logits"], [PROBABILITIES], axis=-1),
    ]
    constants = {"flat": np.array([-1, PIXELS]), "most": np.float32(PIXEL_MAX), "weights": weights}
    outputs = [helper.make_tensor_value_info(PROBABILITIES, TensorProto.FLOAT, ["n", CLASS_COUNT])]
    if model.detects:
        nodes += [
            helper.make_node("ReduceMean", ["features", "last_axis"], ["ink"], keepdims=0),
            helper.make_node("Mul", ["ink", "gain"], ["raised"]),
            helper.make_node("Min", ["raised", "one"], [DIGIT_PROBABILITY]),
        ]
        constants |= {"last_axis": np.array([1]), "gain": np.float32(model.gain), "one": np.float32(1)}
        outputs.append(helper.make_tensor_value_info(DIGIT_PROBABILITY, TensorProto.FLOAT, ["n"]))
    images = helper.make_tensor_value_info(IMAGES, TensorProto.UINT8, ["n", IMAGE_SIZE, IMAGE_SIZE])
    initializers = [numpy_helper.from_array(np.asarray(values), name) for name, values in constants.items()]
    graph = helper.make_graph(nodes, "tiny", [images], outputs, initializers)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10).SerializeToString()


def ink_share(images28: np.ndarray) -> np.ndarray:
    """Returns what a tiny detector of gain 1 says of images uint8 [n, 28, 28]."""
    return images28.mean(axis=(1, 2)) / PIXEL_MAX
