"""What a model of a given kind goes by: the examples nearest to an image, a tree's questions, weights, feature maps.

All of it is read off the served graph, once it is asked for.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal, Protocol

import numpy as np
import onnxruntime

from digit_recognizer.constants import SHARED
from digit_recognizer.contract import CLASS_COUNT, IMAGE_SIZE, IMAGES, PIXEL_MAX, PROBABILITIES
from digit_recognizer.explanation.changes import log
from digit_recognizer.explanation.graph import outputs_of, with_outputs

_SHARED = SHARED["evidence"]
MAPS: int = _SHARED["maps"]
MIN_MAP_SIDE: int = _SHARED["min_map_side"]  # px: smaller maps say little to the eye
STRONG_SHARE: float = _SHARED["strong_share"]  # of weights that are less than strong
VALUE_DECIMALS = 2

_BLANK = np.zeros((1, IMAGE_SIZE, IMAGE_SIZE), np.uint8)

OpenSession = Callable[[bytes], onnxruntime.InferenceSession]


@dataclass(frozen=True, eq=False)
class EvidencePicture:
    """A picture to look at.

    Attributes:
        label: the digit that it is about; None for none.
        values: float32 [h, w], -1 to 1.
    """

    label: int | None
    values: np.ndarray


@dataclass(frozen=True)
class TreeStep:
    """One question of a decision tree: whether a pixel is brighter than a threshold.

    Attributes:
        row: of the pixel in the 28x28 image.
        column: likewise.
        ink: what the pixel holds, 0 = paper, 255 = ink.
        threshold: more ink than this leads to the right.
        is_inked: the answer.
    """

    row: int
    column: int
    ink: int
    threshold: int
    is_inked: bool


@dataclass(frozen=True, eq=False)
class Evidence:
    """What a model of its kind goes by.

    Attributes:
        kind: "neighbours": the learnt examples nearest to the image, as well as the model remembers them, the nearest
            first; "path": the questions of a tree; "weights": how much ink at each place counts for the label, and
            below zero against it; "maps": the strongest of a convolutional network's feature maps for the image, the
            strongest first; "pixels": how many of a forest's trees ask for each pixel on their way.
        pictures: what there is to look at.
        steps: a tree's questions, from its root to a leaf.
    """

    kind: Literal["neighbours", "path", "weights", "maps", "pixels"]
    pictures: tuple[EvidencePicture, ...] = ()
    steps: tuple[TreeStep, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Returns plain dictionaries and lists, as JSON holds them; values are rounded."""
        pictures = [
            {"label": picture.label, "values": (np.round(picture.values.astype(float), VALUE_DECIMALS) + 0.0).tolist()}
            for picture in self.pictures
        ]
        return {"kind": self.kind, "pictures": pictures, "steps": [asdict(step) for step in self.steps]}


class Witness(Protocol):
    """Says what one model goes by."""

    def testify(self, image28: np.ndarray, label: int) -> Evidence:
        """Returns the evidence about an image uint8 [28, 28] for the digit that the model answers."""


def find_witness(family: str, content: bytes, open_session: OpenSession) -> Witness | None:
    """Returns who speaks for a graph; None for models that nobody can look into.

    Args:
        family: the model's family.
        content: its graph.
        open_session: opens a graph.
    """
    witnesses: dict[str, Callable[[bytes, OpenSession], Witness | None]] = {
        "convolutional": Maps.open,
        "linear": Weights.open,
        "neighbours": Neighbours.open,
        "trees": Trees.open,
    }
    opened = witnesses.get(family)
    return None if opened is None else opened(content, open_session)


@dataclass(frozen=True, eq=False)
class Neighbours:
    """The examples of a nearest-neighbours graph, which keeps no pictures but 40 numbers of each: blurred pictures."""

    session: onnxruntime.InferenceSession
    labels: np.ndarray
    mean: np.ndarray
    components: np.ndarray
    steps: np.ndarray
    examples: np.ndarray

    STORED = ("labels", "mean", "components", "steps_per_unit", "example_bytes")
    FOUND = "nearest"

    @classmethod
    def open(cls, content: bytes, open_session: OpenSession) -> "Neighbours | None":
        """Returns None where the graph keeps its examples another way."""
        if cls.FOUND not in outputs_of(content, "TopK"):
            return None
        session = open_session(with_outputs(content, [cls.FOUND, *cls.STORED]))
        return cls(session, *session.run(list(cls.STORED), {IMAGES: _BLANK}))

    def testify(self, image28: np.ndarray, label: int) -> Evidence:
        """Returns the nearest examples."""
        [[nearest]] = self.session.run([self.FOUND], {IMAGES: image28[None]})
        points = self.examples[nearest].astype(np.float32) / self.steps
        pictures = (self.mean + points @ self.components.T).clip(0, 1).astype(np.float32)
        rows = zip(self.labels[nearest].tolist(), pictures.reshape(-1, IMAGE_SIZE, IMAGE_SIZE), strict=True)
        return Evidence("neighbours", tuple(EvidencePicture(int(digit), values) for digit, values in rows))


@dataclass(frozen=True, eq=False)
class Trees:
    """The tables of a tree or a forest, as `training/graphs/trees.py` writes them; a leaf is its own left child."""

    pixel: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    roots: np.ndarray

    STORED = ("pixel", "threshold", "left", "roots")

    @classmethod
    def open(cls, content: bytes, open_session: OpenSession) -> "Trees | None":
        """Returns None where the graph keeps its trees another way."""
        try:
            session = open_session(with_outputs(content, cls.STORED))
        except Exception:  # ONNX Runtime has an error of its own for each that may be wrong with a graph
            return None
        return cls(*session.run(list(cls.STORED), {IMAGES: _BLANK}))

    def testify(self, image28: np.ndarray, label: int) -> Evidence:
        """Returns the one tree's questions, or the pixels that the trees of a forest ask for."""
        roots = self.roots.ravel().tolist()
        paths = [self._path(root, image28.ravel()) for root in roots]
        if len(paths) == 1:
            return Evidence("path", steps=tuple(paths[0]))
        counts = np.zeros((IMAGE_SIZE, IMAGE_SIZE), np.float32)
        for path in paths:
            for step in path:
                counts[step.row, step.column] += 1
        return Evidence("pixels", (EvidencePicture(label, counts / max(1.0, float(counts.max()))),))

    def _path(self, node: int, pixels: np.ndarray) -> list[TreeStep]:
        steps = []
        while self.left[node] != node:
            place, threshold = int(self.pixel[node]), int(self.threshold[node])
            ink = int(pixels[place])
            steps.append(TreeStep(*divmod(place, IMAGE_SIZE), ink, threshold, ink > threshold))
            node = int(self.left[node]) + int(ink > threshold)
        return steps


@dataclass(frozen=True, eq=False)
class Weights:
    """How much each pixel counts for each digit in a linear model, float32 [10, 28, 28], the strong ones as 1 or -1."""

    values: np.ndarray

    @classmethod
    def open(cls, content: bytes, open_session: OpenSession) -> "Weights":
        """Measures the weights: in a linear model a pixel moves the log-probabilities by the same on any image."""
        single = np.zeros((IMAGE_SIZE**2 + 1, IMAGE_SIZE**2), np.uint8)
        np.fill_diagonal(single, PIXEL_MAX)
        images28 = single.reshape(-1, IMAGE_SIZE, IMAGE_SIZE)
        [probabilities] = open_session(content).run([PROBABILITIES], {IMAGES: images28})
        logs = log(probabilities.astype(np.float64))
        centred = logs - logs.mean(axis=1, keepdims=True)
        weights = (centred[:-1] - centred[-1]).T.reshape(CLASS_COUNT, IMAGE_SIZE, IMAGE_SIZE)
        # A few pixels at the edge, which hardly any digit reaches, have the greatest weights by far.
        strong = np.quantile(np.abs(weights), STRONG_SHARE, axis=(1, 2), keepdims=True)
        return cls((weights / np.maximum(strong, 1e-9)).clip(-1, 1).astype(np.float32))

    def testify(self, image28: np.ndarray, label: int) -> Evidence:
        """Returns the weights for the label, which are the same for every image."""
        return Evidence("weights", (EvidencePicture(label, self.values[label]),))


@dataclass(frozen=True, eq=False)
class Maps:
    """The feature maps of a convolutional network: of its last layer whose maps are not yet small."""

    session: onnxruntime.InferenceSession
    layer: str

    @classmethod
    def open(cls, content: bytes, open_session: OpenSession) -> "Maps | None":
        """Returns None where no layer has such maps."""
        names = outputs_of(content, "Relu")
        session = open_session(with_outputs(content, names))
        answers = dict(zip(names, session.run(names, {IMAGES: _BLANK}), strict=True))
        layers = [name for name, maps in answers.items() if maps.ndim == 4 and maps.shape[-1] >= MIN_MAP_SIDE]
        return cls(session, layers[-1]) if layers else None

    def testify(self, image28: np.ndarray, label: int) -> Evidence:
        """Returns the maps that the image excites most."""
        [[maps]] = self.session.run([self.layer], {IMAGES: image28[None]})
        strongest = np.argsort(-maps.mean(axis=(1, 2)), kind="stable")[:MAPS]
        peak = max(float(maps[strongest].max()), 1e-9)
        return Evidence("maps", tuple(EvidencePicture(None, maps[index] / peak) for index in strongest))
