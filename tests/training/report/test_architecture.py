"""A network is drawn whole, and no word over another."""

import io

import pytest
from PIL import Image

from training.report.architecture import draw_architecture
from training.report.layers import Layer, is_network, layers_of
from training.report.style import render
from training.zoo import ZOO

NETWORKS = [name for name, spec in ZOO.items() if is_network(spec)]


@pytest.mark.parametrize("name", ["cnn", "cnn_keras", "cnn_tensorflow", "softmax_regression", "mlp_sklearn"])
def test_a_network_is_drawn_small_and_wide(name):
    layers = layers_of(ZOO[name])
    content = render(lambda: draw_architecture(ZOO[name].title, layers))
    assert len(content) < 50_000
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "PNG"
        assert picture.width > 1_000


def test_words_stay_within_their_columns():
    """Every text is drawn beside its neighbours, not over them."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    for name in NETWORKS:
        figure = draw_architecture("", layers_of(ZOO[name]))
        renderer = FigureCanvasAgg(figure).get_renderer()
        boxes = [text.get_window_extent(renderer) for text in figure.axes[0].texts if text.get_text()]
        overlaps = [
            (a, b)
            for n, a in enumerate(boxes)
            for b in boxes[:n]
            if a.x0 < b.x1 and b.x0 < a.x1 and a.y0 < b.y1 - 2 and b.y0 < a.y1 - 2
        ]
        assert not overlaps, name
        assert all(box.x0 >= 0 and box.x1 <= figure.bbox.width for box in boxes), name


def places_of(figure, word):
    """Where a word stands, from the upper left on, in inches."""
    return sorted(
        (-text.get_position()[1], text.get_position()[0]) for text in figure.axes[0].texts if text.get_text() == word
    )


def test_many_layers_take_two_rows_and_the_judge_stands_behind_the_answer():
    figure = draw_architecture("", layers_of(ZOO["cnn"]))
    rows = {height for height, _ in places_of(figure, "convolution")}
    assert len(rows) == 2
    [(dense_height, _), (answer_height, answer)] = places_of(figure, "dense layer")
    [(detector_height, judge)] = places_of(figure, "judge")
    assert dense_height == answer_height == detector_height == max(rows)
    assert judge > answer


def test_few_layers_take_one_row():
    figure = draw_architecture("", layers_of(ZOO["cnn_keras"]))
    assert len({height for height, _ in places_of(figure, "convolution")}) == 1


def test_the_title_counts_every_layer():
    layers = [Layer("image", "", (28, 28, 1), 0), Layer("dense layer", "10 digits, softmax", (10,), 7_850)]
    assert draw_architecture("Softmax", layers).get_suptitle() == "Softmax: 7,850 parameters"
