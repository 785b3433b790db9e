"""/healthz: ready only when a known drawing is read right, by the model that answers and with the weights served."""

import logging
from functools import partial

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from digit_recognizer.errors import in_short
from digit_recognizer.files import ASSETS
from digit_recognizer.recognizer import Recognizer

PATH = "/healthz"
KNOWN_DRAWING = ASSETS / "health" / "seven.png"
KNOWN_DIGIT = 7
READY, UNREADY = 200, 503
logger = logging.getLogger(__name__)


def health_route(recognizer: Recognizer) -> Route:
    """Returns the route that those ask who start, watch and restart the app.

    Args:
        recognizer: the models; the default one reads the drawing anew for each question.
    """
    drawing = KNOWN_DRAWING.read_bytes()

    async def answer(_: Request) -> JSONResponse:
        status, health = await to_thread.run_sync(partial(examine, recognizer, drawing))
        return JSONResponse(health, status_code=status, headers={"Cache-Control": "no-store"})

    return Route(PATH, answer, methods=["GET"])


def examine(recognizer: Recognizer, drawing: bytes) -> tuple[int, dict[str, str]]:
    """Returns the status and what is said: which weights read the drawing, or what kept them from it."""
    health = {"model": recognizer.default_model, "weights": recognizer.bundle.manifest.bundle_version}
    try:
        read = recognizer.predict(drawing).label
    except Exception as error:  # whatever it is, this app cannot answer
        logger.error("The known drawing could not be read: %s", in_short(error))
        return UNREADY, {
            "status": "unready",
            "reason": "The known drawing could not be read; the log says why.",
            **health,
        }
    if read != KNOWN_DIGIT:
        reason = f"The known drawing of a {KNOWN_DIGIT} was read as {read}."
        logger.error(reason)
        return UNREADY, {"status": "unready", "reason": reason, **health}
    return READY, {"status": "ready", **health}
