"""MNIST-C's fifteen corruptions by name (Mu and Gilmer, MNIST-C: A Robustness Benchmark for Computer Vision, 2019).

Written anew, each at the strength of the published set; chance differs from the published rows.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from digit_recognizer.contract import PIXEL_MAX
from training.synthesis.corruptions.blurs import blur_behind_glass, blur_by_motion
from training.synthesis.corruptions.edges import find_edges
from training.synthesis.corruptions.lights import brighten, invert_stripes, lay_fog
from training.synthesis.corruptions.marks import draw_dotted_lines, draw_zigzags, spatter
from training.synthesis.corruptions.noise import add_impulse_noise, add_shot_noise
from training.synthesis.corruptions.places import rotate, scale, shear, translate

Corrupt = Callable[[np.ndarray, np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class Corruption:
    """One way in which digits are corrupted.

    Attributes:
        name: MNIST-C's own.
        title: what a table shows.
        corrupt: takes and returns ink float32 [n, 28, 28] in 0 to 1.
    """

    name: str
    title: str
    corrupt: Corrupt


CORRUPTIONS: dict[str, Corruption] = {
    corruption.name: corruption
    for corruption in (
        Corruption("shot_noise", "Shot noise", add_shot_noise),
        Corruption("impulse_noise", "Impulse noise", add_impulse_noise),
        Corruption("glass_blur", "Glass blur", blur_behind_glass),
        Corruption("motion_blur", "Motion blur", blur_by_motion),
        Corruption("shear", "Shear", shear),
        Corruption("scale", "Scale", scale),
        Corruption("rotate", "Rotation", rotate),
        Corruption("brightness", "Brightness", brighten),
        Corruption("translate", "Translation", translate),
        Corruption("stripe", "Stripe", invert_stripes),
        Corruption("fog", "Fog", lay_fog),
        Corruption("spatter", "Spatter", spatter),
        Corruption("dotted_line", "Dotted line", draw_dotted_lines),
        Corruption("zigzag", "Zigzag", draw_zigzags),
        Corruption("canny_edges", "Canny edges", find_edges),
    )
}


def corrupt_images(images: np.ndarray, name: str, seed: int = 0) -> np.ndarray:
    """Returns corrupted copies of images uint8 [n, 28, 28]; the seed and the corruption's name decide chance."""
    rng = np.random.default_rng((seed, list(CORRUPTIONS).index(name)))
    ink = images.astype(np.float32) / np.float32(PIXEL_MAX)
    return np.rint(CORRUPTIONS[name].corrupt(ink, rng) * PIXEL_MAX).astype(np.uint8)
