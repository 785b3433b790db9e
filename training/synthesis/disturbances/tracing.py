"""Follows the lines of a thinned mask as pen paths."""

import numpy as np

from digit_recognizer.image.thinning import follow


def trace(lines: np.ndarray, shortest_spur: float) -> list[np.ndarray]:
    """Follows lines of one pixel from their ends and crossings.

    Args:
        lines: bool `[h, w]`, as `thin` returns them.
        shortest_spur: pixels: a branch off a crossing that ends before is left out; see `follow`.

    Returns:
        paths float64 `[n, 2]` of x and y in pixels, pixel centres at i + 0.5; closed ones end where they begin.
    """
    return [np.array(path.pixels, dtype=np.float64)[:, ::-1] + 0.5 for path in follow(lines, shortest_spur)]
