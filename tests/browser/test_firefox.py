"""The main path of every tab in Firefox, the browser that is no Chromium, driven by WebDriver BiDi."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.benchmarks.own_pad import own_pad
from tests.browser.conftest import with_engine
from tests.pictures import as_png, draw_digit
from tests.snippets import NODE_FOLDER

NAMES = ("firefox-esr", "firefox")
SCRIPT = Path(__file__).with_name("firefox.mjs")
LIMIT_SECONDS = 120


def firefox_binary() -> str | None:
    """Returns Firefox from the environment variable FIREFOX or from the path; None where there is none."""
    return os.environ.get("FIREFOX") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="module")
def seen(server_url, tmp_path_factory):
    """What a visitor with Firefox gets to see, tab by tab."""
    firefox, node = firefox_binary(), shutil.which("node")
    if firefox is None or node is None:
        pytest.skip(f"no Firefox or no node: install both, or name one with FIREFOX (looked for {', '.join(NAMES)})")
    if not (NODE_FOLDER / "node_modules" / "puppeteer-core").exists():
        pytest.skip("puppeteer-core is not installed: run `make test` once")
    folder = tmp_path_factory.mktemp("firefox")
    picture = folder / "five.png"
    picture.write_bytes(as_png(draw_digit("5")))
    # A profile of its own: that of whoever runs the tests stays as it is.
    environment = {**os.environ, "HOME": str(folder)}
    with own_pad() as pad:
        command = [node, SCRIPT, with_engine(server_url, "server"), firefox, picture, pad]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=LIMIT_SECONDS, env=environment, check=False
        )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_drawing_is_voted_on_and_makes_a_card(seen):
    assert "7" in seen["draw"]
    assert seen["card"].startswith(seen["draw"])


def test_a_number_and_a_picture_are_read(seen):
    assert "14" in seen["number"]
    assert "5" in seen["picture"]


def test_the_web_component_reads_by_itself(seen):
    assert seen["pad"] == 7


def test_nothing_is_complained_of(seen):
    assert seen["complaints"] == []
