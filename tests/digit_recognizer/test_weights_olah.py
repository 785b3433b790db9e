"""Weights are pulled from a server that is not ours: olah, which serves a plain git repository as the Hub does."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.benchmarks.servers import free_port
from tests.conftest import started
from tests.digit_recognizer.serving import REPO_ID, TAG, files_of_a_bundle, serve_once

GIT = ["git", "-c", "user.name=tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"]
CONFIGURATION = """
[basic]
host = "127.0.0.1"
port = {port}
repos-path = "{folder}/repos"
mirrors-path = ["{folder}/mirrors"]
mirror-netloc = "127.0.0.1:{port}"
mirror-lfs-netloc = "127.0.0.1:{port}"

[accessibility]
offline = true
"""


@dataclass(frozen=True)
class Olah:
    """A running server, as far as the client's environment needs it, and the commit that it serves."""

    url: str
    commit: str


@pytest.fixture
def olah(tmp_path):
    commit = committed_bundle(tmp_path / "mirrors" / "models" / REPO_ID)
    port = free_port()
    configuration, log = tmp_path / "olah.toml", tmp_path / "log.txt"
    configuration.write_text(CONFIGURATION.format(port=port, folder=tmp_path), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "olah.server",
        "--config",
        str(configuration),
        "--log-path",
        str(tmp_path / "logs"),
    ]
    url = f"http://127.0.0.1:{port}"
    with started(command, f"{url}/api/models/{REPO_ID}/revision/{TAG}", log, cwd=tmp_path):
        yield Olah(url, commit)


def committed_bundle(folder: Path) -> str:
    """Makes a git repository with one tagged commit that holds the bundle; returns the commit."""
    for name, content in files_of_a_bundle().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "The bundle"], ["tag", TAG]):
        subprocess.run([*GIT, *command], cwd=folder, check=True)
    return subprocess.run(
        [*GIT, "rev-parse", "HEAD"], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.mark.slow
def test_a_bundle_is_pulled_from_an_independent_server_and_then_found_in_the_cache(olah, tmp_path):
    assert httpx.get(f"{olah.url}/api/models/{REPO_ID}/revision/{TAG}").json()["sha"] == olah.commit
    first = serve_once(olah, tmp_path / "home", token=None, timeout=20)
    assert (first.kind, first.commit, first.models) == ("hub", olah.commit, ["lenet"]), first.log
    again = serve_once(olah, tmp_path / "home", token=None)
    assert (again.kind, again.probabilities) == ("cache", first.probabilities)
