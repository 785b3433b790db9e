"""What a network of the zoo is made of, layer by layer as it is built, and its drawing."""

import itertools
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from digit_recognizer.contract import CLASS_COUNT, DIGIT_PROBABILITY, IMAGE_SIZE
from training.report.style import GREY, INDIGO, INK, PALE_GREY, PALE_INDIGO, write_title
from training.zoo.handwriting_models import DETECTOR
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

# Inches, which are the drawing's own units too.
WIDTH, WIDEST_COLUMN = 8.4, 2.1
TITLE, ROOM, LINE = 0.36, 1.35, 0.15
LETTER, BOLD_LETTER, GAP = 0.07, 0.083, 0.05
TALLEST_BAR, LOGARITHM_OF_TALLEST, BAR_WIDTH = 1.15, 10, 0.15
FONT_SIZE = 8.5
MAX_COLUMNS, ROW_GAP, DETOUR = 9, 0.3, 0.62
PEN_STROKE = ((0.27, 0.74), (0.7, 0.74), (0.42, 0.22))


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
        if layer.name in (DETECTOR, DIGIT_PROBABILITY):
            judge.append(layer)
        elif kind == "Conv2D":
            detail = _joined(f"{layer.filters} filters", ACTIVATIONS[layer.activation.__name__])
            layers.append(Layer(f"convolution {_times(layer.kernel_size)}", detail, shape, layer.count_params()))
        elif kind == "MaxPooling2D":
            layers.append(Layer(f"max pooling {_times(layer.pool_size)}", "", shape, 0))
        elif kind == "Dense":
            layers.append(_dense(layer.units, ACTIVATIONS[layer.activation.__name__], layer.count_params()))
        else:
            last = layers[-1]
            detail = _joined(last.detail, _note_on(kind, layer))
            layers[-1] = replace(last, detail=detail, parameters=last.parameters + layer.count_params())
    return [*layers[:-1], *_beside(judge), layers[-1]]


def _beside(judge: Sequence[Any]) -> list[Layer]:
    """Returns one box for the layers that say, beside the answer, whether the image is a digit at all."""
    if not judge:
        return []
    units = judge[0].units
    parameters = sum(layer.count_params() for layer in judge)
    return [Layer("judge", f"{units} units, ReLU, then 1: a digit or none", (units,), parameters, is_beside=True)]


def _note_on(kind: str, layer: Any) -> str:
    """Returns the words that a layer without a box of its own adds to the box before it."""
    notes = {
        "InputLayer": "",
        "Rescaling": UNIT_RANGE,
        "Reshape": "",
        "Flatten": "",
        "UnitNormalization": "scaled to length 1",
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
        title, detail = f"convolution {_times((rows, columns))}", f"{filters} filters, ReLU"
        layers.append(Layer(title, detail, (side, side, filters), count))
        side //= 2
        layers.append(Layer("max pooling 2×2", "", (side, side, filters), 0))
    for weights, biases in zip(network.weights[:-1], network.biases[:-1], strict=True):
        layers.append(_dense(_size(biases), "ReLU", _size(weights) + _size(biases)))
    if network.dropout:
        layers[-1] = replace(layers[-1], detail=_joined(layers[-1].detail, _dropout(network.dropout)))
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
    return f"dropout {100 * rate:.3g} %"


def _joined(*pieces: str) -> str:
    return ", ".join(piece for piece in pieces if piece)


def _size(variable: Any) -> int:
    return math.prod(variable.shape)


def _times(sizes: Sequence[int]) -> str:
    return "×".join(f"{size:,}" for size in sizes)


@dataclass(frozen=True)
class _Row:
    """Boxes side by side, the words over and under each, and the inches that words take."""

    layers: Sequence[Layer]
    headings: Sequence[tuple[list[str], list[str]]]
    counts: Sequence[list[str]]
    above: float
    below: float

    @property
    def height(self) -> float:
        return self.above + ROOM + self.below


def draw_architecture(title: str, layers: Sequence[Layer]) -> Figure:
    """Draws a network from left to right: maps as stacked squares, true to scale; units as bars, by their logarithm.

    Many layers take two rows. What hangs beside the way to the answer stands behind it, on a line from the last maps.
    """
    row_count = math.ceil(len(layers) / MAX_COLUMNS)
    length = math.ceil(len(layers) / row_count)
    column = min(WIDTH / length, WIDEST_COLUMN)
    ordered = sorted(layers, key=lambda layer: layer.is_beside)
    rows = [_lay_out(ordered[start : start + length], column) for start in range(0, len(ordered), length)]
    height = TITLE + sum(row.height for row in rows) + (row_count - 1) * ROW_GAP
    figure = Figure(figsize=(WIDTH, height))
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, height))
    axes.set_axis_off()
    top = height - TITLE
    for number, row in enumerate(rows):
        _write_words(axes, row, top, column)
        middle = top - row.above - ROOM / 2
        _draw_shapes(axes, row, middle, column, follows=number > 0, is_continued=number < row_count - 1)
        top -= row.height + ROW_GAP
    write_title(figure, f"{title}: {sum(layer.parameters for layer in layers):,} parameters")
    return figure


def _lay_out(layers: Sequence[Layer], column: float) -> _Row:
    """Breaks words to fit the columns, and finds how much room they take."""
    headings = [_heading(layer, column) for layer in layers]
    counts = [f"{layer.parameters:,} parameters" if layer.parameters else "" for layer in layers]
    if len(max(counts, key=len)) * LETTER > column - GAP:
        counts = [count.replace(" ", "\n") for count in counts]
    above = max(len(title_lines) + len(detail_lines) for title_lines, detail_lines in headings) * LINE
    below = (2 + max(count.count("\n") for count in counts)) * LINE
    return _Row(layers, headings, [count.split("\n") for count in counts], above, below)


def _write_words(axes: Axes, row: _Row, top: float, column: float) -> None:
    """Writes what each box is over it, its shape and its parameters under it."""
    below = top - row.above - ROOM
    for number, (layer, heading, count) in enumerate(zip(row.layers, row.headings, row.counts, strict=True)):
        centre = (number + 0.5) * column
        _write_lines(axes, (centre, top), heading[0], color=INK, fontweight="bold")
        _write_lines(axes, (centre, top - len(heading[0]) * LINE), heading[1], color=GREY)
        _write_lines(axes, (centre, below), [_times(layer.output_shape)], color=INK)
        _write_lines(axes, (centre, below - LINE), count, color=INDIGO)


def _draw_shapes(axes: Axes, row: _Row, middle: float, column: float, *, follows: bool, is_continued: bool) -> None:
    """Draws the boxes of one row and the arrows between them, from the row before and to the next."""
    previous = 0.0 if follows else None
    last_maps = None
    for number, layer in enumerate(row.layers):
        centre = (number + 0.5) * column
        is_map = len(layer.output_shape) > 1
        reach = (_draw_maps if is_map else _draw_bar)(axes, layer, (centre, middle), column)
        if layer.is_beside and last_maps:
            _draw_detour(axes, last_maps, (centre, middle - _bar_height(layer) / 2), middle - DETOUR)
        elif previous is not None and not layer.is_beside:
            _draw_arrow(axes, (previous, middle), (centre - reach, middle))
        if is_map:
            last_maps = (centre, middle - reach)
        previous = centre + reach
    if is_continued and previous is not None:
        _draw_arrow(axes, (previous, middle), (len(row.layers) * column, middle))


def _heading(layer: Layer, column: float) -> tuple[list[str], list[str]]:
    """Returns the lines of a layer's title and of its detail, broken to fit the column."""
    detail = [textwrap.wrap(piece, int(column / LETTER), break_long_words=False) for piece in layer.detail.split(", ")]
    title = textwrap.wrap(layer.title, int(column / BOLD_LETTER), break_long_words=False)
    return title, list(itertools.chain(*detail))


def _write_lines(axes: Axes, place: tuple[float, float], lines: Sequence[str], **style) -> None:
    # One text a line: a block of lines would shift with the height of its first letters.
    for number, line in enumerate(lines, start=1):
        axes.text(place[0], place[1] - number * LINE, line, ha="center", fontsize=FONT_SIZE, **style)


def _draw_maps(axes: Axes, layer: Layer, place: tuple[float, float], column: float) -> float:
    """Draws channels as squares one behind the other, few for many; returns half the stack's width."""
    rows, _, channels = layer.output_shape
    behind = round(math.log2(channels))
    step = 0.02 + 0.018 * rows / IMAGE_SIZE
    side = rows / IMAGE_SIZE * min(0.62 * column, 0.9)
    reach = (side + behind * step) / 2
    left, bottom = place[0] - reach, place[1] - reach
    for number in range(behind, -1, -1):
        corner = (left + number * step, bottom + number * step)
        axes.add_patch(Rectangle(corner, side, side, **_paint(layer)))
    if layer.title == IMAGE:
        x, y = zip(*((left + x * side, bottom + y * side) for x, y in PEN_STROKE), strict=True)
        axes.plot(x, y, color=INK, linewidth=4.5 * side, solid_capstyle="round", solid_joinstyle="round")
    return reach


def _draw_bar(axes: Axes, layer: Layer, place: tuple[float, float], column: float) -> float:
    """Draws units as a bar, and the ten answers as ten cells; returns half the bar's width."""
    (units,) = layer.output_shape
    cells = units if units == CLASS_COUNT else 1
    width, height = min(BAR_WIDTH, column / 4), _bar_height(layer)
    for cell in range(cells):
        corner = (place[0] - width / 2, place[1] - height / 2 + cell * height / cells)
        axes.add_patch(Rectangle(corner, width, height / cells, **_paint(layer)))
    return width / 2


def _bar_height(layer: Layer) -> float:
    return TALLEST_BAR * math.log2(layer.output_shape[0]) / LOGARITHM_OF_TALLEST


def _paint(layer: Layer) -> dict[str, Any]:
    if layer.parameters:
        return {"facecolor": PALE_INDIGO, "edgecolor": INDIGO, "linewidth": 0.8}
    return {"facecolor": "white" if layer.title == IMAGE else PALE_GREY, "edgecolor": GREY, "linewidth": 0.8}


def _draw_arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], shrink: float = 4) -> None:
    arrow = {"arrowstyle": "-|>,head_width=0.12,head_length=0.25", "color": GREY, "shrinkA": shrink, "shrinkB": 4}
    axes.annotate("", end, xytext=start, arrowprops=arrow)


def _draw_detour(axes: Axes, start: tuple[float, float], end: tuple[float, float], level: float) -> None:
    """Draws an arrow that passes under what lies between."""
    axes.plot((start[0], start[0], end[0]), (start[1] - GAP, level, level), color=GREY, linewidth=1)
    _draw_arrow(axes, (end[0], level), end, shrink=0)
