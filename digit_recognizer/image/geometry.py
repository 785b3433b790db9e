"""Boxes on pictures and sizes of pictures, whatever they show."""

import cv2
import numpy as np


def box_of(mask: np.ndarray) -> tuple[int, int, int, int]:
    """Returns left, top, right and bottom (exclusive) of the True pixels of bool `[h, w]`, of which there is one."""
    columns, rows = np.flatnonzero(mask.any(axis=0)), np.flatnonzero(mask.any(axis=1))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def boxes_of(labels: np.ndarray, count: int) -> np.ndarray:
    """Left, top, right and bottom (exclusive) of each label from 1 to `count`: int `[count, 4]`."""
    rows, columns = np.nonzero(labels)
    label = labels[rows, columns] - 1
    boxes = np.empty((count, 4), int)
    boxes[:, :2], boxes[:, 2:] = max(labels.shape), 0
    for edge, places in enumerate((columns, rows)):
        np.minimum.at(boxes[:, edge], label, places)
        np.maximum.at(boxes[:, edge + 2], label, places + 1)
    return boxes


def shrink_to(picture: np.ndarray, side: int) -> np.ndarray:
    """Averages a picture down so that its longest side is at most `side` pixels; a thin line pales but stays."""
    height, width = picture.shape[:2]
    factor = max(height, width) / side
    return picture if factor <= 1 else _average_down(picture, width / factor, height / factor)


def shrink_by(picture: np.ndarray, zoom: float) -> np.ndarray:
    """Averages a picture down to `zoom` times its size, 0..1; at 1 it is the same array."""
    height, width = picture.shape[:2]
    return picture if zoom >= 1 else _average_down(picture, width * zoom, height * zoom)


def pixel_size(picture: np.ndarray, reduced: np.ndarray) -> tuple[float, float]:
    """Returns width and height of a pixel of the reduced copy, in pixels of the picture."""
    return picture.shape[1] / reduced.shape[1], picture.shape[0] / reduced.shape[0]


def _average_down(picture: np.ndarray, width: float, height: float) -> np.ndarray:
    return cv2.resize(picture, (max(1, round(width)), max(1, round(height))), interpolation=cv2.INTER_AREA)
