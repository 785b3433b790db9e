"""How often the room Practise is wrong: digits that it does not count, and what it counts that is none.

The thresholds, in assets/practise/rules.json, are chosen on one half of MNIST's test writers and on one set of
scribbles; the figures are those of the other half and of another set. The model has seen none.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import numpy as np

from digit_recognizer.files import ASSETS, write_atomically
from digit_recognizer.recognizer import Recognizer
from training.data.mnist import load_mnist
from training.data.mnist_writers import load_mnist_writers
from training.synthesis.outliers.collection import load_outliers

RULES = ASSETS / "practise" / "rules.json"
MODEL = "cnn_tiny"
TRIED = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
OUTLIERS = {"scribbles": 150}
ALIKE_IN_A_MIRROR = (0, 1, 8)
# The splits of what is no digit, on which thresholds are chosen, and of which figures are stated.
CHOOSING, STATING = "validation", "test"


@dataclass(frozen=True)
class Rules:
    """From which probability a digit counts, is almost it, and is taken for a mirrored one."""

    accept: float
    almost: float
    mirrored: float

    @classmethod
    def read(cls) -> Self:
        """Returns the rules that the page goes by."""
        written = json.loads(RULES.read_text(encoding="utf-8"))
        return cls(**{name: written[name] for name in cls.__dataclass_fields__})

    def write(self, figures: Mapping[str, float]) -> None:
        """Writes the rules again, with what they were measured to do, which the page states."""
        content = json.dumps({**asdict(self), "figures": dict(figures)}, indent=2) + "\n"
        write_atomically(RULES, lambda file: file.write(content.encode()))


@dataclass(frozen=True)
class Readings:
    """What is read in images: labels int64 [n], their probabilities float32 [n], whether each is taken for a digit."""

    labels: np.ndarray
    confidences: np.ndarray
    is_digit: np.ndarray

    def counts(self, threshold: float) -> np.ndarray:
        """Says of which images the label counts: bool [n]."""
        return self.is_digit & (self.confidences >= threshold)


@dataclass(frozen=True)
class Samples:
    """Digits as they were written and in a mirror, with their labels int64 [n]; and what is no digit, kinds str [m]."""

    labels: np.ndarray
    digits: Readings
    flipped: Readings
    others: Readings
    kinds: np.ndarray


def read_images(recognizer: Recognizer, images: np.ndarray) -> Readings:
    """Reads images uint8 [n, 28, 28] as the page does."""
    probabilities, digit_probability = recognizer.read_images(images, MODEL)
    threshold = recognizer.rejection_threshold(MODEL) or 0.0
    is_digit = np.ones(len(images), bool) if digit_probability is None else digit_probability >= threshold
    return Readings(probabilities.argmax(axis=1), probabilities.max(axis=1), is_digit)


def measure(samples: Samples, accept: float, mirrored: float) -> dict[str, float]:
    """Returns shares of 1, by what they are shares of.

    Args:
        samples: what people wrote and programs drew.
        accept: the probability from which a digit counts.
        mirrored: the probability from which what the mirror shows counts.
    """
    is_counted = samples.digits.counts(accept)
    is_read = samples.digits.labels == samples.labels
    is_seen = samples.flipped.counts(mirrored) & (samples.flipped.labels == samples.labels)
    turns = ~np.isin(samples.labels, ALIKE_IN_A_MIRROR)
    # A digit in a mirror is what was flipped, and its mirror image is the digit.
    counted_flipped = samples.flipped.counts(accept) & (samples.flipped.labels == samples.labels)
    seen_flipped = samples.digits.counts(mirrored) & is_read & ~counted_flipped
    figures = {
        "digits refused": 1 - float((is_counted & is_read).mean()),
        "digits counted as another": float((is_counted & ~is_read).mean()),
        "digits called mirrored": float((is_seen & ~is_read & turns).mean()),
        "mirrored digits recognised": float(seen_flipped[turns].mean()),
        "mirrored digits counted": float(counted_flipped[turns].mean()),
    }
    others = samples.others.counts(accept)
    return figures | {f"{kind} counted": float(others[samples.kinds == kind].mean()) for kind in OUTLIERS}


def practise_in_words(bundle: Path, mnist: Path | None) -> str:
    """Returns a table of the figures by threshold, on what they are chosen by and on what they are stated of.

    The figures of the page's own thresholds are written beside these, for the page to state.

    Args:
        bundle: the folder of the served models.
        mnist: MNIST's folder; see `load_mnist`.

    Raises:
        DatasetError: MNIST, its writers or fonts are not at hand.
    """
    recognizer, rules = Recognizer.load(bundle), Rules.read()
    tables = []
    for title, half, split in (("Chosen on", 0, CHOOSING), ("Stated of", 1, STATING)):
        samples = _samples(recognizer, mnist, half, split)
        by_threshold = {accept: measure(samples, accept, rules.mirrored) for accept in TRIED}
        lines = [_line("counts from", [f"{accept:g}" for accept in TRIED])]
        for name in by_threshold[TRIED[0]]:
            lines.append(_line(name, [f"{100 * by_threshold[accept][name]:.2f}%" for accept in TRIED]))
        about = (
            f"{title} {len(samples.labels):,} digits by one half of the writers and {len(samples.kinds):,} scribbles:"
        )
        tables.append("\n".join([about, *lines]))
    rules.write(measure(samples, rules.accept, rules.mirrored))
    return "\n\n".join([*tables, f"The page counts from {rules.accept:g}, a mirrored digit from {rules.mirrored:g}."])


def _line(name: str, cells: list[str]) -> str:
    return f"{name:28}" + "".join(f"{cell:>9}" for cell in cells)


def _samples(recognizer: Recognizer, mnist: Path | None, half: int, split: str) -> Samples:
    """Reads the digits of every other of MNIST's test writers, and what is no digit of a split."""
    test, writers = load_mnist(mnist).test, load_mnist_writers().test
    writers.check_same_rows(test)
    rows = np.flatnonzero(writers.writers % 2 == half)
    others = load_outliers(split, OUTLIERS, mnist=mnist)
    images = test.images[rows]
    return Samples(
        test.labels[rows],
        read_images(recognizer, images),
        read_images(recognizer, np.ascontiguousarray(images[:, :, ::-1])),
        read_images(recognizer, others.images),
        others.kinds,
    )
