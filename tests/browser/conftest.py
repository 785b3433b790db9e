"""A real headless browser, and a visit to the page that notes what it asks of the server and complains of."""

import base64
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.chromium import HAS_BEGUN, NAMES, chromium_binary, running_chromium

WATCH_SCRIPT = Path(__file__).with_name("watch.js")
SEVEN = ((0.25, 0.2), (0.75, 0.2), (0.42, 0.85))
ONE = ((0.5, 0.15), (0.5, 0.85))
# Gradio's own upload code says this for every file, whatever the app does.
GRADIO_NOISE = ("Method not implemented.",)


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Runs what fails once more: a browser on a busy machine is not always as quick as its test."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, one for all tests."""
    if not chromium_binary():
        pytest.skip(f"no browser: install chromium, or name one with CHROMIUM (looked for {', '.join(NAMES)})")
    with running_chromium() as chromium:
        yield chromium


@dataclass
class Visit:
    """One visitor's page.

    Attributes:
        drawings: the PNG of each drawing that the page sent, in order.
        calls: how often the page asked the server for answers, drawings or not.
        hosts: every host that was asked for anything.
        complaints: warnings and errors on the console, and uncaught errors.
    """

    page: Page
    drawings: list[bytes] = field(default_factory=list)
    calls: int = 0
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self.note_request)
        self.page.on("console", self.note_console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def pad(self) -> Locator:
        """The drawing surface of the pad in front."""
        return self.page.locator(".pad-canvas:visible")

    def note_request(self, request: Any) -> None:
        if request.url.startswith(("data:", "blob:")):
            return
        self.hosts.add(request.url.split("/")[2])
        if request.method != "POST" or "/component_server" not in request.url:
            return
        body = request.post_data_json
        if body["fn_name"] != "answer":
            return
        self.calls += 1
        picture = body["data"]["picture"]
        if picture.startswith("data:image/png;base64,"):
            drawing = base64.b64decode(picture.partition(",")[2])
            # Once more, as when its tab comes back to the front, is no other drawing.
            if self.drawings[-1:] != [drawing]:
                self.drawings.append(drawing)

    def note_console(self, message: Any) -> None:
        if message.type in ("warning", "error") and message.text not in GRADIO_NOISE:
            self.complaints.append(message.text)

    def open(self, url: str, engine: str = "server") -> None:
        """Loads the page and waits until it has put up the pad and the answers.

        Args:
            url: the page's address.
            engine: who answers what is drawn; '' for whoever the page chooses.
        """
        self.page.goto(with_engine(url, engine))
        self.pad.wait_for()
        self.page.locator(".models li").last.wait_for(state="attached")

    def draw(self, *strokes: Sequence[tuple[float, float]]) -> None:
        """Draws strokes with the mouse; points are shares of the pad's width and height."""
        self.draw_on(self.pad, *strokes)

    def draw_on(self, canvas: Locator, *strokes: Sequence[tuple[float, float]]) -> None:
        """Draws strokes on a pad, which may lie in a frame, once all of it is in view."""
        canvas.scroll_into_view_if_needed()
        for points in strokes:
            self.page.mouse.move(*place_on(canvas, points[0]))
            self.page.mouse.down()
            for point in points[1:]:
                self.page.mouse.move(*place_on(canvas, point), steps=6)
            self.page.mouse.up()

    def place(self, point: tuple[float, float]) -> tuple[float, float]:
        """Where a point of the pad in front lies in the window, in pixels."""
        return place_on(self.pad, point)

    def draw_and_wait(self, *strokes: Sequence[tuple[float, float]]) -> None:
        """Draws, and waits until the finished drawing has been answered."""
        self.draw(*strokes)
        self.wait_until_answered()
        self.wait_for_state("answers")

    def wait_until_answered(self) -> None:
        self.page.wait_for_function("watched.made.length && watched.answered === watched.made.at(-1)")
        # What is out of sight follows when the page has time.
        self.page.evaluate("() => new Promise((resolve) => requestIdleCallback(() => resolve()))")

    def wait_for_state(self, state: str) -> None:
        self.page.wait_for_selector(f".answers[data-state={state}]")

    def wait_for_digit(self, digit: int) -> None:
        """Waits until the model in focus says it."""
        self.page.locator(".tile[aria-pressed=true] .tile-vote", has_text=str(digit)).wait_for()

    def wait_for_summary(self, words: str) -> None:
        self.page.locator(".headline", has_text=words).wait_for()

    def wait_for_explanation(self) -> None:
        self.page.wait_for_selector(".why[data-explained]")

    def canvas_url(self) -> str:
        """The pad as the visitor sees it, once it has been painted."""
        return self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame("
            "() => done(document.querySelector('#draw-pad .pad-canvas').toDataURL()))))"
        )


def with_engine(url: str, engine: str) -> str:
    """Returns an address that says who is to answer what is drawn on the page."""
    parts = urlsplit(url)
    asked = [pair for pair in parse_qsl(parts.query) if pair[0] != "engine"]
    return urlunsplit(parts._replace(query=urlencode([*asked, *([("engine", engine)] if engine else [])])))


def place_on(canvas: Locator, point: tuple[float, float]) -> tuple[float, float]:
    box = canvas.bounding_box()
    return box["x"] + point[0] * box["width"], box["y"] + point[1] * box["height"]


def ink_share(drawing: bytes, left: float = 0, right: float = 1) -> float:
    """Returns which share of a drawing is dark, between two shares of its width."""
    with Image.open(io.BytesIO(drawing)) as picture:
        pixels = np.asarray(picture.convert("L"))
    width = pixels.shape[1]
    return float((pixels[:, round(left * width) : round(right * width)] < 128).mean())


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a context for a visitor who reads English, unless told otherwise; it is closed after the test."""
    contexts = []

    def open_context(patience: int, width: int = 1400, height: int = 844, **options: Any) -> BrowserContext:
        context = browser.new_context(
            **{"viewport": {"width": width, "height": height}, "locale": "en-GB"} | options,
        )
        contexts.append(context)
        context.set_default_timeout(patience)
        return context

    yield open_context
    for context in contexts:
        for page in context.pages:
            page.unroute_all(behavior="ignoreErrors")  # a test may end while a question is under way
        context.close()


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext], server_url: str) -> Callable[..., Visit]:
    """Opens the page for a visitor: visit(width, dark, touch); one who has begun to draw, unless it is the `first`.

    The server answers, unless `engine` says otherwise.
    """

    def open_page(
        width: int = 1400,
        dark: bool = False,
        touch: bool = False,
        first: bool = False,
        *,
        at: str = "",
        engine: str = "server",
        **options: Any,
    ) -> Visit:
        context = new_context(15_000, width, has_touch=touch, color_scheme="dark" if dark else "light", **options)
        context.add_init_script(path=WATCH_SCRIPT)
        if not first:
            context.add_init_script(HAS_BEGUN)
        visitor = Visit(context.new_page())
        visitor.open(f"{server_url}/{at}", engine)
        return visitor

    return open_page
