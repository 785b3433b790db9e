"""Digits 0 to 9 as a few polylines, made up for these tests, so that they need no data set."""

import numpy as np


def _arc(centre: tuple[float, float], radii: tuple[float, float], start: float, end: float) -> list[list[float]]:
    """Points on an ellipse from one angle to another, in degrees; 0 is right, 90 is down."""
    angles = np.deg2rad(np.linspace(start, end, 24))
    return [[centre[0] + radii[0] * np.cos(angle), centre[1] + radii[1] * np.sin(angle)] for angle in angles]


HANDMADE_DIGITS: dict[str, list[list[list[float]]]] = {
    "0": [_arc((50, 50), (30, 45), -90, 270)],
    "1": [[[50, 5], [50, 95]]],
    "1 flagged": [[[35, 25], [52, 5], [52, 95]]],
    "1 with foot": [[[35, 25], [52, 5], [52, 93]], [[32, 96], [72, 96]]],
    "2": [[*_arc((50, 30), (25, 25), 190, 380), [25, 95], [78, 95]]],
    "3": [[*_arc((48, 28), (24, 22), 200, 450), *_arc((48, 72), (28, 23), -90, 150)]],
    "4": [[[60, 5], [22, 65], [82, 65]], [[62, 40], [62, 98]]],
    "4 open": [[[28, 8], [24, 55], [76, 55]], [[70, 10], [68, 96]]],
    "5": [[[32, 8], [30, 45], *_arc((46, 68), (28, 27), -120, 140)], [[34, 8], [76, 6]]],
    "5 with loose bar": [[[28, 22], [28, 48], *_arc((46, 70), (28, 26), -120, 140)], [[40, 2], [84, 0]]],
    "6": [[[64, 5], [40, 30], *_arc((50, 70), (22, 25), 190, 550)]],
    "7": [[[22, 8], [76, 8], [42, 96]]],
    "7 crossed": [[[22, 8], [76, 8], [42, 96]], [[34, 50], [74, 50]]],
    "8": [[*_arc((50, 28), (20, 22), 90, 450), *_arc((50, 74), (25, 23), -90, 270)]],
    "9": [[*_arc((50, 30), (22, 24), 0, -360), [72, 30], [66, 96]]],
    "9 curly": [[*_arc((50, 28), (22, 22), -20, -360), [72, 28], [70, 75], *_arc((46, 78), (24, 18), 0, 150)]],
}
