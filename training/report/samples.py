"""What the data looks like, and which images are read right, wrong, or by no model at all."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from digit_recognizer.contract import CLASS_COUNT, IMAGE_SIZE
from training.data.images import LabelledImages
from training.report.style import GREY, INDIGO, INK, ORANGE, write_title
from training.report.tiles import WIDTH, Tiles, draw_tiles, show_ink

GRID_COLUMNS = 20
GALLERY_COLUMNS = 12
RIGHT_COUNT, WRONG_COUNT = 12, 24
NEVER_RIGHT_COLUMNS = 10
NEVER_RIGHT_COUNT = 40
# No model is certain: 99.97 % is not shown as 100.
MAX_SURE = 99.9


def draw_class_distribution(train_labels: np.ndarray, test_labels: np.ndarray) -> Figure:
    """Draws how often each digit occurs among the training and the test images, in percent and in numbers."""
    figure = Figure(figsize=(WIDTH, 3.2), layout="constrained")
    axes = figure.subplots()
    parts = (
        (f"{len(train_labels):,} training", train_labels, INDIGO),
        (f"{len(test_labels):,} test", test_labels, GREY),
    )
    for part, (name, labels, colour) in enumerate(parts):
        shift, below = 0.4 * part - 0.2, -0.15 - 0.085 * part
        style: dict[str, Any] = {"transform": axes.get_xaxis_transform(), "va": "top", "fontsize": 8.5, "color": colour}
        axes.text(-0.55, below, name, ha="right", **style)
        counts = np.bincount(labels, minlength=CLASS_COUNT)
        for digit, (count, share) in enumerate(zip(counts, 100 * counts / len(labels), strict=True)):
            bar = axes.bar(digit + shift, share, width=0.38, color=colour)
            axes.bar_label(bar, fmt="%.1f", padding=2, fontsize=8, color=colour)
            axes.text(digit, below, f"{count:,}", ha="center", **style)
    axes.set(xlim=(-0.5, CLASS_COUNT - 0.5), xticks=range(CLASS_COUNT), yticks=[], ylabel="percent of the images")
    axes.tick_params(length=0, labelsize=12, labelcolor=INK)
    axes.spines.left.set_visible(False)
    write_title(figure, _name_extremes(train_labels))
    return figure


def _name_extremes(labels: np.ndarray) -> str:
    shares = 100 * np.bincount(labels, minlength=CLASS_COUNT) / len(labels)
    most, least = shares.argmax(), shares.argmin()
    return (
        f"The {most} is the most common digit, {shares[most]:.1f} % of the training images; "
        f"the {least} is the rarest, {shares[least]:.1f} %"
    )


def draw_sample_grid(rows: LabelledImages) -> Figure:
    """Draws the first images of each digit, a row per digit."""
    grid = np.zeros((CLASS_COUNT, IMAGE_SIZE, GRID_COLUMNS, IMAGE_SIZE), dtype=np.uint8)
    for digit in range(CLASS_COUNT):
        first = rows.images[np.flatnonzero(rows.labels == digit)[:GRID_COLUMNS]]
        grid[digit, :, : len(first)] = first.transpose(1, 0, 2)
    figure = Figure(figsize=(WIDTH, WIDTH * CLASS_COUNT / GRID_COLUMNS + 0.35), layout="constrained")
    axes = figure.subplots()
    show_ink(axes, grid.reshape(CLASS_COUNT * IMAGE_SIZE, -1))
    for digit in range(CLASS_COUNT):
        place = (-0.4 * IMAGE_SIZE, (digit + 0.5) * IMAGE_SIZE)
        axes.text(*place, str(digit), ha="center", va="center", fontsize=12, fontweight="bold", color=INDIGO)
    write_title(figure, f"The first {GRID_COLUMNS} images of each digit")
    return figure


def draw_gallery(rows: LabelledImages, probabilities: np.ndarray) -> Figure:
    """Draws what one model reads right, surely and just so, and where it is wrong and most sure of it.

    Args:
        rows: the images with their labels.
        probabilities: the model's answers float [n, 10].
    """
    answers, sureness = probabilities.argmax(axis=1), probabilities.max(axis=1)
    from_surest = np.argsort(-sureness, kind="stable")
    is_right = answers == rows.labels
    right, wrong = from_surest[is_right[from_surest]], from_surest[~is_right[from_surest]]

    def tiles(heading: str, chosen: np.ndarray, colour: str) -> Tiles:
        names = [_name_reading(rows.labels[row], answers[row]) for row in chosen]
        sure = [f"{min(100 * sureness[row], MAX_SURE):.1f} %" for row in chosen]
        return Tiles(heading, rows.images[chosen], list(zip(names, sure, strict=True)), colour)

    groups = (
        tiles("Right and surest of it, every digit in turn", _in_turn(right, rows.labels)[:RIGHT_COUNT], INK),
        tiles("Right and least sure of it", right[::-1][:RIGHT_COUNT], INK),
        tiles("Wrong and surest of it: what was written → what was read", wrong[:WRONG_COUNT], ORANGE),
    )
    title = f"{len(right):,} of {len(rows):,} images are read right, {len(wrong):,} wrong"
    return draw_tiles(title, groups, GALLERY_COLUMNS)


def _in_turn(order: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Reorders rows to each digit's first, then each digit's second, and so on: the surest alone may be all ones."""
    turns = np.empty(len(order), dtype=np.int64)
    for digit in range(CLASS_COUNT):
        members = labels[order] == digit
        turns[members] = np.arange(members.sum())
    return order[np.lexsort((labels[order], turns))]


def _name_reading(truth: int, answer: int) -> str:
    return f"{truth}" if truth == answer else f"{truth} → {answer}"


def never_right(labels: np.ndarray, answers: Mapping[str, np.ndarray]) -> np.ndarray:
    """Returns the numbers of the rows, ascending, that every model gets wrong.

    Args:
        labels: the truth, int64 [n].
        answers: each model's answers, int64 [n], by the model's name.

    Raises:
        ValueError: there are no models, or a model has another number of answers.
    """
    return np.flatnonzero(_count_wrong(labels, answers) == len(answers))


def _count_wrong(labels: np.ndarray, answers: Mapping[str, np.ndarray]) -> np.ndarray:
    """Returns for every row how many models get it wrong."""
    if not answers:
        raise ValueError("No model's answers were given; there is nothing to compare with the labels.")
    for name, answered in answers.items():
        if len(answered) != len(labels):
            raise ValueError(f"{name!r} answers {len(answered):,} images; there are {len(labels):,} labels.")
    return sum((answered != labels).astype(np.int64) for answered in answers.values())


def draw_never_right(rows: LabelledImages, answers: Mapping[str, np.ndarray]) -> Figure:
    """Draws the images that every model gets wrong, those first on which most models agree.

    Args:
        rows: the images with their labels.
        answers: each model's answers, int64 [n], by the model's name.
    """
    missed = never_right(rows.labels, answers)
    votes = sum(np.eye(CLASS_COUNT, dtype=np.int64)[answered[missed]] for answered in answers.values())
    order = np.argsort(-votes.max(axis=1), kind="stable")[:NEVER_RIGHT_COUNT]
    captions = [
        (
            _name_reading(rows.labels[missed[number]], votes[number].argmax()),
            f"by {votes[number].max()} of {len(answers)}",
        )
        for number in order
    ]
    heading = "What was written → what the models most often read, and how many do"
    if hidden := len(missed) - len(order):
        heading += f" ({len(order)} are shown, {hidden:,} more are not)"
    title = f"{len(missed):,} of {len(rows):,} images are read wrong by all {len(answers)} models"
    tiles = Tiles(heading, rows.images[missed[order]], captions, ORANGE)
    return draw_tiles(title, [tiles], NEVER_RIGHT_COLUMNS)


def draw_errors_shared(labels: np.ndarray, answers: Mapping[str, np.ndarray]) -> Figure:
    """Draws how many images are read wrong by no model, by one, by two, and so on up to all."""
    counts = np.bincount(_count_wrong(labels, answers), minlength=len(answers) + 1)
    figure = Figure(figsize=(WIDTH, 3.2), layout="constrained")
    axes = figure.subplots()
    colours = [GREY, *[INDIGO] * (len(answers) - 1), ORANGE]
    bars = axes.bar(range(len(counts)), counts, color=colours, width=0.8)
    axes.bar_label(bars, [f"{count:,}" for count in counts], padding=2, fontsize=8.5, color=INK)
    # Ones would have no height on a scale that starts at one.
    axes.set_yscale("log")
    axes.set(ylim=(0.5, 2 * len(labels)), yticks=[1, 10, 100, 1_000, 10_000], xlim=(-0.6, len(counts) - 0.4))
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.minorticks_off()
    names = ["none", *(str(number) for number in range(1, len(answers))), "all"]
    axes.set_xticks(range(len(counts)), names)
    axes.set(xlabel="models that read the image wrong", ylabel="images, ×10 at each mark")
    write_title(
        figure,
        f"{counts[0]:,} of {len(labels):,} images are read right by all {len(answers)} models, {counts[-1]:,} by none",
    )
    return figure
