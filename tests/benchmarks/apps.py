"""The apps that are measured side by side, what each is asked, and how long that takes."""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import httpx
import numpy as np

from tests.benchmarks.servers import Server

# The app and the hello app run with what requirements.txt installs and no more, as a Space does.
SERVING_PYTHON = os.environ.get("SERVING_PYTHON", sys.executable)
APP = (SERVING_PYTHON, ["app.py"])
HELLO = (SERVING_PYTHON, ["-m", "tests.benchmarks.hello_app"])
CLASSIC = (sys.executable, ["-m", "tests.benchmarks.classic_demo"])
SEVEN = np.array([[70, 60], [205, 60], [120, 230]], dtype=np.int32)
CALLERS = 16
TURNS = 5


def uploaded(server: Server, file: Path) -> dict:
    with httpx.Client() as client:
        return server.upload(client, file)


def in_turns(calls: dict[Server, list], measure: Callable, count: int) -> dict[Server, list[float]]:
    measured: dict[Server, list[float]] = {server: [] for server in calls}
    for _ in range(TURNS):
        for server, data in calls.items():
            measured[server] += measure(server, data, count)
    return measured


def times(server: Server, data: list, count: int) -> list[float]:
    with server.direct("predict", data) as call:
        return [milliseconds(call) for _ in range(count)]


def answers_per_second(server: Server, data: list, count: int, callers: int = CALLERS) -> list[float]:
    started = time.perf_counter()
    with ThreadPoolExecutor(callers) as pool:
        list(pool.map(lambda _: times(server, data, count), range(callers)))
    return [callers * count / (time.perf_counter() - started)]


def seven() -> np.ndarray:
    canvas = np.full((280, 280, 3), 255, np.uint8)
    return cv2.polylines(canvas, [SEVEN], False, (0, 0, 0), 18, cv2.LINE_AA)


def app_is_right(server: Server, client: httpx.Client) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "seven.png"
        cv2.imwrite(str(file), seven())
        return server.call(client, "predict", [server.upload(client, file), "lenet", 1])["label"] == "7"


def classic_is_up(server: Server, client: httpx.Client) -> bool:
    return client.get(f"{server.url}/config").raise_for_status().is_success


def hello_is_right(server: Server, client: httpx.Client) -> bool:
    return server.call(client, "predict", ["you"]) == "Hello you"


def milliseconds(call: Callable) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def spread(values: Sequence[float], form: str) -> str:
    """Returns a median and, in brackets, the least and the most."""
    return f"{statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"
