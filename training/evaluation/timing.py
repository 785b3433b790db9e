"""How long one answer takes."""

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np


def median_milliseconds(ask: Callable[[np.ndarray], Any], images: np.ndarray, warm_up: int, runs: int) -> float:
    """Returns the median time of `ask` for one image uint8 [1, h, w], after some calls that do not count."""
    times = []
    for index in range(warm_up + runs):
        image = images[index % len(images)][np.newaxis]
        started = time.perf_counter()
        ask(image)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times[warm_up:])
