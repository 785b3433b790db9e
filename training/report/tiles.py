"""Groups of small images with a caption beneath each, drawn as one picture: many axes would be slow and loose."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from digit_recognizer.contract import IMAGE_SIZE, PIXEL_MAX
from training.report.style import GREY, INK, write_title

# Inches on paper, and the picture's own unit: one pixel of an image.
WIDTH, TITLE = 8.4, 0.36
SPACING, HEADING, CAPTION = 6, 13, 18
CAPTION_SIZES = (9.5, 8.5)


@dataclass(frozen=True)
class Tiles:
    """Images uint8 [n, 28, 28], 0 = paper, under one heading, each with a caption of two short lines."""

    heading: str
    images: np.ndarray
    captions: Sequence[tuple[str, str]]
    colour: str = INK


def draw_tiles(title: str, groups: Sequence[Tiles], columns: int) -> Figure:
    """Draws the groups one below the other; a group without images keeps its heading."""
    heights = [HEADING + math.ceil(len(group.images) / columns) * (IMAGE_SIZE + CAPTION) for group in groups]
    width, height = columns * (IMAGE_SIZE + SPACING), sum(heights)
    tall = height * WIDTH / width
    figure = Figure(figsize=(WIDTH, tall + TITLE))
    axes = figure.add_axes((0, 0, 1, tall / (tall + TITLE)))
    picture = np.zeros((height, width), dtype=np.uint8)
    top = 0
    for group, group_height in zip(groups, heights, strict=True):
        axes.text(0.01 * width, top + 5, group.heading, va="center", fontsize=10, color=group.colour)
        for number, (image, caption) in enumerate(zip(group.images, group.captions, strict=True)):
            row, column = divmod(number, columns)
            left = column * (IMAGE_SIZE + SPACING) + SPACING // 2
            upper = top + HEADING + row * (IMAGE_SIZE + CAPTION)
            picture[upper : upper + IMAGE_SIZE, left : left + IMAGE_SIZE] = image
            _write_caption(axes, left + IMAGE_SIZE / 2, upper + IMAGE_SIZE, caption, group.colour)
        top += group_height
    show_ink(axes, picture)
    write_title(figure, title)
    return figure


def _write_caption(axes: Axes, centre: float, top: float, caption: tuple[str, str], colour: str) -> None:
    first, second = CAPTION_SIZES
    axes.text(centre, top + 6.5, caption[0], ha="center", fontsize=first, fontweight="bold", color=colour)
    axes.text(centre, top + 13, caption[1], ha="center", fontsize=second, color=GREY)


def show_ink(axes: Axes, picture: np.ndarray) -> None:
    """Shows a picture uint8 [height, width], 0 = paper, as dark ink on white, without frame or marks."""
    # Blending pixels would triple the size of the file.
    extent = (0, picture.shape[1], picture.shape[0], 0)
    axes.imshow(PIXEL_MAX - picture, cmap="gray", vmin=0, vmax=PIXEL_MAX, extent=extent, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
