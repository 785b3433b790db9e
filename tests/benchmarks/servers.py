"""Starts an app in a process of its own and talks to it over plain HTTP."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx

REPOSITORY = Path(__file__).resolve().parents[2]
START_LIMIT_SECONDS = 120
POLL_SECONDS = 0.01


def free_port() -> int:
    """Returns a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One running app."""

    def __init__(self, process: subprocess.Popen, url: str) -> None:
        self.process = process
        self.url = url

    def call(self, client: httpx.Client, endpoint: str, data: Sequence[Any]) -> Any:
        """Calls a named endpoint directly and returns its first output."""
        response = client.post(f"{self.url}/gradio_api/run/{endpoint}", json={"data": list(data)})
        response.raise_for_status()
        return response.json()["data"][0]

    def upload(self, client: httpx.Client, file: Path) -> dict[str, Any]:
        """Uploads a file and returns the payload that refers to it."""
        files = {"files": (file.name, file.read_bytes(), "image/png")}
        path = client.post(f"{self.url}/gradio_api/upload", files=files).raise_for_status().json()[0]
        return {"path": path, "meta": {"_type": "gradio.FileData"}}

    @contextmanager
    def direct(self, endpoint: str, data: Sequence[Any]) -> Iterator[Callable[[], None]]:
        """Yields a function that sends the same call again and again over one connection, at the least cost to us."""
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=60)
        body = json.dumps({"data": list(data)})
        headers = {"Content-Type": "application/json"}

        def call() -> None:
            connection.request("POST", f"/gradio_api/run/{endpoint}", body, headers)
            response = connection.getresponse()
            answer = response.read()
            if response.status != http.client.OK:
                raise RuntimeError(f"{self.url} answered {response.status}: {answer[:200]}")

        try:
            yield call
        finally:
            connection.close()

    def resident_megabytes(self) -> float:
        """Returns the process's resident memory, as Linux reports it."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@contextmanager
def running(
    python: str,
    command: Sequence[str],
    is_right: Callable[[Server, httpx.Client], bool],
    settings: Mapping[str, str] = MappingProxyType({}),
    log: Path = Path(os.devnull),
) -> Iterator[tuple[Server, float]]:
    """Starts `python COMMAND…`; yields it and the seconds until its first right answer. It writes into `log`."""
    port = free_port()
    environment = os.environ | {"GRADIO_SERVER_PORT": str(port), "GRADIO_ANALYTICS_ENABLED": "False", **settings}
    started = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [python, *command],
            cwd=REPOSITORY,
            env=environment | {"PYTHONPATH": str(REPOSITORY), "TF_CPP_MIN_LOG_LEVEL": "2"},
            stdout=output,
            stderr=output,
        )
    server = Server(process, f"http://127.0.0.1:{port}")
    try:
        with httpx.Client(timeout=30) as client:
            while not _answers(server, client, is_right):
                if process.poll() is not None or time.perf_counter() - started > START_LIMIT_SECONDS:
                    raise RuntimeError(f"{' '.join(command)} did not start")
                time.sleep(POLL_SECONDS)
        yield server, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait()


@contextmanager
def running_app() -> Iterator[str]:
    """Starts this project's app and yields its address."""
    with running(sys.executable, ["app.py"], _is_up) as (server, _):
        yield server.url


def _is_up(server: Server, client: httpx.Client) -> bool:
    return client.get(server.url).is_success


def app_is_ready(server: Server, client: httpx.Client) -> bool:
    """Whether this project's app reads a known drawing right."""
    return client.get(f"{server.url}/healthz").is_success


def _answers(server: Server, client: httpx.Client, is_right: Callable[[Server, httpx.Client], bool]) -> bool:
    try:
        return is_right(server, client)
    except httpx.HTTPError:
        return False
