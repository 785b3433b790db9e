"""Where drawings by people come from: the pen strokes or UNIPEN, told by who drew them."""

from collections.abc import Iterable

import numpy as np

from training.data.unipen import FIRST_CONTRIBUTOR

OF_PEN_STROKES, OF_UNIPEN = ORIGINS = ("pen_strokes", "unipen")
_AND = " and "


def origins_of(writers: np.ndarray) -> np.ndarray:
    """Returns the origin, str [n], of drawings by the writers or contributors int64 [n]."""
    return np.where(writers >= FIRST_CONTRIBUTOR, OF_UNIPEN, OF_PEN_STROKES)


def name_origins(origins: np.ndarray) -> str:
    """Names every origin that occurs, as config.json says what a calibration was fitted on."""
    return _AND.join(origin for origin in ORIGINS if (origins == origin).any())


def named_origins(named: str | None) -> Iterable[str]:
    """Returns the origins that `name_origins` named; none where nothing was."""
    return named.split(_AND) if named else ()
