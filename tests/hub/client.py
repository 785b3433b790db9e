"""Runs the real client against a loopback Hub, in a process of its own: it reads its settings when imported."""

import functools
import json
import os
import subprocess
import tempfile
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import REPOSITORY
from tests.hub.server import Hub
from tests.hub.snippets import run_snippet

LIMIT_SECONDS = 60
# The client waits 1, 2, 4, 8 and 8 seconds between its attempts.
WITHOUT_WAITING = "import time\ntime.sleep = lambda seconds: None\n"
FOREIGN_SETTINGS = ("HF_", "HUGGING_FACE_", "HUGGINGFACE_")
REPORT = """
except Exception as error:
    import json
    print(json.dumps([[kind.__name__ for kind in type(error).__mro__], str(error)]))
else:
    raise SystemExit("nothing failed")
"""
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


class ClientFailedError(RuntimeError):
    """A client's process ended with an error; the text is what it wrote to stderr."""


def client_environment(hub: Hub, *, token: str | None = "hf_write", home: Path) -> dict[str, str]:
    """Returns the environment in which every tool of Hugging Face knows only this Hub, this token and this folder."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(FOREIGN_SETTINGS) and name.lower() not in PROXIES
    }
    settings = {
        "HF_ENDPOINT": hub.url,
        "HF_HOME": str(home),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "NO_PROXY": "127.0.0.1",
    }
    return kept | settings | ({"HF_TOKEN": token} if token else {})


def run_command(
    command: Sequence[str],
    hub: Hub,
    *,
    token: str | None = "hf_write",
    home: Path | None = None,
    settings: dict[str, str] | None = None,
    timeout: float = LIMIT_SECONDS,
) -> str:
    """Runs a command in the repository's folder with the client's environment; returns its stdout.

    Without a home it gets an empty one for this run only: an empty cache.
    """

    def run(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, timeout=timeout, check=False
        )

    return _output_of(run, command[0], hub, token=token, home=home, settings=settings)


def run_client(
    code: str,
    hub: Hub,
    *,
    token: str | None = "hf_write",
    home: Path | None = None,
    settings: dict[str, str] | None = None,
    patient: bool = True,
    timeout: float = LIMIT_SECONDS,
) -> str:
    """Runs a Python snippet with the client's environment; returns its stdout.

    With patient=False the client does not wait between its attempts, so that its last one is soon reached.
    """
    snippet = code if patient else WITHOUT_WAITING + code
    run = functools.partial(run_snippet, snippet, REPOSITORY, timeout=timeout)
    return _output_of(run, "The snippet", hub, token=token, home=home, settings=settings)


def _output_of(
    run: Callable[[dict[str, str]], subprocess.CompletedProcess[str]],
    name: str,
    hub: Hub,
    *,
    token: str | None,
    home: Path | None,
    settings: dict[str, str] | None,
) -> str:
    """Returns what a program prints that runs in the client's environment; one that fails raises ClientFailedError."""
    with tempfile.TemporaryDirectory(prefix="hub-client-") as empty:
        done = run(client_environment(hub, token=token, home=home or Path(empty)) | (settings or {}))
    if done.returncode:
        raise ClientFailedError(f"{name} ended with {done.returncode}:\n{done.stderr}\n{done.stdout}")
    return done.stdout


@dataclass(frozen=True)
class Failure:
    """The exception of a snippet: its class with all it derives from, nearest first, and its text."""

    classes: list[str]
    text: str


def client_failure(code: str, hub: Hub, **options: Any) -> Failure:
    """Runs a snippet that must fail, with the options of run_client, and returns the exception it raised."""
    lines = run_client(f"try:\n{textwrap.indent(code, '    ')}{REPORT}", hub, **options).splitlines()
    return Failure(*json.loads(lines[-1]))
