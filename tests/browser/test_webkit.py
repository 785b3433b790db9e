"""Drawing and answering in WebKitGTK, the engine of Safari as Debian packages it, driven by its own WebDriver."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.benchmarks.own_pad import own_pad
from tests.benchmarks.servers import free_port
from tests.browser.conftest import SEVEN, with_engine
from tests.conftest import started

DRIVER, SCREEN = "WebKitWebDriver", "Xvfb"
BROWSERS = tuple(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
PLACE = "const { x, y, width, height } = PAD.getBoundingClientRect(); return [x, y, width, height];"
ON_PAGE = "document.querySelector('#draw-pad .pad-canvas')"
IN_COMPONENT = "document.querySelector('digit-pad').shadowRoot.querySelector('.pad-canvas')"
# Waits within the page: the driver itself waits for elements only.
WAIT = """const done = arguments[0];
const found = () => FOUND;
const look = () => (found() ? done(found()) : requestAnimationFrame(look));
look();"""
LEAD = "document.querySelector('.headline-lead').textContent"
# Half a seven has votes, too: an answer can be shared once it is that to the whole drawing.
VOTE = f"!document.querySelector('.share-open').disabled && {LEAD}"


@pytest.fixture
def display() -> Iterator[str]:
    """A screen that nobody sees: WebKitGTK has no headless mode."""
    if not all(map(shutil.which, (DRIVER, SCREEN))):
        pytest.skip("no WebKitGTK: apt-get install webkit2gtk-driver xvfb")
    reader, writer = os.pipe()
    # It chooses a free number and says which.
    with subprocess.Popen([SCREEN, "-displayfd", str(writer)], pass_fds=[writer], stderr=subprocess.DEVNULL) as screen:
        try:
            yield f":{os.read(reader, 16).decode().strip()}"
        finally:
            screen.terminate()
            os.close(reader)
            os.close(writer)


@pytest.fixture
def session(display, tmp_path) -> Iterator[httpx.Client]:
    """A window of WebKitGTK: what is asked of it goes below the client's address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    # A sandbox in a container needs rights that the tests do not have; the page is our own.
    own = {"DISPLAY": display, "HOME": str(tmp_path), "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"}
    options = {"binary": str(BROWSERS[0]), "args": ["--automation"]}
    wanted = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options}
    command, log = [DRIVER, f"--port={port}"], tmp_path / "log.txt"
    with started(command, f"{url}/status", log, env=os.environ | own), httpx.Client(timeout=60) as http:
        answer = http.post(f"{url}/session", json={"capabilities": {"alwaysMatch": wanted}}).raise_for_status()
        address = f"{url}/session/{answer.json()['value']['sessionId']}"
        http.base_url = address
        yield http
        http.delete(address)


def ask(session: httpx.Client, command: str, **values: Any) -> Any:
    return session.post(command, json=values).raise_for_status().json()["value"]


def wait_for(session: httpx.Client, found: str) -> Any:
    """Returns what an expression in JavaScript is, once it is true."""
    return ask(session, "execute/async", script=WAIT.replace("FOUND", found), args=[])


def draw_seven(session: httpx.Client, pad: str) -> None:
    """Draws on what the expression `pad` names."""
    left, top, width, height = ask(session, "execute/sync", script=PLACE.replace("PAD", pad), args=[])
    moves = [
        {"type": "pointerMove", "duration": 40, "x": round(left + x * width), "y": round(top + y * height)}
        for x, y in SEVEN
    ]
    strokes = [moves[0], {"type": "pointerDown", "button": 0}, *moves[1:], {"type": "pointerUp", "button": 0}]
    hand = {"type": "pointer", "id": "hand", "parameters": {"pointerType": "mouse"}, "actions": strokes}
    ask(session, "actions", actions=[hand])


def test_a_drawing_is_voted_on(session, server_url):
    ask(session, "timeouts", implicit=15_000)
    ask(session, "url", url=with_engine(server_url, "server"))
    ask(session, "element", using="css selector", value="#draw-pad .pad-canvas")
    draw_seven(session, ON_PAGE)
    assert wait_for(session, VOTE) == "All 21 say 7"


def test_the_web_component_reads_by_itself(session):
    with own_pad() as address:
        ask(session, "url", url=address)
        wait_for(session, "window.isReady")
        draw_seven(session, IN_COMPONENT)
        assert wait_for(session, "window.read.count && window.read.label") == 7
