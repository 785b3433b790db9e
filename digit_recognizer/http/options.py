"""Everything that the web app around the page is made with, beside Gradio."""

from collections.abc import Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Route

from digit_recognizer.http.ahead import OpensAhead
from digit_recognizer.http.capacity import Capacity
from digit_recognizer.http.closed import ClosedRoutes
from digit_recognizer.http.direct import DirectCalls
from digit_recognizer.http.headers import SecurityHeaders
from digit_recognizer.http.health import health_route
from digit_recognizer.http.kept import KeptPages
from digit_recognizer.http.logs import server_logs
from digit_recognizer.http.metrics import metrics_from_environment, metrics_route
from digit_recognizer.http.observation import Observation
from digit_recognizer.http.refusals import Refusals, body_refusal, brief_refusal
from digit_recognizer.interface import Page, PageCompression
from digit_recognizer.limits import limits
from digit_recognizer.recognizer import Recognizer


def app_options(page: Page, recognizer: Recognizer, routes: Sequence[Route]) -> dict[str, Any]:
    """Returns the `app_kwargs` of `launch()`.

    Args:
        page: the page, whose refusals are counted where metrics are on.
        recognizer: the models that answer.
        routes: what is served beside the page.

    Raises:
        SettingError: the environment asks for what is not known.
    """
    metrics = metrics_from_environment(recognizer.bundle)
    own_routes = [health_route(recognizer)]
    if metrics:
        page.on_refusal = metrics.refuse
        own_routes.append(metrics_route(metrics))
    names = frozenset(function.api_name for function in page.fns.values() if function.api_name)
    return {
        "routes": [*routes, *own_routes],
        # From the outermost on: what is observed is what callers get.
        "middleware": [
            Middleware(Observation, names=names, metrics=metrics),
            Middleware(OpensAhead, recognizer=recognizer),
            Middleware(KeptPages),
            Middleware(PageCompression),
            Middleware(SecurityHeaders, page=page),
            Middleware(Refusals, on_refusal=page.on_refusal),
            Middleware(ClosedRoutes),
            Middleware(Capacity, limits=limits(), on_refusal=page.on_refusal),
            Middleware(DirectCalls, page=page),
        ],
        "exception_handlers": {
            RequestValidationError: body_refusal(page.on_refusal),
            HTTPException: brief_refusal,
        },
        "lifespan": server_logs,
    }
