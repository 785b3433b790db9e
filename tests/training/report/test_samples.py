"""The figures of images: which rows they choose, and that they draw whatever they are given."""

import io

import numpy as np
import pytest
from PIL import Image

from training.data.images import LabelledImages
from training.report import samples, tiles
from training.report.style import render

ROWS = 60
LABELS = np.arange(ROWS, dtype=np.int64) % 10


@pytest.fixture
def rows():
    return LabelledImages(np.random.default_rng(0).integers(0, 256, (ROWS, 28, 28), dtype=np.uint8), LABELS)


def probabilities_for(answers, sureness):
    """Returns rows that answer `answers` with `sureness` and share the rest."""
    probabilities = np.repeat(((1 - sureness) / 9)[:, None], 10, axis=1)
    probabilities[np.arange(len(answers)), answers] = sureness
    return probabilities


def assert_is_picture(draw):
    with Image.open(io.BytesIO(render(draw))) as picture:
        assert picture.format == "PNG"
        assert picture.width > 1_000


def texts_of(figure):
    return [text.get_text() for axes in figure.axes for text in axes.texts]


def test_never_right_are_the_rows_that_every_model_misses():
    labels = np.array([0, 1, 2, 3, 4])
    answers = {"one": np.array([9, 1, 9, 9, 4]), "other": np.array([8, 9, 9, 3, 9])}
    np.testing.assert_array_equal(samples.never_right(labels, answers), [0, 2])
    np.testing.assert_array_equal(samples.never_right(labels, {"one": labels}), [])


def test_no_models_do_not_pass_for_models_that_are_all_wrong():
    with pytest.raises(ValueError, match="No model's answers"):
        samples.never_right(LABELS, {})


def test_answers_of_other_images_are_refused():
    with pytest.raises(ValueError, match=r"'short' answers 59 images; there are 60 labels"):
        samples.never_right(LABELS, {"short": LABELS[1:]})


def test_the_title_of_the_classes_names_the_most_and_the_least_common():
    train = np.repeat(np.arange(10), [10, 20, 10, 10, 10, 5, 10, 10, 10, 5])
    figure = samples.draw_class_distribution(train, LABELS)
    title = "The 1 is the most common digit, 20.0% of the training images; the 5 is the rarest, 5.0%"
    assert figure.get_suptitle() == title
    assert {"100 training", "60 test", "20.0", "5.0"} <= set(texts_of(figure))


def test_the_grid_has_the_first_images_of_each_digit_and_paper_where_there_are_none(rows):
    (picture,) = samples.draw_sample_grid(rows).axes[0].images
    shown = 255 - np.asarray(picture.get_array())
    np.testing.assert_array_equal(shown[3 * 28 : 4 * 28, 2 * 28 : 3 * 28], rows.images[23])
    assert not shown[:, 6 * 28 :].any()


def test_the_gallery_shows_the_surest_mistakes_first(rows, monkeypatch):
    answers, sureness = LABELS.copy(), np.linspace(0.95, 0.4, ROWS)
    answers[[5, 50]] = 0, 1
    groups = {}
    monkeypatch.setattr(samples, "draw_tiles", lambda title, drawn, columns: groups.update({title: drawn}))
    samples.draw_gallery(rows, probabilities_for(answers, sureness))
    surest, barely, wrong = groups["58 of 60 images are read correctly, 2 are misread"]
    assert [caption[0] for caption in surest.captions] == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "1"]
    # Row 5 is wrong: the surest five that is read right is row 15.
    np.testing.assert_array_equal(surest.images[5], rows.images[15])
    assert barely.captions[0] == ("9", "40.0%")
    assert [caption[0] for caption in wrong.captions] == ["5 → 0", "0 → 1"]
    assert wrong.colour != barely.colour


@pytest.mark.parametrize("wrong", [0, 3, ROWS])
def test_the_gallery_draws_however_many_are_wrong(rows, wrong):
    answers = np.where(np.arange(ROWS) < wrong, (LABELS + 1) % 10, LABELS)
    assert_is_picture(lambda: samples.draw_gallery(rows, probabilities_for(answers, np.full(ROWS, 0.9))))


def test_never_right_names_the_answer_that_most_models_give(rows):
    missed = np.arange(ROWS) == 7
    answers = {name: np.where(missed, wrong, LABELS) for name, wrong in (("a", 1), ("b", 2), ("c", 2))}
    figure = samples.draw_never_right(rows, answers)
    assert figure.get_suptitle() == "1 of 60 images are misread by all 3 models"
    assert {"7 → 2", "by 2 of 3"} <= set(texts_of(figure))


def test_never_right_says_how_many_it_leaves_out(rows):
    figure = samples.draw_never_right(rows, {"a": (LABELS + 1) % 10})
    assert any("40 are shown, 20 more are not" in text for text in texts_of(figure))
    assert_is_picture(lambda: samples.draw_never_right(rows, {"a": (LABELS + 1) % 10}))


def test_never_right_draws_that_there_are_none(rows):
    assert_is_picture(lambda: samples.draw_never_right(rows, {"a": LABELS}))


def test_every_image_is_counted_once_by_how_many_models_miss_it():
    one = np.where(np.arange(ROWS) < 20, (LABELS + 1) % 10, LABELS)
    other = np.where(np.arange(ROWS) < 5, (LABELS + 1) % 10, LABELS)
    figure = samples.draw_errors_shared(LABELS, {"one": one, "other": other})
    assert figure.get_suptitle() == "40 of 60 images are read correctly by all 2 models, 5 by none"
    assert [bar.get_height() for bar in figure.axes[0].patches] == [40, 15, 5]


def test_the_other_figures_draw(rows):
    assert_is_picture(lambda: samples.draw_class_distribution(LABELS, LABELS))
    assert_is_picture(lambda: samples.draw_sample_grid(rows))
    assert_is_picture(lambda: samples.draw_errors_shared(LABELS, {"a": LABELS, "b": (LABELS + 1) % 10}))


def test_tiles_without_a_caption_for_each_image_are_refused(rows):
    with pytest.raises(ValueError, match="zip"):
        tiles.draw_tiles("", [tiles.Tiles("", rows.images, [("1", "2")])], 10)
