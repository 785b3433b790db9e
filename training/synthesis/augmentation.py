"""Changes normalised images as hands and pens differ: turned, slanted, stretched, bent, thinner, thicker."""

from dataclasses import dataclass

import cv2
import numpy as np

from digit_recognizer.contract import IMAGE_SIZE

_MARGIN = 6  # px of paper around each image, so that none looks into its neighbour
_SIDE = IMAGE_SIZE + 2 * _MARGIN
_ROWS_PER_WARP = 800  # OpenCV addresses at most 32,767 rows
_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


@dataclass(frozen=True)
class Augmentation:
    """How far images are changed; every limit holds to both sides.

    Attributes:
        rotation: largest turn in degrees.
        scale: largest change of size: 0.1 makes it up to 1.1 times as large, or small.
        stretch: the same for proportions.
        slant: largest shear.
        shift: largest move in pixels, along each axis.
        bend: standard deviation of the elastic displacement in pixels (Simard, Steinkraus, Platt 2003).
        bends: how many displaced points there are along each side.
        thicken: largest share of a dilation by one pixel.
        thin: largest share of an erosion by one pixel.
        share: how many of the images are changed at all, 0 to 1.
    """

    rotation: float = 12.0
    scale: float = 0.1
    stretch: float = 0.12
    slant: float = 0.2
    shift: float = 1.0
    bend: float = 0.8
    bends: int = 6
    thicken: float = 0.7
    thin: float = 0.4
    share: float = 0.95


def augment(images: np.ndarray, augmentation: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Returns changed copies of images uint8 [n, 28, 28]."""
    if not len(images):
        return images
    padded = np.pad(images, ((0, 0), (_MARGIN, _MARGIN), (_MARGIN, _MARGIN)))
    parts = [
        _warped(padded[start : start + _ROWS_PER_WARP], augmentation, rng)
        for start in range(0, len(images), _ROWS_PER_WARP)
    ]
    changed = rewiden(np.concatenate(parts), augmentation.thin, augmentation.thicken, rng)
    changed = changed[:, _MARGIN:-_MARGIN, _MARGIN:-_MARGIN]
    is_changed = rng.uniform(size=(len(images), 1, 1)) < augmentation.share
    return np.where(is_changed, changed, images)


def _warped(padded: np.ndarray, augmentation: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Moves pixels of images uint8 [n, side, side], all of them in one call on one tall picture."""
    count = len(padded)
    places = _sources(count, augmentation, rng)
    places[:, 0] += _SIDE * np.arange(count, dtype=np.float32)[:, np.newaxis, np.newaxis]
    rows, columns = places[:, 0].reshape(-1, _SIDE), places[:, 1].reshape(-1, _SIDE)
    tall = cv2.remap(padded.reshape(-1, _SIDE), columns, rows, cv2.INTER_LINEAR)
    return tall.reshape(count, _SIDE, _SIDE)


def _sources(count: int, augmentation: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Where each pixel comes from: float32 [n, 2, side, side], rows first, inside the padded image."""
    centre = (_SIDE - 1) / 2
    grid = np.mgrid[0:_SIDE, 0:_SIDE].reshape(2, -1).astype(np.float32) - centre
    linear = _linear_maps(count, augmentation, rng)
    shift = rng.uniform(-augmentation.shift, augmentation.shift, (count, 2, 1))
    bends = rng.normal(0, augmentation.bend, (count, 2, augmentation.bends**2)) @ _spread(augmentation.bends)
    places = linear.astype(np.float32) @ grid + (shift + centre).astype(np.float32) + bends.astype(np.float32)
    return np.clip(places, 0, _SIDE - 1).reshape(count, 2, _SIDE, _SIDE)


def _linear_maps(count: int, augmentation: Augmentation, rng: np.random.Generator) -> np.ndarray:
    """Samples rotation, slant, stretch and scale: float64 [n, 2, 2] on (row, column)."""
    angle = np.deg2rad(rng.uniform(-augmentation.rotation, augmentation.rotation, count))
    slant = rng.uniform(-augmentation.slant, augmentation.slant, count)
    scale = np.exp(rng.uniform(-1, 1, count) * np.log1p(augmentation.scale))
    stretch = np.exp(rng.uniform(-1, 1, count) * np.log1p(augmentation.stretch) / 2)
    zero, one = np.zeros(count), np.ones(count)
    rotations = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    slants = np.array([[one, zero], [slant, one]])
    sizes = np.array([[scale * stretch, zero], [zero, scale / stretch]])
    return np.einsum("abn,bcn,cdn->nad", rotations, slants, sizes)


def _spread(bends: int) -> np.ndarray:
    """Spreads displacements of bends x bends points smoothly over all pixels: float64 [bends**2, side**2]."""
    units = np.eye(bends**2).reshape(-1, bends, bends).astype(np.float32)
    return np.stack([cv2.resize(unit, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC).ravel() for unit in units])


def rewiden(images: np.ndarray, thin: float, thicken: float, rng: np.random.Generator) -> np.ndarray:
    """Makes strokes thinner or wider.

    Args:
        images: uint8 [n, h, w], their edges paper.
        thin: largest share of an erosion by one pixel that an image is mixed with …
        thicken: … or of a dilation.
        rng: decides how much.

    Returns:
        uint8 [n, h, w].
    """
    tall = images.reshape(-1, images.shape[2])
    amount = rng.uniform(-thin, thicken, (len(images), 1, 1)).astype(np.float32)
    wider, thinner = (change(tall, _CROSS).reshape(images.shape) for change in (cv2.dilate, cv2.erode))
    other = np.where(amount > 0, wider, thinner).astype(np.float32)
    return np.rint(images + (other - images) * np.abs(amount)).astype(np.uint8)
