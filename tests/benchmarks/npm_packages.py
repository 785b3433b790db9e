"""The web component beside what somebody would take from npm, or write, instead: drawn on by the same hands.

Each is put on a page as its own README says, at its own size and with its own brush, and gets the same strokes at the
same places. `make bench` installs the packages beside this module's folder `npm/`.
"""

import gzip
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Locator, Page

from tests.benchmarks.own_pad import own_pad
from tests.chromium import running_chromium
from tests.hosting import served_files
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE, PenDigit, load_pen_strokes
from training.synthesis.numbers import HELDOUT_WRITERS

FOLDER = Path(__file__).with_name("npm")
ESBUILD = Path("tests/node/node_modules/.bin/esbuild")
DRAWINGS = 100
SIDES = (0.35, 0.8)  # of the pad: how large the drawings are
SEED = 11
# What tfjs asks of Node alone.
BUNDLED = ("--bundle", "--minify", "--define:global=window", "--external:string_decoder")
PRODUCTION = '--define:process.env.NODE_ENV="production"'


@dataclass(frozen=True)
class Package:
    """A package from npm.

    Attributes:
        name: its name there.
        script: the script in `npm/` that puts it on a page.
        pad: a selector of what is drawn on.
        assets: a folder within the package that it asks for as `assets/`.
    """

    name: str
    script: str
    pad: str = "canvas"
    assets: str | None = None


PACKAGES = (
    Package("handwritten-mathematics-recogniser", "mathematics.js"),
    Package("mnist-react-tfjs", "react.js", assets="build/assets"),
)


@dataclass(frozen=True)
class Reading:
    """How a pad read: the share that was read right, the median from pen-up to the answer, and what was fetched."""

    accuracy: float
    milliseconds: float
    kilobytes: float

    def __str__(self) -> str:
        """As a table says it."""
        return f"{self.accuracy:.1%}, {self.milliseconds:.0f} ms, {self.kilobytes / 1024:.2f} MB fetched"


def measure_packages() -> Iterator[tuple[str, str, str]]:
    """Yields what each reads: what, what is promised, what is measured."""
    missing = _missing()
    if missing:
        yield "pads from npm", "-", f"not measured: {missing}"
        return
    digits = _digits()
    with running_chromium() as browser:
        for model in ("cnn_tiny", "cnn"):
            measured = _read_own(browser, model, digits)
            yield f"`<digit-pad>` with `{model}` on {len(digits)} drawings", "-", str(measured)
        for package in PACKAGES:
            with _served(package) as address:
                measured = _read(browser, address, package.pad, digits, is_packed=False)
            yield f"`{package.name}` on the same", "-", str(measured)


def _missing() -> str | None:
    if not os.environ.get(PEN_STROKES_PATH_VARIABLE):
        return f"{PEN_STROKES_PATH_VARIABLE} is not set"
    if not ESBUILD.exists() or not (FOLDER / "node_modules").exists():
        return "the packages are not installed, for there was no npm"
    return None


def _digits() -> list[PenDigit]:
    """Digits of ten hands, which the networks that are served have learnt, too."""
    digits = [digit for digit in load_pen_strokes() if digit.writer in HELDOUT_WRITERS]
    chosen = np.random.default_rng(SEED).permutation(len(digits))[:DRAWINGS]
    return [digits[place] for place in chosen]


def _read_own(browser: Browser, model: str, digits: Sequence[PenDigit]) -> Reading:
    with own_pad(model) as address:
        return _read(browser, address, "digit-pad .pad-canvas", digits, is_packed=True)


@contextmanager
def _served(package: Package) -> Iterator[str]:
    """Bundles a package with what it needs, and serves it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        script = (ESBUILD, FOLDER / package.script, *BUNDLED, PRODUCTION, f"--outfile={folder / 'script.js'}")
        subprocess.run(script, check=True, capture_output=True)
        if package.assets:
            shutil.copytree(FOLDER / "node_modules" / package.name / package.assets, folder / "assets")
        page = (FOLDER / "page.html").read_text(encoding="utf-8")
        (folder / "index.html").write_text(page.replace("</body>", '<script src="script.js"></script></body>'))
        with served_files(folder) as address:
            yield address


def _read(browser: Browser, address: str, pad: str, digits: Sequence[PenDigit], is_packed: bool) -> Reading:
    """Draws digits on a page.

    Args:
        browser: draws.
        address: the page's.
        pad: a selector of what is drawn on.
        digits: what is drawn, in its order.
        is_packed: whether the page's files are served compressed; if not, they count as if gzip had packed them.
    """
    page = browser.new_page(viewport={"width": 900, "height": 900})
    kilobytes = _fetched(page, is_packed)
    page.goto(address)
    canvas = page.locator(pad).first
    canvas.wait_for()
    page.wait_for_load_state("networkidle")
    rng = np.random.default_rng(SEED)
    rights, times = [], []
    for digit in digits:
        page.evaluate("clearPad()")
        read = _draw(page, canvas, digit, rng)
        rights.append(read["label"] == digit.label)
        times.append(read["milliseconds"])
    page.close()
    return Reading(float(np.mean(rights)), statistics.median(times), sum(kilobytes))


def _fetched(page: Page, is_packed: bool) -> list[float]:
    """Returns a list that fills with how many kilobytes each file takes that the page fetches."""
    kilobytes: list[float] = []
    if is_packed:
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.loadingFinished", lambda event: kilobytes.append(event["encodedDataLength"] / 1024))
    else:
        page.on("response", lambda response: kilobytes.append(len(gzip.compress(response.body())) / 1024))
    return kilobytes


def _draw(page: Page, canvas: Locator, digit: PenDigit, rng: np.random.Generator) -> dict[str, float]:
    """Draws one digit where chance puts it, and returns what was read once the pen was lifted for the last time."""
    box = canvas.bounding_box()
    points = np.concatenate([np.asarray(stroke, float) for stroke in digit.strokes])
    low, size = points.min(axis=0), max(1.0, float(np.ptp(points, axis=0).max()))
    room = np.array([box["width"], box["height"]])
    side = rng.uniform(*SIDES) * room.min()
    corner = np.array([box["x"], box["y"]]) + rng.uniform(0.1, 0.9, 2) * (room - side)
    for stroke in digit.strokes:
        places = (np.asarray(stroke, float) - low) * (side / size) + corner
        before = page.evaluate("read.count")
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place)
        page.mouse.up()
        page.wait_for_function("(count) => read.count > count", arg=before)
    return page.evaluate("read")
