"""Why a model answers as it does, laid over the visitor's own drawing or picture."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np
from PIL import Image

from digit_recognizer.contract import IMAGE_SIZE, PIXEL_MAX
from digit_recognizer.explanation.explanation import Explanation, Tipping
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.digit import find_digit
from digit_recognizer.image.normalization import Placement, normalize_in_place
from digit_recognizer.interface.answers import answering
from digit_recognizer.interface.components import Part
from digit_recognizer.interface.text import read_asset
from digit_recognizer.recognizer import Recognizer

PLACE_DECIMALS = 2
HEAT_REACH = (5, 5)  # px: as far as the colour of ink reaches beyond it
_MAX_BYTE = 127


def why_part(recognizer: Recognizer, way: str, read: Callable[[Any], Image.Image | None]) -> Part:
    """Adds the switch that shows why a model answers as it does, and what it shows beside the drawing.

    Args:
        recognizer: the models.
        way: the way in whose drawings or pictures are explained; the part's id is `<way>-why`.
        read: turns the `picture` that was sent into an image, or None where nothing was.
    """
    explain = explaining(recognizer, read)
    options = {"elem_id": f"{way}-why", "way": way, "model": recognizer.default_model}
    return Part("why", head=f"<script>{read_asset('why/layer.js')}</script>", server_functions=[explain], **options)


def explaining(recognizer: Recognizer, read: Callable[[Any], Image.Image | None]) -> Callable[[Any], dict[str, Any]]:
    """Returns the function `explain` that the page calls once a drawing rests."""

    def work(image: Image.Image, sent: Mapping[str, Any]) -> dict[str, Any]:
        image28, placement = normalize_in_place(find_digit(read_pixels(image)))
        explanation = recognizer.explain_normalized(image28, sent.get("model"))
        return {"state": "explained", "explanation": _shown(explanation, image28, placement, image.size)}

    answer = answering(read, work)

    def explain(payload: Any) -> dict[str, Any]:
        return answer(payload)

    return explain


def _shown(
    explanation: Explanation, image28: np.ndarray, placement: Placement, size: tuple[int, int]
) -> dict[str, Any]:
    """Places are given in pixels of the picture."""
    return {
        "model": explanation.model,
        "label": explanation.label,
        "rival": explanation.rival,
        "size": list(size),
        "frame": _on_picture(placement, (0, 0, IMAGE_SIZE, IMAGE_SIZE)),
        "image28": base64.b64encode(image28.tobytes()).decode(),
        "heat": base64.b64encode(heat_of(explanation.contributions, image28).tobytes()).decode(),
        "tipping": [_shown_tipping(tipping, placement) for tipping in explanation.tipping],
    }


def heat_of(contributions: np.ndarray, image28: np.ndarray) -> np.ndarray:
    """Returns how strongly ink at each place counts, int8 [28, 28], the strongest of either sign as 127.

    It reaches a little beyond the ink, so that what is drawn finer than in 28x28 pixels is coloured to its edge.
    """
    ink = image28.astype(np.float32) / PIXEL_MAX
    around = cv2.blur(contributions, HEAT_REACH) / np.maximum(cv2.blur(ink, HEAT_REACH), 1e-6)
    heat = np.where(ink > 0.5, contributions / np.maximum(ink, 0.5), around)
    return np.rint(heat / max(float(np.abs(heat).max()), 1e-9) * _MAX_BYTE).astype(np.int8)


def _shown_tipping(tipping: Tipping, placement: Placement) -> dict[str, Any]:
    box = tipping.box
    left, top, right, bottom = _on_picture(placement, (box.left, box.top, box.right, box.bottom))
    return {
        "kind": tipping.kind,
        "points": [[left, top], [right, bottom]],
        "width": round(placement.width, PLACE_DECIMALS),
        "is_enough": tipping.is_enough,
    }


def _on_picture(placement: Placement, box: tuple[float, float, float, float]) -> list[float]:
    corners = np.array(box) * np.tile([placement.width, placement.height], 2)
    return np.round(corners + np.tile([placement.left, placement.top], 2), PLACE_DECIMALS).tolist()
