"""What a visitor's browser takes: from pen-up to the answer on the page, and the weight of the page."""

import math
import statistics
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from tests.chromium import HAS_BEGUN

STROKES = 60
WARM_UP_STROKES = 5
FIRST_VISITS = 5
BYTES_A_SECOND = 10_000_000 / 8
LINE = {"latency": 100, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND}
# From pen-up until the answer to the finished drawing is shown, which is in the next frame. Two questions may be under
# way and the later one be answered first; and a drawing that was sent and answered while the pen still rested on it is
# not sent again.
MEASURE = """() => {
  window.penUps = [];
  window.answers = 0;
  let [lifted, wanted, answered] = [0, null, null];
  document.querySelector('#draw-pad .pad-canvas').addEventListener(
    'pointerup', () => { lifted = performance.now(); }, true);
  const look = () => {
    if (!lifted || wanted !== answered) return;
    const since = lifted;
    lifted = 0;
    requestAnimationFrame(() => setTimeout(() => penUps.push(performance.now() - since)));
  };
  digits.on('drawn', ({ pad, picture }) => { if (pad === 'draw') wanted = picture; look(); });
  digits.on('answered', ({ way, picture }) => {
    if (way !== 'draw') return;
    answered = picture;
    if (picture) window.answers += 1;
    look();
  });
}"""


@dataclass(frozen=True)
class PenUps:
    """What drawing on the page took: from pen-up to answer, in milliseconds, and how much it asked the server."""

    median: float
    slowest: float  # 95th percentile
    requests: float  # for each answer


def measure_pen_ups(browser: Browser, url: str, engine: str, latency: int = 0) -> PenUps:
    """Draws strokes on the page at `url`.

    Args:
        browser: draws.
        url: the page's address.
        engine: who answers: "server", or "browser", which has engine and models already.
        latency: milliseconds that the network is to take more.
    """
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.add_init_script(HAS_BEGUN)
    page.goto(f"{url}/?engine={engine}")
    page.locator(".models .model").last.wait_for()
    if engine == "browser":
        page.evaluate("digits.local.open('')")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    speed = {"downloadThroughput": -1, "uploadThroughput": -1}
    network.send("Network.emulateNetworkConditions", {"offline": False, "latency": latency, **speed})
    page.evaluate(MEASURE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if '"answer"' in (request.post_data or "") else None)
    for number in range(WARM_UP_STROKES + STROKES):
        _draw_stroke(page, number)
        page.wait_for_function("(count) => penUps.length === count", arg=number + 1, polling=100)
        if number % 3 == 2:
            page.locator("#draw-pad [data-action=clear]").click()
            page.wait_for_selector(".answers[data-state=idle]")
    times = page.evaluate("penUps")[WARM_UP_STROKES:]
    answers = page.evaluate("answers")
    page.close()
    return PenUps(statistics.median(times), statistics.quantiles(times, n=20)[-1], len(asked) / answers)


def _draw_stroke(page: Page, number: int) -> None:
    """An arc, another each time, as fast as a hand draws it."""
    box = page.locator("#draw-pad .pad-canvas").bounding_box()
    centre = (box["x"] + box["width"] * (0.35 + 0.1 * (number % 4)), box["y"] + box["height"] * 0.5)
    radius = box["width"] * (0.15 + 0.05 * (number % 3))
    turns = [number + 0.25 * step for step in range(12)]
    places = [(centre[0] + radius * math.cos(turn), centre[1] + radius * math.sin(turn)) for turn in turns]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place)
        page.wait_for_timeout(16)
    page.mouse.up()


def first_answer_seconds(browser: Browser, url: str, has_answered: str) -> float:
    """Returns how long a first visit takes until the page can answer, on a line of 10 Mbit/s with 100 ms of latency.

    Args:
        browser: visits, with nothing kept of earlier visits.
        url: the page's address.
        has_answered: an expression in JavaScript that is true from then on.
    """
    seconds = []
    for _ in range(FIRST_VISITS):
        context = browser.new_context(viewport={"width": 1400, "height": 1000})
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.emulateNetworkConditions", {"offline": False, **LINE})
        began = time.perf_counter()
        page.goto(url, wait_until="commit")
        page.wait_for_function(has_answered, polling=20, timeout=120_000)
        seconds.append(time.perf_counter() - began)
        context.close()
    return statistics.median(seconds)


def page_kilobytes(browser: Browser, url: str, until: str = "") -> float:
    """Loads a page for the first time and returns how much was sent for it, headers included.

    Args:
        browser: loads it.
        url: the page's address.
        until: a selector of what is waited for; without one, until nothing is asked for any more.
    """
    context = browser.new_context()
    page = context.new_page()
    sizes = []
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(url)
    if until:
        page.locator(until).wait_for(state="attached")
    else:
        page.wait_for_load_state("networkidle")
    context.close()
    return sum(sizes) / 1024
