"""Every way of writing that is known by name is drawn for measuring, and taught."""

import numpy as np
import pytest

from training.synthesis import renders
from training.synthesis.barred_zeros import BARS
from training.synthesis.renders import NO_WRITER, load_renders
from training.synthesis.style_drawings import load_style_drawings, style_names
from training.synthesis.styles import STYLES, restyle
from training.zoo import TRAINED

# What schools teach in other ways than the one that wrote MNIST, and how these styles are called here.
TAUGHT = {
    "a crossed 7": "seven_crossed",
    "a 7 with a serif": "seven_with_serif",
    "a curled 7": "seven_curled",
    "a 1 with a flag and a foot": "one_with_flag_and_base",
    "a 1 with a foot": "one_with_foot",
    "an open 4": "four_open",
    "a closed 4": "four_closed_in_one_stroke",
    "a 4 in one stroke": "four_in_one_stroke",
    "a 6 in two strokes": "six_in_two_strokes",
    "a wide flat 6": "six_wide_and_flat",
    "a 9 like a hook": "nine_like_a_hook",
    "a zero with a slash inside": "zero_slashed",
    "a zero with a slash through it": "zero_slashed_through",
    "a zero with a slash that falls": "zero_backslashed",
    "a zero with an upright bar": "zero_with_upright_bar",
    "a zero with a lying bar": "zero_with_lying_bar",
    "a dotted zero": "zero_dotted",
}
DETECTORS = [name for name, spec in TRAINED.items() if spec.course.has_detector]
pytestmark = pytest.mark.usefixtures("cache")


@pytest.mark.parametrize("style", TAUGHT.values(), ids=list(TAUGHT))
def test_what_other_schools_teach_is_known_by_name(style):
    assert style in STYLES


@pytest.mark.parametrize("name", DETECTORS)
def test_every_style_is_in_what_teaches(name, monkeypatch):
    assert TRAINED[name].training["styled"] > 0
    written = []
    monkeypatch.setattr(renders, "write_style", lambda style, rng: written.append(style) or [np.eye(2)])
    drawn = load_renders([], 0, 1, workers=1)
    assert written == list(STYLES.values())
    assert set(drawn.writers.tolist()) == {NO_WRITER}


def test_every_kind_of_bar_is_among_the_zeros_that_people_wrote(monkeypatch):
    ring = np.stack([np.cos(np.linspace(0, 6.3, 40)), np.sin(np.linspace(0, 6.3, 40))], axis=1)
    drawn = []
    for name, bar in BARS.items():
        monkeypatch.setitem(BARS, name, lambda rng, name=name, bar=bar: drawn.append(name) or bar(rng))
    rng = np.random.default_rng(0)
    for _ in range(300):
        restyle(0, [ring], rng)
    assert set(drawn) == set(BARS)


def test_each_is_drawn_as_often_and_the_same_for_the_same_seed(cache):
    first, other = load_style_drawings(2, seed=0, workers=1), load_style_drawings(2, seed=1, workers=1)
    assert first.names.tolist() == [name for name in style_names() for _ in range(2)]
    assert set(style_names()) == {*STYLES, *(f"zero_barred_{name}" for name in BARS)}
    assert all(
        label == STYLES.get(name, STYLES["zero_dotted"]).label
        for name, label in zip(first.names, first.labels, strict=True)
    )
    assert first.images.any(axis=(1, 2)).all()
    assert not np.array_equal(first.images, other.images)
    for file in cache.rglob("*.npz"):
        file.unlink()
    np.testing.assert_array_equal(load_style_drawings(2, seed=0, workers=2).images, first.images)
