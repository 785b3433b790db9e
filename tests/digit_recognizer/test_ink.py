import cv2
import numpy as np
import pytest

from digit_recognizer.decoding import Pixels
from digit_recognizer.errors import NoInkError
from digit_recognizer.ink import extract_ink, flatten_alpha
from digit_recognizer.marks import select_marks, stroke_width
from digit_recognizer.paper import estimate_paper
from digit_recognizer.preprocessing import normalize_drawing
from digit_recognizer.ruling import remove_ruling
from tests.handmade import HANDMADE_DIGITS
from training.drawing import DrawingStyle, draw_strokes


def drawing(name: str = "2", **style: object) -> np.ndarray:
    return draw_strokes(HANDMADE_DIGITS[name], DrawingStyle(**style))


def uneven_light(shape: tuple[int, int], strength: float = 0.4) -> np.ndarray:
    y, x = np.mgrid[0 : 1 : shape[0] * 1j, 0 : 1 : shape[1] * 1j]
    return (1 - strength * x - strength / 2 * y**2)[..., np.newaxis]


def photo_of(image: np.ndarray, light: np.ndarray, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, 3, image.shape)
    return np.clip((image * 0.8 + 25) * light + noise, 0, 255).astype(np.uint8)


class TestPaper:
    def test_canvas_has_one_colour(self):
        paper = estimate_paper(drawing(ink=(200, 30, 30), paper=(40, 90, 10)))
        assert paper.is_clean
        np.testing.assert_array_equal(paper.colour, (40, 90, 10))

    @pytest.mark.parametrize("brush", [6.0, 20.0, 50.0])
    def test_uneven_paper_is_found_under_any_pen(self, brush):
        light = uneven_light((280, 280))
        paper = estimate_paper(photo_of(drawing(brush=brush), light))
        blank = photo_of(np.full((280, 280, 3), 255.0), light).astype(np.float32)
        found = cv2.resize(paper.colour, (280, 280))
        assert not paper.is_clean
        assert paper.ink_sign == -1
        assert np.abs(cv2.blur(blank, (9, 9)) - found).mean() < 12

    def test_chalk_is_lighter_than_the_board(self):
        board = photo_of(255 - drawing(), uneven_light((280, 280)))
        assert estimate_paper(board).ink_sign == 1

    def test_crop_of_uneven_paper_is_the_paper_of_the_crop(self):
        picture = photo_of(drawing(), uneven_light((280, 280)))
        paper = estimate_paper(picture)
        whole = paper.residual(picture)[70:140, 140:280]
        part = paper.crop(0.5, 0.25, 1.0, 0.5).residual(picture[70:140, 140:280])
        centre = np.s_[5:-5, 5:-5]
        assert np.abs(whole / np.abs(whole).max() - part / np.abs(part).max())[centre].mean() < 0.02


def patchwork(exact: float, near: float = 0.0, off: int = 10, rim: float = 1.0, rim_off: int = 100) -> np.ndarray:
    """Clutter in which a share of the pixels is of the colour 240, and another share off it by some levels.

    So is all but a share of the outermost rows and columns.
    """
    rng = np.random.default_rng(0)
    edge = np.ones((100, 100), bool)
    edge[1:-1, 1:-1] = False
    picture = rng.integers(0, 150, (100, 100, 3)).astype(np.uint8)
    inside = np.flatnonzero(~edge)
    counts = np.cumsum([round(exact * edge.size), round(near * edge.size)])
    picture.reshape(-1, 3)[inside[: counts[0]]] = 240
    picture.reshape(-1, 3)[inside[counts[0] : counts[1]]] = 240 - off
    around = np.flatnonzero(edge)
    picture.reshape(-1, 3)[around] = 240
    picture.reshape(-1, 3)[around[round(rim * len(around)) :]] = 240 - rim_off
    return picture


class TestCanvas:
    @pytest.mark.parametrize(
        ("clean", "photo"),
        [
            ({"exact": 0.25, "rim": 0.5}, {"exact": 0.14, "rim": 0.5}),
            ({"exact": 0.5, "near": 0.25}, {"exact": 0.5, "near": 0.42}),
            ({"exact": 0.5, "rim": 0.46}, {"exact": 0.5, "rim": 0.34}),
            ({"exact": 0.5, "rim": 0.0, "rim_off": 2}, {"exact": 0.5, "rim": 0.0, "rim_off": 3}),
            ({"exact": 0.5, "near": 0.42, "off": 25}, {"exact": 0.5, "near": 0.42, "off": 24}),
        ],
        ids=["share of the picture", "purity", "share of the rim", "colour of the rim", "nearness"],
    )
    def test_what_is_just_a_canvas_and_what_is_none(self, clean, photo):
        assert estimate_paper(patchwork(**clean)).is_clean
        assert not estimate_paper(patchwork(**photo)).is_clean


class TestFlattenAlpha:
    @pytest.mark.parametrize("ink", [(0, 0, 0), (255, 255, 255), (200, 30, 90)])
    def test_ink_of_any_colour_on_a_transparent_canvas(self, ink):
        alpha = 255 - drawing()[..., 0]
        flat = flatten_alpha(Pixels(np.full((280, 280, 3), ink, np.uint8), alpha))
        np.testing.assert_array_equal(flat.rgb, drawing())

    def test_transparent_corners_of_a_sheet_become_paper(self):
        picture = drawing(ink=(250, 250, 250), paper=(20, 40, 60))
        alpha = np.full((280, 280), 255, np.uint8)
        alpha[:20, :20] = alpha[-20:, -20:] = 0
        flat = flatten_alpha(Pixels(picture, alpha))
        np.testing.assert_array_equal(flat.rgb, picture)

    def test_sheet_on_a_transparent_canvas_is_looked_into(self):
        rgba_alpha = np.zeros((400, 400), np.uint8)
        rgba_alpha[60:340, 60:340] = 255
        rgb = np.zeros((400, 400, 3), np.uint8)
        rgb[60:340, 60:340] = drawing()
        np.testing.assert_array_equal(flatten_alpha(Pixels(rgb, rgba_alpha)).rgb, drawing())

    def test_nothing_but_transparency(self):
        with pytest.raises(NoInkError):
            flatten_alpha(Pixels(np.zeros((20, 20, 3), np.uint8), np.zeros((20, 20), np.uint8)))


class TestSelectMarks:
    def test_a_single_pixel_is_a_mark_too(self):
        strength = np.zeros((40, 40), np.float32)
        strength[10, 10] = strength[30, 30] = 1
        assert select_marks(strength, is_photo=False)[10, 10]

    def test_stray_dots_are_dropped(self):
        strength = (255 - drawing()[..., 0]) / np.float32(255)
        spotted = strength.copy()
        cv2.circle(spotted, (30, 30), 8, 1.0, cv2.FILLED)
        cv2.circle(spotted, (250, 150), 2, 1.0, cv2.FILLED)
        keep = select_marks(spotted, is_photo=False)
        np.testing.assert_array_equal(np.where(keep, spotted, 0), strength)

    @pytest.mark.parametrize("name", ["1 with foot", "4 open", "5", "5 with loose bar", "7 crossed"])
    @pytest.mark.parametrize("brush", [1.0, 4.0, 16.0, 40.0])
    def test_separate_strokes_stay(self, name, brush):
        strength = (255 - drawing(name, brush=brush)[..., 0]) / np.float32(255)
        keep = select_marks(strength, is_photo=False)
        assert strength[keep].sum() > 0.99 * strength.sum()

    def test_bar_of_a_five_stays_with_the_broadest_brush(self):
        canvas = draw_strokes(HANDMADE_DIGITS["5 with loose bar"], DrawingStyle((800, 800), 600.0, brush=171.0))
        strength = (255 - canvas[..., 0]) / np.float32(255)
        assert select_marks(strength, is_photo=False)[strength > 0].all()

    def test_frame_around_the_canvas_is_dropped(self):
        strength = (255 - drawing()[..., 0]) / np.float32(255)
        framed = strength.copy()
        framed[:2] = framed[-2:] = framed[:, :2] = framed[:, -2:] = 1
        keep = select_marks(framed, is_photo=False)
        np.testing.assert_array_equal(np.where(keep, framed, 0), strength)

    def test_finger_at_the_edge_of_a_photo_is_dropped(self):
        strength = (255 - drawing()[..., 0]) / np.float32(255)
        with_finger = strength.copy()
        cv2.ellipse(with_finger, (280, 280), (50, 40), 0, 0, 360, 0.9, cv2.FILLED)
        keep = select_marks(with_finger, is_photo=True)
        np.testing.assert_array_equal(np.where(keep, with_finger, 0), strength)

    def test_nothing_but_noise_in_a_photo(self):
        strength = np.zeros((300, 300), np.float32)
        strength[40:44, 90:96] = 1
        with pytest.raises(NoInkError):
            select_marks(strength, is_photo=True)


@pytest.mark.parametrize("width", [2, 3, 8, 21])
def test_stroke_width_of_bars(width):
    mask = np.zeros((300, 300), np.uint8)
    mask[100 : 100 + width, 20:280] = 1
    assert abs(stroke_width(mask) - width) < 0.15 * width + 0.3


class TestRuling:
    @pytest.mark.parametrize("slope", [0.0, 0.03, -0.06])
    def test_printed_lines_go_and_strokes_stay(self, slope):
        ink = (255 - drawing(canvas=(400, 400), digit_side=200.0, brush=10.0)[..., 0]).astype(np.float32)
        lines = np.zeros((400, 400), np.float32)
        for top in range(-60, 460, 30):
            cv2.line(lines, (0, top), (400, round(top + slope * 400)), 60.0, 1, cv2.LINE_AA)
        noise = np.random.default_rng(0).normal(0, 2, ink.shape).astype(np.float32)
        cleared = remove_ruling(np.maximum(ink, lines) + noise)
        assert np.percentile(cleared[ink == 0], 99) < 20
        assert np.median(cleared[ink > 250]) > 240

    def test_a_tall_stroke_is_no_printed_line(self):
        ink = (255 - drawing("1", digit_side=200.0, brush=6.0)[..., 0]).astype(np.float32)
        np.testing.assert_array_equal(remove_ruling(ink), ink)


class TestExtractInk:
    def test_grey_levels_of_a_canvas_are_kept(self):
        ramp = np.zeros((60, 60, 3), np.uint8)
        ramp[20:40, 20:40] = np.linspace(100, 250, 20).astype(np.uint8)[:, np.newaxis, np.newaxis]
        ink = extract_ink(Pixels(ramp))
        np.testing.assert_allclose(ink.max(axis=1)[ink.max(axis=1) > 0] * 250, np.linspace(100, 250, 20), atol=1)

    @pytest.mark.parametrize("ink", [(255, 0, 0), (0, 150, 0)])
    def test_colours_of_equal_luminance(self, ink):
        red_on_green = drawing(ink=ink, paper=(0, 128, 0) if ink[0] else (255, 20, 0))
        black_on_white = extract_ink(Pixels(drawing()))
        np.testing.assert_allclose(extract_ink(Pixels(red_on_green)), black_on_white, atol=0.02)

    def test_result_is_bounded_for_large_pictures(self):
        canvas = np.full((5000, 5000, 3), 255, np.uint8)
        cv2.line(canvas, (500, 500), (600, 4500), (0, 0, 0), 1)
        ink = extract_ink(Pixels(canvas))
        assert max(ink.shape) <= 1100
        assert (ink.max(axis=1) > 0.3).mean() > 0.9, "a line of one pixel lost parts in the reduction"

    def test_small_digit_in_a_large_picture_is_cut_from_full_resolution(self):
        canvas = np.full((4000, 4000, 3), 255, np.uint8)
        canvas[3000:3280, 200:480] = drawing()
        assert max(extract_ink(Pixels(canvas)).shape) > 150


class TestDirtyCanvas:
    @pytest.mark.parametrize("darkness", [60.0, 140.0])
    @pytest.mark.parametrize("slope", [0.0, 0.013, -0.03])
    def test_squared_paper_on_a_canvas_of_one_colour(self, darkness, slope):
        canvas = drawing(canvas=(500, 500), digit_side=300.0, brush=24.0)
        lines = np.zeros((500, 500), np.float32)
        for top in range(-60, 560, 45):
            cv2.line(lines, (0, top), (500, round(top + slope * 500)), darkness, 2, cv2.LINE_AA)
        squares = np.maximum(lines, np.rot90(lines))[..., np.newaxis]
        seen = normalize_drawing(np.minimum(canvas, 255 - squares).astype(np.uint8))
        assert np.abs(seen.astype(int) - normalize_drawing(canvas)).mean() < 5

    def test_a_stroke_from_edge_to_edge_is_no_ruling(self):
        canvas = np.full((280, 280, 3), 255, np.uint8)
        canvas[:, 138:144] = 0
        assert extract_ink(Pixels(canvas)).sum(axis=1).min() >= 5

    @pytest.mark.parametrize("share", [0.005, 0.02])
    def test_specks_everywhere(self, share):
        canvas = drawing("1", canvas=(500, 500), digit_side=300.0, brush=10.0)
        chance = np.random.default_rng(0).uniform(size=(500, 500))
        specked = np.where((chance < share)[..., np.newaxis], np.uint8(0), canvas)
        assert np.abs(normalize_drawing(specked).astype(int) - normalize_drawing(canvas)).mean() < 5
