"""Takes many pictures through the normalisation that serves, as visitors' pictures are."""

from collections.abc import Sequence

import numpy as np

from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.errors import NoInkError
from digit_recognizer.image.normalization import normalize_drawing
from training.synthesis.parallel import map_chunks

_CHUNK = 250


def normalize_all(pictures: np.ndarray, workers: int, doing: str) -> np.ndarray:
    """Normalises each picture.

    Args:
        pictures: uint8 [n, h, w].
        workers: processes that normalise; with 1, this one does.
        doing: what the progress bar says is done.

    Returns:
        uint8 [n, 28, 28]; zeros where no ink was found.
    """
    chunks = map_chunks(_normalize_chunk, list(pictures), _CHUNK, workers, doing=doing, unit="pictures")
    return np.concatenate([np.empty((0, IMAGE_SIZE, IMAGE_SIZE), np.uint8), *chunks])


def _normalize_chunk(chunk: tuple[int, Sequence[np.ndarray]]) -> np.ndarray:
    _, pictures = chunk
    normalized = np.zeros((len(pictures), IMAGE_SIZE, IMAGE_SIZE), np.uint8)
    for image, picture in zip(normalized, pictures, strict=True):
        try:
            image[:] = normalize_drawing(picture)
        except NoInkError:
            continue
    return normalized
