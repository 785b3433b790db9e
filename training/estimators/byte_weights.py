"""Weights rounded to whole numbers of 8 bits: a quarter of the file for a change of accuracy that is measured.

A network rounds its own weights at the end of training, so that the served graph, which stores the whole numbers, and
the native model answer the same.
"""

import numpy as np

MAX_LEVEL = 127
MIN_ROUNDED_SIZE = 4_096


def split_levels(weights: np.ndarray, output_axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Splits weights into whole numbers int8 of their shape and float32 scales, one per output.

    Symmetric quantization with a scale per output channel (Jacob et al. 2018).
    """
    other_axes = tuple(axis for axis in range(weights.ndim) if axis != output_axis % weights.ndim)
    largest = np.abs(weights).max(axis=other_axes, keepdims=True)
    scales = np.where(largest > 0, largest / MAX_LEVEL, 1).astype(np.float32)
    return np.rint(weights / scales).astype(np.int8), scales


def rounded(weights: np.ndarray) -> np.ndarray:
    """Returns weights whose last axis counts outputs as float32 that `split_levels` holds without loss.

    Biases and small matrices stay as they are.
    """
    if weights.ndim < 2 or weights.size < MIN_ROUNDED_SIZE:
        return weights
    levels, scales = split_levels(weights, -1)
    return levels * scales
