"""What a network of the zoo is made of, layer by layer as it is built."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from digit_recognizer.contract import CLASS_COUNT, DIGIT_PROBABILITY, IMAGE_SIZE
from training.report.formats import percent
from training.zoo.heads import DETECTOR, NO_OUTLIER, NO_SYMBOL, SYMBOL_DETECTOR
from training.zoo.sklearn_models import build_mlp, build_standardised_mlp
from training.zoo.spec import ModelSpec

IMAGE = "image"
PIXEL_COUNT = IMAGE_SIZE * IMAGE_SIZE
ACTIVATIONS = {
    "relu": "ReLU",
    "softmax": "softmax",
    "tanh": "tanh",
    "logistic": "sigmoid",
    "linear": "",
    "identity": "",
}
UNIT_RANGE = "pixels 0 to 1"
_JUDGES = (DETECTOR, SYMBOL_DETECTOR, NO_OUTLIER, NO_SYMBOL, DIGIT_PROBABILITY)


@dataclass(frozen=True)
class Layer:
    """One box of a drawing; what only changes numbers on the way, as dropout does, belongs to the box before it.

    Attributes:
        title: what it does, such as "convolution 5×5".
        detail: how, in pieces separated by ", ".
        output_shape: what it hands on, without the batch: (rows, columns, channels) or (units,).
        parameters: how many numbers it keeps, those included that averages rather than gradients set.
        is_beside: whether it takes the last maps, beside the way to the answer, and hands nothing on.
    """

    title: str
    detail: str
    output_shape: tuple[int, ...]
    parameters: int
    is_beside: bool = False


def is_network(spec: ModelSpec) -> bool:
    """Whether the model of this spec has layers to draw."""
    return spec.framework in ("keras", "tensorflow") or spec.build in (build_mlp, build_standardised_mlp)


def layers_of(spec: ModelSpec) -> list[Layer]:
    """Returns the layers of a network, from the image to the ten probabilities.

    Raises:
        ValueError: the model is no network, or it has a layer of a kind that has no words here yet.
    """
    if not is_network(spec):
        raise ValueError(f"{spec.name!r} is a model of the family {spec.family!r}, not a network: it has no layers.")
    readers = {"keras": _layers_of_keras, "tensorflow": _layers_of_tensorflow, "sklearn": _layers_of_perceptron}
    return readers[spec.framework](spec)


def _layers_of_keras(spec: ModelSpec) -> list[Layer]:
    layers = [_image("")]
    judge: list[Any] = []
    for layer in spec.build(**spec.hyperparameters, seed=spec.seed).layers:
        kind, shape = type(layer).__name__, tuple(layer.output.shape[1:])
        if layer.name in _JUDGES:
            judge.append(layer)
        elif kind in ("Conv2D", "DepthwiseConv2D"):
            layers.append(_convolution(layer, shape))
        elif kind == "MaxPooling2D":
            layers.append(Layer(f"max pooling {times(layer.pool_size)}", "", shape, 0))
        elif kind == "Dense":
            layers.append(_dense(layer.units, ACTIVATIONS[layer.activation.__name__], layer.count_params()))
        else:
            last = layers[-1]
            note = _note_on(kind, layer)
            detail = last.detail if note in last.detail.split(", ") else _joined(last.detail, note)
            layers[-1] = replace(last, detail=detail, parameters=last.parameters + layer.count_params())
    return [*layers[:-1], *_beside(judge), layers[-1]]


def _convolution(layer: Any, shape: tuple[int, ...]) -> Layer:
    filters = f"{layer.filters} filters" if hasattr(layer, "filters") else "each map by its own filter"
    uses = len(layer._inbound_nodes)
    stride = max(layer.strides)
    detail = _joined(
        filters,
        f"stride {stride}" if stride > 1 else "",
        f"used {uses} times" if uses > 1 else "",
        ACTIVATIONS[layer.activation.__name__],
    )
    return Layer(f"convolution {times(layer.kernel_size)}", detail, shape, layer.count_params())


def _beside(judge: Sequence[Any]) -> list[Layer]:
    """Returns one box for the layers that say, beside the answer, whether the image is a digit at all."""
    if not judge:
        return []
    units = {layer.name: layer.units for layer in judge if layer.name in (DETECTOR, SYMBOL_DETECTOR)}
    of_symbols = f"{units[SYMBOL_DETECTOR]} for symbols, " if SYMBOL_DETECTOR in units else ""
    detail = f"{units[DETECTOR]} units, ReLU, {of_symbols}then 1: a digit or none"
    parameters = sum(layer.count_params() for layer in judge)
    return [Layer("judge", detail, (units[DETECTOR],), parameters, is_beside=True)]


def _note_on(kind: str, layer: Any) -> str:
    """Returns the words that a layer without a box of its own adds to the box before it."""
    notes = {
        "InputLayer": "",
        "Rescaling": UNIT_RANGE,
        "Reshape": "",
        "Flatten": "",
        "UnitNormalization": "scaled to length 1",
        "Add": "shortcuts",
        "BatchNormalization": "batch normalisation",
        "ReLU": "ReLU",
    }
    if kind == "Dropout":
        return _dropout(layer.rate)
    if kind not in notes:
        raise ValueError(f"No words for the Keras layer {layer.name!r} of kind {kind!r}. Known: {', '.join(notes)}.")
    return notes[kind]


def _layers_of_tensorflow(spec: ModelSpec) -> list[Layer]:
    network = spec.build(**spec.hyperparameters, seed=spec.seed)
    layers, side = [_image(UNIT_RANGE)], IMAGE_SIZE
    # Only the convolutional network has kernels. Its padding keeps the side, its pooling halves it.
    convolutions = zip(getattr(network, "kernels", ()), getattr(network, "kernel_biases", ()), strict=True)
    for kernel, biases in convolutions:
        rows, columns, _, filters = (int(size) for size in kernel.shape)
        count = _size(kernel) + _size(biases)
        title, detail = f"convolution {times((rows, columns))}", f"{filters} filters, ReLU"
        layers.append(Layer(title, detail, (side, side, filters), count))
        side //= 2
        layers.append(Layer("max pooling 2×2", "", (side, side, filters), 0))
    for weights, biases in zip(network.weights[:-1], network.biases[:-1], strict=True):
        layers.append(_dense(_size(biases), "ReLU", _size(weights) + _size(biases)))
    if network.dropout.share:
        layers[-1] = replace(layers[-1], detail=_joined(layers[-1].detail, _dropout(network.dropout.share)))
    weights, biases = network.weights[-1], network.biases[-1]
    return [*layers, _dense(_size(biases), "softmax", _size(weights) + _size(biases))]


def _layers_of_perceptron(spec: ModelSpec) -> list[Layer]:
    """Reads scikit-learn's hyperparameters: its perceptron has no weights before it is fitted."""
    model = spec.build(**spec.hyperparameters, seed=spec.seed).set_params(**spec.tuned)
    *before, (_, perceptron) = getattr(model, "steps", [("", model)])
    hidden = perceptron.hidden_layer_sizes
    widths = [PIXEL_COUNT, *([hidden] if isinstance(hidden, int) else hidden), CLASS_COUNT]
    activations = [ACTIVATIONS[perceptron.activation]] * (len(widths) - 2) + ["softmax"]
    dense = [
        _dense(units, activation, (inputs + 1) * units)
        for (inputs, units), activation in zip(itertools.pairwise(widths), activations, strict=True)
    ]
    return [_image("pixels standardised" if before else UNIT_RANGE), *dense]


def _image(detail: str) -> Layer:
    return Layer(IMAGE, detail, (IMAGE_SIZE, IMAGE_SIZE, 1), 0)


def _dense(units: int, activation: str, parameters: int) -> Layer:
    noun = "digits" if activation == "softmax" else "units"
    return Layer("dense layer", _joined(f"{units:,} {noun}", activation), (units,), parameters)


def _dropout(rate: float) -> str:
    return f"dropout {percent(rate, 0)}"


def _joined(*pieces: str) -> str:
    return ", ".join(piece for piece in pieces if piece)


def _size(variable: Any) -> int:
    return math.prod(variable.shape)


def times(sizes: Sequence[int]) -> str:
    """Writes sizes as a product: 5×5."""
    return "×".join(f"{size:,}" for size in sizes)
