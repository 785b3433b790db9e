"""What every test shares: an offline environment, the bundled models, and a running server."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.benchmarks.servers import free_port

REPOSITORY = Path(__file__).resolve().parent.parent
SERVER_START_SECONDS = 120
ONE_THREAD_EACH = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTEROP_THREADS", "TF_NUM_INTRAOP_THREADS")
# They start a server, or a process that a client runs in.
SLOW_FIXTURES = {"ask", "client", "hub", "server_url"}
OBSERVED = {"METRICS": "on", "LOG_FORMAT": "json", "LOG_LEVEL": "info"}
CACHES = tempfile.TemporaryDirectory(prefix="digit-recognizer-tests-")

# Set before any library reads them: nothing here may reach a network or a visitor's caches.
os.environ |= {
    "HF_HUB_OFFLINE": "1",
    "HF_HOME": f"{CACHES.name}/huggingface",
    "DIGIT_RECOGNIZER_CACHE": f"{CACHES.name}/decoded",
    "GRADIO_TEMP_DIR": f"{CACHES.name}/gradio",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    # Tests run side by side: a second thread of each would wait for a core, and burn one while it waits.
    **dict.fromkeys(ONE_THREAD_EACH, "1"),
}


def pytest_unconfigure() -> None:
    CACHES.cleanup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks as slow what asks for a slow fixture, and has files with slow tests run first.

    One process that begins a long file last would keep the whole run waiting.
    """
    for item in items:
        if SLOW_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
    slow_files = {item.path for item in items if any(map(item.get_closest_marker, ("slow", "browser", "full")))}
    items.sort(key=lambda item: item.path not in slow_files)


@pytest.fixture(scope="session")
def recognizer():
    """Every bundled model, opened once."""
    from digit_recognizer import Recognizer

    return Recognizer.load()


@pytest.fixture(scope="session")
def site(recognizer) -> Mapping[str, bytes]:
    """Every file of the static site."""
    from digit_recognizer.site import Addresses, site_files

    return site_files(recognizer, Addresses(full_app="http://127.0.0.1:1/full"))


@pytest.fixture(scope="session")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server writes to its log."""
    return tmp_path_factory.mktemp("server") / "log.txt"


@pytest.fixture(scope="session")
def server_url(server_log: Path) -> Iterator[str]:
    """The address of app.py, served as `make demo` serves it, on a free port, and observed."""
    port = free_port()
    environment = {**os.environ, "GRADIO_SERVER_PORT": str(port), "GRADIO_SERVER_NAME": "127.0.0.1"} | OBSERVED
    url = f"http://127.0.0.1:{port}"
    with started([sys.executable, "app.py"], url, server_log, cwd=REPOSITORY, env=environment):
        yield url


@contextmanager
def started(command: Sequence[str | Path], url: str, log: Path, **options: Any) -> Iterator[None]:
    """Runs a server with the options of `subprocess.Popen` from when it answers at `url` to the end of the block."""
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output, **options) as server:
        try:
            wait_until_up(server, url, log)
            yield
        finally:
            server.terminate()


def wait_until_up(server: subprocess.Popen, url: str, log: Path) -> None:
    """Asks until the server answers; fails with its log when it ends or does not come up."""
    for _ in range(SERVER_START_SECONDS * 4):
        try:
            if httpx.get(url).is_success:
                return
        except httpx.TransportError:
            pass
        try:
            server.wait(timeout=0.25)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(f"app.py did not come up:\n{log.read_text(encoding='utf-8', errors='replace')}")


@pytest.fixture(scope="session")
def ask(server_url: str) -> Iterator[Callable[..., httpx.Response]]:
    """Posts one call to an endpoint as curl would: ask("predict", image, model, top_k)."""
    with httpx.Client(base_url=server_url, timeout=60) as http:

        def post(endpoint: str, *data: Any) -> httpx.Response:
            return http.post(f"/gradio_api/run/{endpoint}", json={"data": list(data)})

        yield post


@pytest.fixture(scope="session")
def client(server_url: str) -> Iterator[Any]:
    """The Python client that callers use."""
    from gradio_client import Client

    gradio_client = Client(server_url, verbose=False, analytics_enabled=False)
    yield gradio_client
    gradio_client.close()
