"""Why a model answers as it does, laid over the visitor's own drawing or picture."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np
from PIL import Image

from digit_recognizer.constants import SHARED
from digit_recognizer.contract import IMAGE_SIZE, PIXEL_MAX
from digit_recognizer.explanation.evidence import Evidence
from digit_recognizer.explanation.explanation import Explanation, Tipping
from digit_recognizer.explanation.sheet import Stroke
from digit_recognizer.image.normalization import Placement
from digit_recognizer.interface.answers import answering
from digit_recognizer.interface.components import Part
from digit_recognizer.interface.text import read_asset
from digit_recognizer.recognizer import Recognizer

TOOL_SCRIPTS = ("why/layer.js", "why/evidence.js")  # the part's script needs them
PLACE_DECIMALS = 2
HEAT_REACH: int = SHARED["explanation"]["heat_reach"]  # px: as far as the colour of ink reaches beyond it
_REACH = (HEAT_REACH, HEAT_REACH)
_MAX_BYTE = 127
_UNMOVED = Placement()

Read = Callable[[Any], Image.Image | None]
Answer = Callable[[Any], dict[str, Any]]


def why_part(recognizer: Recognizer, way: str, read: Read | None = None) -> Part:
    """Adds the switch that shows why a model answers as it does, and what it shows beside the drawing.

    Args:
        recognizer: the models.
        way: the way in whose drawings or pictures are explained; the part's id is `<way>-why`.
        read: turns the `picture` that was sent into an image, or None where nothing was; None where no server is asked.
    """
    functions = [] if read is None else [explaining(recognizer, read), turning(recognizer, read)]
    options = {"elem_id": f"{way}-why", "way": way, "model": recognizer.default_model}
    tools = "".join(f"<script>{read_asset(name)}</script>" for name in TOOL_SCRIPTS)
    return Part("why", head=tools, server_functions=functions, **options)


def explaining(recognizer: Recognizer, read: Read) -> Answer:
    """Returns the function `explain` that the page calls once a drawing rests."""

    def work(image: Image.Image, sent: Mapping[str, Any]) -> dict[str, Any]:
        explanation = recognizer.explain(image, sent.get("model"))
        return {"state": "explained", "explanation": _shown(explanation, image.size)}

    answer = answering(read, work)

    def explain(payload: Any) -> dict[str, Any]:
        return answer(payload)

    return explain


def turning(recognizer: Recognizer, read: Read) -> Answer:
    """Returns the function `turn` that the page calls to have a drawing turned into another digit."""

    def work(image: Image.Image, sent: Mapping[str, Any]) -> dict[str, Any]:
        found = recognizer.turn(image, sent.get("label"), sent.get("model"))  # type: ignore[arg-type]
        strokes = [_shown_stroke(stroke) for stroke in found.strokes]
        return {"state": "turned", "turning": {"strokes": strokes, "is_enough": found.is_enough}}

    answer = answering(read, work)

    def turn(payload: Any) -> dict[str, Any]:
        return answer(payload)

    return turn


def _shown(explanation: Explanation, size: tuple[int, int]) -> dict[str, Any]:
    """Places are given in pixels of the picture."""
    frame = explanation.frame or _UNMOVED
    edges = [
        frame.left,
        frame.top,
        frame.left + frame.width * IMAGE_SIZE,
        frame.top + frame.height * IMAGE_SIZE,
    ]
    return {
        "model": explanation.model,
        "label": explanation.label,
        "rival": explanation.rival,
        "size": list(size),
        "frame": [round(edge, PLACE_DECIMALS) for edge in edges],
        "image28": _encoded(explanation.image28),
        "heat": _encoded(heat_of(explanation.contributions, explanation.image28)),
        "tipping": [_shown_tipping(tipping) for tipping in explanation.tipping],
        "evidence": explanation.evidence and _shown_evidence(explanation.evidence),
    }


def heat_of(contributions: np.ndarray, image28: np.ndarray) -> np.ndarray:
    """Returns how strongly ink at each place counts, int8 [28, 28], the strongest of either sign as 127.

    It reaches a little beyond the ink, so that what is drawn finer than in 28x28 pixels is coloured to its edge.
    """
    ink = image28.astype(np.float32) / PIXEL_MAX
    around = cv2.blur(contributions, _REACH) / np.maximum(cv2.blur(ink, _REACH), 1e-6)
    heat = np.where(ink > 0.5, contributions / np.maximum(ink, 0.5), around)
    return _as_bytes(heat / max(float(np.abs(heat).max()), 1e-9))


def _shown_tipping(tipping: Tipping) -> dict[str, Any]:
    return {**_shown_stroke(tipping.stroke), "is_enough": tipping.is_enough}


def _shown_stroke(stroke: Stroke) -> dict[str, Any]:
    return {"kind": stroke.kind, "points": [list(stroke.start), list(stroke.end)], "width": stroke.width}


def _shown_evidence(evidence: Evidence) -> dict[str, Any]:
    """Pictures as signed bytes, 1 as 127."""
    pictures = [
        {
            "label": picture.label,
            "size": list(picture.values.shape[::-1]),
            "values": _encoded(_as_bytes(picture.values)),
        }
        for picture in evidence.pictures
    ]
    steps = [[step.row, step.column, step.is_inked] for step in evidence.steps]
    return {"kind": evidence.kind, "pictures": pictures, "steps": steps}


def _as_bytes(values: np.ndarray) -> np.ndarray:
    """Turns values from -1 to 1 into int8."""
    return np.rint(values * _MAX_BYTE).astype(np.int8)


def _encoded(array: np.ndarray) -> str:
    return base64.b64encode(array.tobytes()).decode()
