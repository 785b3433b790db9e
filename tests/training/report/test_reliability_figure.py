"""Reliability diagrams show each model's bins, and which of them lie off the line."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from training.evaluation.metrics import measure
from training.report.reliability_figure import COLUMNS, FEWEST_ANSWERS, draw_reliability
from training.report.style import INDIGO, ORANGE, PALE_GREY, render

COUNT = 100


def answers(confidence: float, accuracy: float, count: int = COUNT) -> tuple[np.ndarray, np.ndarray]:
    """Returns answers of one confidence, as many of them right as `accuracy` says, and their labels."""
    probabilities = np.full((count, 10), (1 - confidence) / 9, dtype=np.float32)
    probabilities[:, 0] = confidence
    return probabilities, np.where(np.arange(count) < accuracy * count, 0, 1)


def panels_of(measured):
    return [axes for axes in draw_reliability("a title", measured).axes if axes.get_visible()]


def test_each_model_has_a_panel_with_its_error():
    measured = {f"model_{number}": measure(*answers(0.8, 0.8)) for number in range(COLUMNS + 2)}
    panels = panels_of(measured)
    assert [axes.get_title(loc="left") or axes.get_title() for axes in panels] == list(measured)
    assert panels[0].texts[0].get_text() == "ECE 0.000"


@pytest.mark.parametrize(
    ("confidence", "accuracy", "count", "colour"),
    [
        (0.82, 0.80, COUNT, INDIGO),
        (0.82, 0.50, COUNT, ORANGE),
        (0.82, 0.50, FEWEST_ANSWERS - 2, PALE_GREY),
    ],
    ids=["honest", "promises too much", "too few to say"],
)
def test_a_point_tells_how_far_it_is_off(confidence, accuracy, count, colour):
    [axes] = panels_of({"one": measure(*answers(confidence, accuracy, count))})
    drawn = [
        (tuple(place), to_hex(shade))
        for points in axes.collections
        for place, shade in zip(points.get_offsets(), points.get_facecolors(), strict=True)
    ]
    [((across, up), shade)] = drawn
    assert (across, up) == (pytest.approx(confidence, abs=1e-4), pytest.approx(accuracy, abs=1e-4))
    assert shade == colour


def test_a_diagram_becomes_a_small_picture():
    picture = render(lambda: draw_reliability("a title", {"one": measure(*answers(0.7, 0.6))}))
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 50_000
