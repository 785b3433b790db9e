"""The browser's modules in Node.js, beside the routes that hand out engine and models."""

import base64
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.interface.browser import browser_routes
from tests.snippets import NODE_FOLDER

NODE_SECONDS = 300  # of which it works for five: a busy machine takes its time


@contextmanager
def serving(routes: list[BaseRoute]) -> Iterator[str]:
    """Serves routes and returns their address."""
    # Node.js may work longer between two questions than a server waits by itself before it hangs up.
    config = uvicorn.Config(
        Starlette(routes=routes), port=0, log_level="error", lifespan="off", ws="none", timeout_keep_alive=NODE_SECONDS
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server ended before it answered"
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where scripts, engine and models are handed out as the app does."""
    with serving(list(browser_routes(Bundle.open()))) as url:
        yield url


@pytest.fixture(scope="session")
def in_node() -> Callable[..., Any]:
    """Runs a script of tests/node with the browser's modules: in_node("widget.mjs", job, address)."""
    if not shutil.which("node"):
        pytest.skip("no Node.js: install node 18.20 or newer")

    def run(script: str, job: Any, *arguments: str) -> Any:
        command = ["node", "--no-warnings", str(NODE_FOLDER / script), *arguments]
        ended = subprocess.run(
            command, input=json.dumps(job), capture_output=True, text=True, timeout=NODE_SECONDS, check=False
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    return run


def bytes_of(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8)


def picture_of(levels: np.ndarray) -> np.ndarray:
    """Returns what a server is sent of ink uint8 [h, w]: dark on white, uint8 [h, w, 3]."""
    return np.repeat((255 - levels)[..., np.newaxis], 3, axis=2)
