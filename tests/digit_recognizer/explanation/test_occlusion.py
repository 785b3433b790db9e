"""Small changes to an image: patches on the ink, bars from the ink over paper."""

import numpy as np
import pytest

from digit_recognizer import normalize_drawing
from digit_recognizer.explanation.occlusion import add, erase, find_bars, find_patches, spread
from tests.handmade import HANDMADE_DIGITS
from tests.pictures import draw_digit

BLANK = np.zeros((28, 28), np.uint8)


@pytest.fixture(scope="module", params=HANDMADE_DIGITS)
def image28(request):
    return normalize_drawing(draw_digit(request.param))


def test_points_are_spread_farthest_first():
    line = np.array([[0.0], [1.0], [2.0], [3.0], [4.0]])
    assert spread(line, 3).tolist() == [0, 4, 2]
    assert sorted(spread(line, 9).tolist()) == [0, 1, 2, 3, 4]
    assert spread(np.zeros((3, 2)), 2).tolist() == [0]
    assert spread(np.empty((0, 2)), 2).tolist() == []


def test_patches_reach_all_strokes_and_erase_some_ink_each(image28):
    covers = find_patches(image28, 36).covers()
    assert (covers.shape, covers.dtype) == ((36, 28, 28), np.float32)
    assert (covers.max(axis=0)[image28 > 64] > 0.5).all()
    erased = erase(image28, covers)
    assert (erased <= image28).all()
    assert (erased.astype(int).sum(axis=(1, 2)) <= image28.astype(int).sum() - 255).all()
    assert np.array_equal(erased[0][covers[0] == 0], image28[covers[0] == 0])


def test_bars_add_ink_that_hangs_together_with_a_stroke(image28):
    covers = find_bars(image28, 27).covers()
    assert 10 <= len(covers) <= 27
    for changed in add(image28, covers):
        new = changed > image28
        assert (changed >= image28).all()
        assert (changed[new].astype(int) - image28[new]).sum() >= 3 * 255
        assert image28[_grown(new)].max() > 64


def _grown(mask):
    rows, columns = np.nonzero(mask)
    grown = np.zeros_like(mask)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            grown[np.clip(rows + down, 0, 27), np.clip(columns + right, 0, 27)] = True
    return grown


def test_the_same_image_is_changed_the_same_way(image28):
    np.testing.assert_array_equal(find_patches(image28, 36).covers(), find_patches(image28.copy(), 36).covers())
    np.testing.assert_array_equal(find_bars(image28, 27).covers(), find_bars(image28.copy(), 27).covers())


@pytest.mark.parametrize("image", [BLANK, BLANK + 255], ids=["blank", "all ink"])
def test_images_without_strokes_have_no_bars(image):
    assert find_bars(image, 27).covers().shape == (0, 28, 28)
    assert len(find_patches(image, 36).covers()) == (36 if image.any() else 0)


def test_one_pixel_is_one_patch():
    image = BLANK.copy()
    image[14, 14] = 9
    [cover] = find_patches(image, 36).covers()
    assert not erase(image, cover[None]).any()
