import io

import pytest
from PIL import Image

from training.report.stress_figure import draw_stress_figure
from training.report.style import render
from training.store.figures import LevelFigures, StressCurve, StressFigures, WorstLevel
from training.synthesis.disturbances.catalogue import DISTURBANCES


def made_up(accuracy: float) -> StressFigures:
    curves = {
        name: StressCurve(
            title=disturbance.title,
            unit=disturbance.unit,
            neutral=disturbance.neutral,
            stated_range=tuple(disturbance.stated_range),
            levels=tuple(LevelFigures(level=level, accuracy=accuracy, rows=5) for level in disturbance.levels),
        )
        for name, disturbance in DISTURBANCES.items()
    }
    worst = WorstLevel(disturbance="size", level=0.08, accuracy=accuracy)
    return StressFigures(
        rows=5, accuracy=accuracy, errors=0, accuracy_in_range=accuracy, worst=worst, disturbances=curves
    )


def test_a_panel_for_each_disturbance_and_a_line_for_each_model():
    figure = draw_stress_figure("Made up", {"CNN": made_up(0.99), "LeNet": made_up(0.8)})
    panels = [axes for axes in figure.axes if axes.get_visible()]
    assert [axes.get_title(loc="left") or axes.get_title() for axes in panels] == [
        d.title for d in DISTURBANCES.values()
    ]
    assert all(len(axes.get_lines()) == 2 for axes in panels)
    assert panels[0].get_ylim()[0] < 0.8


def test_the_figure_is_drawn_as_a_picture():
    png = render(lambda: draw_stress_figure("Made up", {"CNN": made_up(0.99)}))
    assert Image.open(io.BytesIO(png)).width > 800


def test_nothing_measured():
    with pytest.raises(ValueError, match="No model was measured"):
        draw_stress_figure("Nothing", {})
