"""Checks of what callers pass: each returns it in one form, or says what was received and what to pass."""

import numpy as np

from digit_recognizer.contract import CLASS_COUNT, IMAGE_SIZE
from digit_recognizer.errors import DigitsOnlyError, InvalidImageError, LabelError, TopKError, briefly


def check_image(image28: np.ndarray, caller: str) -> np.ndarray:
    """Returns one image uint8 [28, 28] as an array; raises as `check_images` does."""
    [image28] = check_images(np.asarray(image28)[np.newaxis], caller)
    return image28


def check_images(images28: np.ndarray, caller: str) -> np.ndarray:
    """Returns images uint8 [n, 28, 28] as an array.

    Raises:
        InvalidImageError: the array has another shape or type; the message names `caller`.
    """
    images28 = np.asarray(images28)
    if images28.ndim != 3 or images28.shape[1:] != (IMAGE_SIZE, IMAGE_SIZE) or images28.dtype != np.uint8:
        raise InvalidImageError(
            f"{caller} takes uint8 images of shape [n, {IMAGE_SIZE}, {IMAGE_SIZE}]; received "
            f"{images28.dtype} of shape {list(images28.shape)}. normalize_drawing makes such images."
        )
    return images28


def check_label(label: int) -> int:
    """Returns `label` when it is a digit.

    Raises:
        LabelError: it is not.
    """
    if isinstance(label, bool) or not isinstance(label, int | np.integer) or not 0 <= label < CLASS_COUNT:
        raise LabelError(f"label must be a digit from 0 to {CLASS_COUNT - 1}; received {briefly(label)}.")
    return int(label)


def check_digits_only(digits_only: bool) -> bool:
    """Returns `digits_only` when it is a truth value.

    Raises:
        DigitsOnlyError: it is not.
    """
    if not isinstance(digits_only, bool | np.bool_):
        raise DigitsOnlyError(f"digits_only must be true or false; received {briefly(digits_only)}.")
    return bool(digits_only)


def check_top_k(top_k: int) -> int:
    """Returns `top_k` when it is a whole number from 1 to 10.

    Raises:
        TopKError: it is not.
    """
    if isinstance(top_k, bool) or not isinstance(top_k, int | np.integer) or not 1 <= top_k <= CLASS_COUNT:
        raise TopKError(f"top_k must be a whole number from 1 to {CLASS_COUNT}; received {briefly(top_k)}.")
    return int(top_k)
