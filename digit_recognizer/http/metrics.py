"""Figures for Prometheus at /metrics, where METRICS is on: rate, latency, refusals, and which weights answer."""

import os
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.errors import SettingError, briefly

VARIABLE = "METRICS"
ON, OFF = ("on", "1", "yes", "true"), ("", "off", "0", "no", "false")
PATH = "/metrics"
# From a drawing that lies ready to a photo on a busy machine.
BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """What is counted since the start, in a registry of its own; labels take few values, and none of a visitor's."""

    def __init__(self, bundle: Bundle) -> None:
        """Names the weights that answer."""
        from prometheus_client import CollectorRegistry, Counter, Histogram, Info, ProcessCollector

        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "digits_requests", "Requests answered.", ("endpoint", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "digits_answer_seconds",
            "Time until an answer begins.",
            ("endpoint",),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._refusals = Counter(
            "digits_refusals", "Calls of the API that were refused, or failed.", ("title",), registry=self.registry
        )
        source = bundle.source
        weights = {"version": bundle.manifest.bundle_version, "origin": source.kind}
        weights |= {"repo_id": source.repo_id or "", "commit": source.commit or ""}
        Info("digits_weights", "The weights that answer.", registry=self.registry).info(weights)

    def observe(self, endpoint: str, status: int, seconds: float) -> None:
        """Counts one request."""
        self._requests.labels(endpoint, str(status)).inc()
        self._seconds.labels(endpoint).observe(seconds)

    def refuse(self, title: str) -> None:
        """Counts one refusal by its kind."""
        self._refusals.labels(title).inc()


def metrics_from_environment(bundle: Bundle) -> Metrics | None:
    """Returns what counts where `METRICS` is on; None where it is off, as by default.

    Raises:
        SettingError: it is neither.
    """
    value = os.environ.get(VARIABLE, "").strip().lower()
    if value not in ON + OFF:
        raise SettingError(f"{VARIABLE} must be on or off; received {briefly(value)}.")
    return Metrics(bundle) if value in ON else None


def metrics_route(metrics: Metrics) -> Route:
    """Returns the route that Prometheus asks."""
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    write: Callable[..., bytes] = generate_latest

    async def answer(_: Request) -> Response:
        return Response(write(metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return Route(PATH, answer, methods=["GET"])
