import io
import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from digit_recognizer.errors import NoInkError
from digit_recognizer.image.normalization import DIGIT_SIZE, IMAGE_SIZE, MASS_CENTRE, normalize_drawing
from tests.handmade import HANDMADE_DIGITS
from training.synthesis.pen import DrawingStyle, draw_strokes
from training.synthesis.photo import photograph

# Mean absolute differences in grey levels of 255, over all 784 pixels.
SAME = 0.01
NEARLY_SAME = 2.0
ALIKE = 10.0  # one pixel of shift of a thin digit alone makes 20 or more
ROUND_TRIP_MEAN, ROUND_TRIP_WORST = 6.5, 32.0

REPOSITORY = Path(__file__).parents[3]
NAMES = sorted(HANDMADE_DIGITS)
examples = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
names = st.sampled_from(NAMES)
brushes = st.floats(1, 40)
colours = st.tuples(*[st.integers(0, 255)] * 3)


def drawing(name: str = "2", **style: object) -> np.ndarray:
    return draw_strokes(HANDMADE_DIGITS[name], DrawingStyle(**style))


def difference(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.abs(first.astype(int) - second).mean())


def difference_up_to_a_pixel(first: np.ndarray, second: np.ndarray) -> float:
    """The least difference over shifts by one pixel, which noise may decide between."""
    shifts = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    return min(difference(np.roll(first, shift, axis=(0, 1)), second) for shift in shifts)


def jpeg(image: np.ndarray, quality: int) -> np.ndarray:
    buffer = io.BytesIO()
    Image.fromarray(image).save(buffer, "JPEG", quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"))


@pytest.fixture(scope="module")
def mnist_images() -> np.ndarray:
    """The first 1,000 MNIST test images, uint8 [n, 28, 28]."""
    folder = Path(os.environ.get("MNIST_PATH", REPOSITORY / "../shared/datasets/ylecun/mnist"))
    files = sorted(folder.glob("**/test-*.parquet"))
    if not files:
        pytest.skip(f"no MNIST at {folder}: set MNIST_PATH to a copy of ylecun/mnist")
    parquet = pytest.importorskip("pyarrow.parquet")
    rows = parquet.read_table(files[0], columns=["image"]).slice(0, 1_000).to_pylist()
    return np.stack([np.asarray(Image.open(io.BytesIO(row["image"]["bytes"]))) for row in rows])


class TestGeometry:
    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize("brush", [1.0, 6.0, 20.0, 40.0])
    def test_size_and_place_are_mnists(self, name, brush):
        image = normalize_drawing(drawing(name, brush=brush, left=0.9, top=0.1))
        rows, columns = np.flatnonzero((image > 40).any(axis=1)), np.flatnonzero((image > 40).any(axis=0))
        centre = [image.sum(axis=1 - axis) @ (np.arange(IMAGE_SIZE) + 0.5) / image.sum() for axis in (0, 1)]
        assert image.shape == (IMAGE_SIZE, IMAGE_SIZE)
        assert image.dtype == np.uint8
        assert image.max() == 255
        assert max(np.ptp(rows), np.ptp(columns)) + 1 == DIGIT_SIZE
        np.testing.assert_allclose(centre, MASS_CENTRE, atol=0.51)

    def test_proportions_are_kept(self):
        tall = normalize_drawing(drawing("0"))
        wide = normalize_drawing(np.rot90(drawing("0")))
        assert difference(np.rot90(tall), wide) < ALIKE * 3  # the half pixel of MNIST's centre turns with it
        assert np.ptp(np.flatnonzero(tall.any(axis=0))) < np.ptp(np.flatnonzero(wide.any(axis=0)))

    def test_hairlines_are_widened_and_other_strokes_are_not(self):
        inks = [normalize_drawing(drawing("1 flagged", brush=brush)).sum() / 255 for brush in (0.5, 1, 2, 4, 26, 40)]
        assert min(inks[:4]) > 1.4 * DIGIT_SIZE
        assert max(inks[:4]) < 1.25 * min(inks[:4])
        assert inks[5] > 1.25 * inks[4]

    def test_width_never_jumps(self):
        inks = [float(normalize_drawing(drawing("1", brush=brush)).sum()) for brush in np.arange(1, 40, 0.5)]
        steps = np.diff(inks) / inks[0]
        assert np.abs(steps).max() < 0.2


class TestSymmetries:
    @examples
    @given(name=names, brush=brushes)
    @example(name="0", brush=27.0)
    def test_inversion(self, name, brush):
        image = drawing(name, brush=brush)
        first, second = normalize_drawing(image), normalize_drawing(255 - image)
        # Bytes are averaged down to bytes, and halves are rounded up whichever way ink goes: a level here and there.
        assert np.abs(first.astype(int) - second).max() <= 1
        assert difference(first, second) <= 2 * SAME

    @examples
    @given(name=names, brush=brushes, ink=colours, paper=colours)
    def test_colours(self, name, brush, ink, paper):
        contrast = np.linalg.norm(np.subtract(ink, paper))
        if contrast < 60:
            return
        coloured = normalize_drawing(drawing(name, brush=brush, ink=ink, paper=paper))
        assert difference(coloured, normalize_drawing(drawing(name, brush=brush))) < NEARLY_SAME

    @examples
    @given(name=names, x=st.integers(-50, 50), y=st.integers(-50, 50))
    def test_translation(self, name, x, y):
        image = drawing(name, digit_side=150.0, brush=14.0)
        moved = np.roll(image, (y, x), axis=(0, 1))
        assert difference(normalize_drawing(image), normalize_drawing(moved)) <= SAME

    @examples
    @given(name=names, brush=brushes, scale=st.integers(2, 3))
    def test_whole_enlargement(self, name, brush, scale):
        image = drawing(name, brush=brush)
        large = np.kron(image, np.ones((scale, scale, 1), np.uint8))
        # A width halfway between two whole numbers of target pixels may be rounded either way.
        assert difference_up_to_a_pixel(normalize_drawing(image), normalize_drawing(large)) < 2 * ALIKE

    @examples
    @given(name=names, brush=brushes, margin=st.integers(1, 300))
    def test_margin(self, name, brush, margin):
        image = drawing(name, brush=brush)
        padded = np.pad(image, ((margin, 0), (0, margin), (0, 0)), constant_values=255)
        assert difference(normalize_drawing(image), normalize_drawing(padded)) <= SAME

    @examples
    @given(name=names, brush=brushes, gain=st.floats(0.2, 1), offset=st.integers(0, 50))
    def test_contrast(self, name, brush, gain, offset):
        image = drawing(name, brush=brush)
        faint = np.rint(image * gain * 0.8 + offset).astype(np.uint8)
        assert difference(normalize_drawing(image), normalize_drawing(faint)) < NEARLY_SAME

    @pytest.mark.parametrize("mode", ["L", "RGB", "RGBA", "LA", "P", "CMYK", "YCbCr", "I", "F"])
    def test_modes(self, mode):
        image = drawing("5")
        converted = Image.fromarray(image[..., 0]).convert("RGB" if mode in ("CMYK", "YCbCr") else "L").convert(mode)
        assert difference(normalize_drawing(image), normalize_drawing(converted)) < NEARLY_SAME

    def test_one_bit(self):
        image = drawing("5")
        bits = Image.fromarray(image[..., 0]).convert("1", dither=Image.Dither.NONE)
        assert difference(normalize_drawing(image), normalize_drawing(bits)) < ALIKE


class TestRoundTrip:
    def test_mnist_images_themselves_come_back(self, mnist_images):
        differences = [difference(normalize_drawing(image), image) for image in mnist_images]
        assert np.mean(differences) < 1.5
        assert np.median(differences) < 0.2

    def test_mnist_painted_anywhere_at_any_size_comes_back(self, mnist_images):
        returned = [normalize_drawing(canvas) for canvas in paint_at_random(mnist_images[:200])]
        differences = [difference(*pair) for pair in zip(returned, mnist_images, strict=False)]
        assert np.mean(differences) < ROUND_TRIP_MEAN
        assert np.max(differences) < ROUND_TRIP_WORST

    @pytest.mark.slow
    def test_the_cnn_says_the_same_of_what_comes_back(self, mnist_images, recognizer):
        returned = np.stack([normalize_drawing(canvas) for canvas in paint_at_random(mnist_images)])
        before, after = (
            recognizer.predict_proba(images, "lenet").argmax(axis=1) for images in (mnist_images, returned)
        )
        assert len(returned) == 1_000
        assert (before == after).mean() >= 0.995


def paint_at_random(images):
    """Yields each image on an 800 x 800 canvas, at random size and place."""
    rng = np.random.default_rng(0)
    for image in images:
        side = int(rng.integers(40, 760))
        left, top = rng.integers(0, 800 - side, 2)
        interpolation = int(rng.choice([cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_AREA, cv2.INTER_NEAREST]))
        canvas = np.zeros((800, 800), np.uint8)
        canvas[top : top + side, left : left + side] = cv2.resize(image, (side, side), interpolation=interpolation)
        yield canvas


class TestPhotos:
    @pytest.mark.parametrize("name", NAMES)
    def test_photograph_gives_what_the_drawing_gives(self, name):
        rng = np.random.default_rng(NAMES.index(name))
        image = drawing(name, canvas=(640, 480), digit_side=300.0, brush=20.0)
        photo = photograph(image, rng)
        assert difference_up_to_a_pixel(normalize_drawing(photo), normalize_drawing(image)) < ALIKE

    @pytest.mark.parametrize("name", ["0", "2", "4", "5", "7", "8"])
    def test_sharp_shadow_across_the_digit(self, name):
        image = drawing(name, canvas=(640, 480), digit_side=300.0, brush=16.0)
        light = np.ones((480, 640, 1))
        light[:, 300:] = 0.55
        noise = np.random.default_rng(0).normal(0, 3, image.shape)
        photo = np.clip((image * 0.75 + 20) * light + noise, 0, 255).astype(np.uint8)
        seen = normalize_drawing(jpeg(photo, 80))
        assert difference_up_to_a_pixel(seen, normalize_drawing(image)) < ALIKE

    @pytest.mark.parametrize("quality", [20, 60])
    def test_blocks_of_a_saved_drawing(self, quality):
        image = drawing("3")
        seen = normalize_drawing(jpeg(image, quality))
        assert difference_up_to_a_pixel(seen, normalize_drawing(image)) < ALIKE

    def test_ruled_paper(self):
        image = drawing("3", canvas=(640, 480), digit_side=300.0, brush=14.0)
        page = np.full((480, 640), 220, np.float32)
        page[::40] = page[1::40] = 170
        noise = np.random.default_rng(0).normal(0, 3, page.shape)
        photo = np.clip(np.minimum(page, image[..., 0] * 0.8 + 30) + noise, 0, 255).astype(np.uint8)
        assert difference_up_to_a_pixel(normalize_drawing(photo), normalize_drawing(image)) < ALIKE


class TestBlank:
    @pytest.mark.parametrize("value", [0, 1, 128, 254, 255])
    def test_flat_pictures(self, value):
        with pytest.raises(NoInkError, match="blank"):
            normalize_drawing(np.full((100, 80, 3), value, np.uint8))

    @pytest.mark.parametrize("deviation", [1, 3, 10, 40])
    @pytest.mark.parametrize("blur", [0, 1, 4])
    @pytest.mark.parametrize("quality", [None, 30])
    def test_noise_and_paper_texture(self, deviation, blur, quality):
        noise = np.random.default_rng(1).normal(0, 1, (300, 400, 3))
        noise = cv2.GaussianBlur(noise, (0, 0), blur) if blur else noise
        page = np.clip(170 + deviation * noise / noise.std(), 0, 255).astype(np.uint8)
        with pytest.raises(NoInkError):
            normalize_drawing(page if quality is None else jpeg(page, quality))

    def test_smooth_light(self):
        y, x = np.mgrid[0:1:300j, 0:1:400j]
        page = np.repeat((220 - 90 * x - 40 * y**2)[..., np.newaxis], 3, axis=2).astype(np.uint8)
        for picture in (page, jpeg(page, 20)):
            with pytest.raises(NoInkError):
                normalize_drawing(picture)

    def test_transparent_canvas(self):
        with pytest.raises(NoInkError):
            normalize_drawing(Image.new("RGBA", (280, 280), (0, 0, 0, 0)))


@pytest.mark.parametrize("shape", [(8, 8), (8, 400), (9, 12), (28, 28), (3000, 40)])
def test_any_size_gives_an_image(shape):
    canvas = np.zeros(shape, np.uint8)
    canvas[shape[0] // 4 : -shape[0] // 4, shape[1] // 2] = 255
    assert normalize_drawing(canvas).max() == 255
