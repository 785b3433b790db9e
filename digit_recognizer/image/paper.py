"""Estimates the colour the paper would have at every pixel if nothing were written on it."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.constants import SHARED
from digit_recognizer.image.geometry import shrink_to

_SHARED = SHARED["paper"]
_NEAR_TOLERANCE = _SHARED["near_tolerance"]  # levels per channel: still plainly paper in a photo
_CLEAN_SHARE = _SHARED["clean_share"]  # of all pixels: less than this of one exact colour is no drawn canvas
_CLEAN_PURITY = _SHARED["clean_purity"]  # of the pixels near that colour: a photo's noise and light spread them out
_CLEAN_RIM = _SHARED["clean_rim"]  # of the picture's edge
_RIM_TOLERANCE = _SHARED["rim_tolerance"]  # levels per channel
_BORDER_WEIGHT = _SHARED["border_weight"]  # a border pixel says more about the paper than one amid the digit
_BITS = _SHARED["bits"]  # per channel in the colour histogram
_HISTOGRAM_SIDE = _SHARED["histogram_side"]  # px: a sample of the pixels is enough to find the paper's colour
_MAX_GAIN = 1.5  # ink in the shade is strengthened by so much at most
_SHADE_OFFSET = 32.0  # levels: keeps noise in the dark from being magnified without end

_COARSE_SIDE = 192  # px: light and shadow are smooth, so paper is estimated on a picture of this size
_CALMING = 0.8  # coarse px: noise would lift every maximum
_LINE_ORDER = 2.0  # ink over this power of the width favours long, narrow marks
_SAFETY = 5  # coarse px: how far a shadow's edge may be misplaced
_PEN_SHARES = (0.025, 0.05, 0.1, 0.18, 0.3)  # of the picture's longest side: widths of line, one of which suits the pen
_ALONG_EDGE = 0.1  # of its ink counts where a mark lies along the edge
_MAX_CONTACT = 0.05  # of the picture's edge: a digit may touch it, shadows lie along it
_LIKE_MAIN = 0.25  # of the largest mark's ink: marks with as much are written by the same hand
_ENOUGH = 0.05  # of the most ink that a square of any width takes: less says nothing
_PLAINLY_LONGER = 1.5  # times: dark lines, or light ones, that are no longer than the others leave a doubt
_PLAINLY_SKEW = 0.05  # most of what is written is darker than the paper
_HARDLY_MORE = 1.1  # a width that adds no more than this share of ink adds none of the pen's
_MIN_DEVIATION = 1.0  # levels: below this there is only rounding
_OUTLIER = 4.0  # standard deviations from the paper that make a mark
_MIN_CONTRAST = 8.0  # levels


@dataclass(frozen=True)
class Paper:
    """The paper's colour.

    Attributes:
        colour: float32 `[3]` for paper of one colour, or `[h, w, 3]`, coarse, where light or the paper varies.
        ink_sign: -1 where ink is darker than the paper, 1 where it is lighter, 0 where it may be either.
    """

    colour: np.ndarray
    ink_sign: int = 0

    @property
    def is_clean(self) -> bool:
        """True for a drawn canvas of one exact colour, False for a photo."""
        return self.colour.ndim == 1

    @property
    def scalar(self) -> np.ndarray:
        """The one colour of clean paper as OpenCV takes it: float64 `[4]`."""
        return np.array([*self.colour.tolist(), 0.0])

    def residual(self, rgb: np.ndarray) -> np.ndarray:
        """Colour difference from the paper, as under even light.

        Ink takes away the same share of the light wherever it falls, so a difference in the shade counts for more.

        Args:
            rgb: uint8 `[h, w, 3]`, a picture of the whole of this paper at any scale.

        Returns:
            float32 `[h, w, 3]`, in levels; positive where the picture is brighter.
        """
        if self.is_clean:
            return cv2.subtract(rgb, self.scalar, dtype=cv2.CV_32F)
        gain = (_SHADE_OFFSET + self.colour.mean()) / (_SHADE_OFFSET + self.colour.mean(axis=2, keepdims=True))
        gain = np.clip(gain, 1 / _MAX_GAIN, _MAX_GAIN)
        size = (rgb.shape[1], rgb.shape[0])
        both = cv2.resize(np.concatenate([self.colour, gain], axis=2), size, interpolation=cv2.INTER_LINEAR)
        return (rgb - both[..., :3]) * both[..., 3:]

    def crop(self, left: float, top: float, right: float, bottom: float) -> "Paper":
        """The paper of a part of the picture; the edges are shares (0..1) of its width and height."""
        if self.is_clean:
            return self
        height, width = self.colour.shape[:2]
        columns = np.linspace(left * width, right * width, width + 1, dtype=np.float32)
        rows = np.linspace(top * height, bottom * height, height + 1, dtype=np.float32)
        # Pixel centres lie midway between the edges; cv2.remap counts them from zero.
        grid = np.meshgrid((columns[1:] + columns[:-1]) / 2 - 0.5, (rows[1:] + rows[:-1]) / 2 - 0.5)
        return Paper(cv2.remap(self.colour, *grid, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), self.ink_sign)


def estimate_paper(rgb: np.ndarray) -> Paper:
    """Estimates the paper behind a drawing or photo.

    Args:
        rgb: uint8 `[h, w, 3]`, at most about a megapixel.

    Returns:
        One colour when most of the picture is of one exact colour, else a smooth map.
    """
    colour = dominant_colour(rgb)
    if _is_canvas(rgb, colour):
        return Paper(colour)
    return _uneven_paper(rgb)


def _is_canvas(rgb: np.ndarray, colour: np.ndarray) -> bool:
    """Whether the paper is of one exact colour: no sensor ever gives two neighbours the same value for long."""
    exact = cv2.countNonZero(cv2.inRange(rgb, colour, colour))
    near = cv2.countNonZero(cv2.inRange(rgb, colour - _NEAR_TOLERANCE, colour + _NEAR_TOLERANCE))
    rim = np.abs(picture_edge(rgb) - colour).max(axis=1) <= _RIM_TOLERANCE
    area = rgb.shape[0] * rgb.shape[1]
    is_plain = exact >= _CLEAN_SHARE * area and exact >= _CLEAN_PURITY * near and rim.mean() >= _CLEAN_RIM
    # Strong JPEG compression flattens a photo of blank paper too; a drawing has something plainly not paper in it.
    return is_plain and near < area


def dominant_colour(rgb: np.ndarray) -> np.ndarray:
    """The most frequent colour, the picture's border counting more: float32 `[3]`."""
    step = max(1, max(rgb.shape[:2]) // _HISTOGRAM_SIDE)
    border = picture_edge(rgb)
    sample = np.concatenate([rgb[::step, ::step].reshape(-1, 3), np.tile(border, (_BORDER_WEIGHT, 1))])
    corner = rgb[0, 0]
    if 2 * cv2.countNonZero(cv2.inRange(sample[np.newaxis], corner, corner)) > len(sample):
        return corner.astype(np.float32)  # most of a canvas, which takes no counting
    red, green, blue = (sample >> (8 - _BITS)).astype(np.uint16).T
    packed = red | green << _BITS | blue << (2 * _BITS)
    members = sample[packed == np.bincount(packed).argmax()]
    return np.array([np.bincount(channel).argmax() for channel in members.T], np.float32)


def picture_edge(values: np.ndarray) -> np.ndarray:
    """The outermost rows and columns of `[h, w, ...]`, one after the other."""
    return np.concatenate([values[0], values[-1], values[:, 0], values[:, -1]])


def _uneven_paper(rgb: np.ndarray) -> Paper:
    """Paper whose colour varies, as in a photo.

    A grey closing takes dark lines narrower than its square away and leaves slopes and straight shadow edges exactly
    where they are, since squares fit into them (Serra, Image Analysis and Mathematical Morphology, 1982); an opening
    does so for light lines. The narrowest square that takes the whole of the longest line is the one for this pen.
    """
    coarse = cv2.GaussianBlur(shrink_to(rgb, _COARSE_SIDE), (0, 0), _CALMING)
    widths = np.maximum(3, np.rint(np.array(_PEN_SHARES) * max(coarse.shape[:2])).astype(int))
    papers = [[_without_lines(coarse, width, kind) for width in widths] for kind in (cv2.MORPH_CLOSE, cv2.MORPH_OPEN)]
    inks = np.array([[_main_marks(coarse, paper) for paper in kind] for kind in papers])
    kind = _kind_of_line(coarse, inks, widths)
    inks = inks[..., 0]
    # Where a shadow ends, the coarse paper and the sharp picture disagree by a pixel: ink's side is safe.
    safe = (cv2.erode, cv2.dilate)[kind](papers[kind][_pen(inks[kind])], np.ones((_SAFETY, _SAFETY), np.uint8))
    return Paper(safe.astype(np.float32), ink_sign=(-1, 1)[kind])


def _kind_of_line(coarse: np.ndarray, inks: np.ndarray, widths: np.ndarray) -> int:
    """Whether the ink is darker than the paper, 0, or lighter, 1.

    Ink over width grows with a line's length. What an opening finds between dark lines is broad and short; between many
    of them it is one large mark, beside which each line is little, but all of them are not. Squares that are narrower
    than the lines find their edges, as many on either side: the details tell, where lengths leave a doubt.

    Args:
        coarse: uint8 `[h, w, 3]`, the picture.
        inks: float `[2, n, 2]`, by kind of line and width of square: ink in the largest mark, and in all like it.
        widths: int `[n]`, of the squares.
    """
    ink = np.sqrt(inks.prod(axis=2))
    dark, light = np.where(ink >= _ENOUGH * ink.max(), ink / widths**_LINE_ORDER, 0).max(axis=1)
    if max(dark, light) > _PLAINLY_LONGER * min(dark, light):
        return int(light > dark)
    return int(light > 0 and _skewness(coarse, widths[0]) > _PLAINLY_SKEW)


def _skewness(coarse: np.ndarray, width: int) -> float:
    """How skew the details of a picture are: less than 0 for dark lines on paper, 0 for the edge of a shadow."""
    grey = cv2.transform(coarse.astype(np.float32), np.full((1, 3), 1 / 3))
    detail = grey - cv2.GaussianBlur(grey, (0, 0), width / 2)
    return float((detail**3).mean() / max(float((detail**2).mean()), 1e-6) ** 1.5)


def _pen(inks: np.ndarray) -> int:
    """Index of the narrowest width that brings out most of the ink and of which the next brings out hardly more."""
    hardly_more = np.append(inks[1:] <= _HARDLY_MORE * inks[:-1], True)
    return int(np.argmax(hardly_more & (inks >= inks.max() / 2)))


def _without_lines(coarse: np.ndarray, width: int, operation: int) -> np.ndarray:
    """Closes or opens by a square, as if the picture went on beyond its edge as it ends there."""
    padded = cv2.copyMakeBorder(coarse, width, width, width, width, cv2.BORDER_REPLICATE)
    done = cv2.morphologyEx(padded, operation, np.ones((width, width), np.uint8))
    return done[width:-width, width:-width]


def _main_marks(coarse: np.ndarray, paper: np.ndarray) -> tuple[float, float]:
    """Ink (area times contrast) in the largest mark, and in all like it; one along the edge counts for little."""
    distance = cv2.absdiff(coarse, paper).max(axis=2)
    noise = _MIN_DEVIATION + 1.4826 * float(np.median(distance))
    peak = float(np.percentile(distance, 99))
    seen = (distance > max(_OUTLIER * noise, _MIN_CONTRAST, 0.3 * peak)).astype(np.uint8)
    count, labels = cv2.connectedComponents(seen)
    ink = np.bincount(labels.ravel(), weights=distance.ravel(), minlength=count)
    border = picture_edge(labels)
    is_along = np.bincount(border, minlength=count) > _MAX_CONTACT * border.size
    ink = np.where(is_along, _ALONG_EDGE * ink, ink)
    ink[0] = 0
    return float(ink.max()), float(ink[ink >= _LIKE_MAIN * ink.max()].sum())
