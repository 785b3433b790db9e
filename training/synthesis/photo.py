"""Photographs a drawing: paper, pen, light, lens, sensor and JPEG, each a little different."""

import cv2
import numpy as np


def photograph(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Makes a synthetic photo of a drawing: paper, pen, light, lens, sensor and JPEG, each a little different.

    Args:
        image: uint8 `[h, w, 3]`, a drawing in dark ink on white.
        rng: source of chance.

    Returns:
        uint8 `[h, w, 3]`, RGB, of the same size.
    """
    reflectance = _on_paper(image.astype(np.float32) / 255, rng)
    lit = reflectance * light(image.shape[:2], rng)[..., np.newaxis]
    blurred = cv2.GaussianBlur(lit, (0, 0), float(rng.uniform(0.3, 0.004 * max(image.shape[:2]) + 0.4)))
    grain = rng.normal(0, rng.uniform(0.002, 0.02), image.shape).astype(np.float32)
    exposed = np.clip(blurred * rng.uniform(0.75, 1.1) + grain, 0, 1)
    return save_as_jpeg(np.rint(exposed * 255).astype(np.uint8), int(rng.integers(35, 95)))


def _on_paper(drawing: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Replaces white by tinted, fibrous paper and black by pencil, ballpoint or marker."""
    height, width = drawing.shape[:2]
    coverage = 1 - drawing
    kind = rng.choice(["pencil", "ballpoint", "marker"])
    if kind == "pencil":
        grain = np.clip(1 + 0.5 * smooth_noise((height, width), 1.0, rng), 0.2, 1)
        coverage = coverage * (rng.uniform(0.35, 0.75) * grain)[..., np.newaxis]
        ink = np.full(3, rng.uniform(0.15, 0.3), np.float32)
    elif kind == "ballpoint":
        ink = np.array([(0.1, 0.15, 0.5), (0.1, 0.1, 0.12), (0.6, 0.1, 0.1)][rng.integers(3)], np.float32)
        coverage = coverage * rng.uniform(0.7, 1.0)
    else:
        ink = rng.uniform(0.02, 0.2, 3).astype(np.float32)
    paper = np.float32(rng.uniform(0.75, 0.97)) * (1 - rng.uniform(0, 0.12, 3) * (0.2, 0.4, 1.0)).astype(np.float32)
    fibre = 1 + rng.uniform(0.002, 0.015) * smooth_noise((height, width), rng.uniform(0.8, 4), rng)
    return paper * fibre[..., np.newaxis] * (1 - coverage) + ink * coverage


def smooth_noise(shape: tuple[int, int], sigma: float, rng: np.random.Generator) -> np.ndarray:
    """Returns noise, blurred by `sigma` pixels, of unit deviation: float32 `shape`."""
    noise = cv2.GaussianBlur(rng.standard_normal(shape, dtype=np.float32), (0, 0), float(sigma))
    return noise / max(float(noise.std()), 1e-6)


def light(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Returns uneven light, vignetting and, half of the time, a shadow: float32 `shape`, at most 1."""
    y, x = np.mgrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    light = 1 + rng.uniform(0, 0.25) * (np.cos(angle) * x + np.sin(angle) * y)
    light *= 1 - rng.uniform(0, 0.2) * (x**2 + y**2) / 2
    if rng.uniform() < 0.5:
        angle, softness = rng.uniform(0, 2 * np.pi), rng.uniform(0.02, 0.4)
        distance = np.cos(angle) * x + np.sin(angle) * y - rng.uniform(-0.7, 0.9)
        light *= 1 - rng.uniform(0.1, 0.5) / (1 + np.exp(-np.clip(distance / softness * 4, -30, 30)))
    return (light / light.max()).astype(np.float32)


def save_as_jpeg(image: np.ndarray, quality: int) -> np.ndarray:
    """Saves an image, uint8 RGB, as JPEG of a quality (1..100) and reads it back."""
    encoded = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    decoded = np.asarray(cv2.imdecode(encoded, cv2.IMREAD_COLOR))
    return np.ascontiguousarray(decoded[..., ::-1])
