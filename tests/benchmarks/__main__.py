"""Prints what the project promises beside what it measures: `make bench`.

Accuracy on drawings needs the pen strokes (PEN_STROKES_PATH), peers need what PEERS_PYTHON has installed; the rest
needs nothing but this repository.
"""

import argparse
import json
import os
import socket
import statistics
import tempfile
from collections.abc import Sequence
from operator import methodcaller
from pathlib import Path

import cv2
import numpy as np

from digit_recognizer import Recognizer
from digit_recognizer.bundle.bundle import BUNDLED_MODELS
from digit_recognizer.files import write_atomically
from tests.benchmarks.apps import (
    APP,
    CALLERS,
    CLASSIC,
    HELLO,
    TURNS,
    answers_per_second,
    app_is_right,
    classic_is_up,
    hello_is_right,
    in_turns,
    milliseconds,
    seven,
    times,
    uploaded,
)
from tests.benchmarks.classic_demo import shrink_canvas
from tests.benchmarks.further import CALLS_A_CALLER, measure_callers, measure_memory, measure_models, measure_peers
from tests.benchmarks.machine import described_machine
from tests.benchmarks.npm_packages import measure_packages
from tests.benchmarks.own_pad import own_pad
from tests.benchmarks.servers import running
from tests.benchmarks.visits import PenUps, first_answer_seconds, measure_pen_ups, page_kilobytes
from tests.chromium import running_chromium
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE, load_pen_strokes
from training.evaluation.sets import MNIST_TEST
from training.store.files import read_json
from training.synthesis.pen_drawings import draw_canvases, load_pen_drawings

PROMISED_ACCURACY = {
    "cnn": 0.997,
    "cnn_tiny": 0.995,
    "cnn_keras": 0.992,
    "lenet": 0.988,
    "svm": 0.984,
    "knn_deskewed": 0.98,
    "mlp_sklearn": 0.978,
    "cnn_tensorflow": 0.975,
    "knn": 0.973,
    "ann_keras": 0.97,
    "mlp_sklearn_standardised": 0.97,
    "random_forest": 0.955,
    "logistic_regression": 0.919,
    "ann_tensorflow": 0.917,
    "logistic_regression_liblinear": 0.914,
    "boosted_stumps": 0.913,
    "softmax_regression": 0.897,
    "decision_tree": 0.875,
    "linear_classifier": 0.855,
    "decision_tree_small": 0.83,
}
WARM_UP_CALLS = 50
CALLS_A_TURN = 40
STARTS = 5
FAR_MILLISECONDS = 300  # what a server on another continent takes more
COMPARES = 300
TABLE_HEAD = "| what | promised | measured |\n|---|---|---|"
DOCS = Path("docs")


def main() -> None:
    """Measures everything in one run and prints it as one table, and as JSON into the file that is named.

    What a visitor's browser takes is written into docs/, too.
    """
    options = _parser().parse_args()
    parts = [_visits] if options.page else [PARTS[name] for name in options.only or PARTS]
    print(f"{described_machine()}\n\n{TABLE_HEAD}")
    records: list[dict[str, str]] = []
    for part in parts:
        rows = []
        for what, promised, measured in part():
            rows.append(f"| {what} | {promised} | {measured} |")
            records.append({"what": what, "promised": promised, "measured": measured})
            print(rows[-1], flush=True)
        if part in PUBLISHED:
            _publish(*PUBLISHED[part], [TABLE_HEAD, *rows])
    if options.json:
        content = json.dumps({"machine": described_machine(), "rows": records}, indent=2, ensure_ascii=False)
        write_atomically(options.json, methodcaller("write", content.encode()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Measures what the project promises."
    )
    parser.add_argument("--page", action="store_true", help="only what a visitor's browser takes")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="writes the same as JSON")
    return parser


def _publish(page: str, name: str, lines: Sequence[str]) -> None:
    """Writes a table into a page of docs/, between the lines that name it."""
    start, end = f"<!-- {name}: written by `make bench` -->", f"<!-- end of {name} -->"
    before, _, rest = (DOCS / page).read_text(encoding="utf-8").partition(start)
    _, _, after = rest.partition(end)
    text = "\n".join([f"{before}{start}", "", *lines, "", f"{end}{after}"])
    write_atomically(DOCS / page, methodcaller("write", text.encode()))


def _recorded():
    """Accuracy and parity, from the metrics that `evaluate` and `export` wrote."""
    for name, promised in PROMISED_ACCURACY.items():
        metrics = read_json(BUNDLED_MODELS / "models" / name / "metrics.json")
        parity = metrics["parity"]
        accuracy = metrics["sets"][MNIST_TEST]["accuracy"]
        yield f"`{name}`, MNIST test accuracy", f"{promised:.1%}", f"{accuracy:.2%}"
        same, close = parity["same_label"], parity["within_tolerance"]
        measured = f"{same} same labels, {close} within {parity['tolerance']}"
        yield f"`{name}`, export against native", f"{parity['rows']} of {parity['rows']}", measured


def _drawings():
    if not os.environ.get(PEN_STROKES_PATH_VARIABLE):
        yield "`lenet` on pen strokes", "90%", f"not measured: {PEN_STROKES_PATH_VARIABLE} is not set"
        return
    recognizer = Recognizer.load()
    drawings = load_pen_drawings()
    canvases = draw_canvases(load_pen_strokes())
    shrunk = np.stack([shrink_canvas(cv2.cvtColor(canvas, cv2.COLOR_RGB2GRAY)) for canvas in canvases])
    for what, promised, images in (("normalised", "90%", drawings.images), ("whole canvas shrunk", "-", shrunk)):
        answers = recognizer.predict_proba(images, "lenet").argmax(axis=1)
        yield f"`lenet` on {len(drawings)} pen strokes, {what}", promised, f"{(answers == drawings.labels).mean():.2%}"


def _compare():
    recognizer = Recognizer.load()
    image = seven()
    compared = [milliseconds(lambda: recognizer.compare(image)) for _ in range(COMPARES)]
    what = f"one `compare` over {len(recognizer.models)} models, one thread"
    yield what, "≤ 15 ms", f"{statistics.median(compared):.2f} ms"


PAGE_ANSWERED = "document.querySelector('.answers')?.dataset.state === 'answers'"


def _visits():
    """What a visitor's browser takes, on this machine."""
    with (
        running_chromium() as browser,
        running(*APP, app_is_right) as (ours, _),
        running(*HELLO, hello_is_right) as (hello, _),
    ):
        on_server = measure_pen_ups(browser, ours.url, "server")
        in_browser = measure_pen_ups(browser, ours.url, "browser")
        far_server = measure_pen_ups(browser, ours.url, "server", FAR_MILLISECONDS)
        far_browser = measure_pen_ups(browser, ours.url, "browser", FAR_MILLISECONDS)
        # Without what is fetched once the page has answered, to answer by itself.
        own, bare = page_kilobytes(browser, f"{ours.url}/?engine=server"), page_kilobytes(browser, hello.url)
        first = page_kilobytes(browser, ours.url, ".answers[data-state=answers]")
        seconds = first_answer_seconds(browser, ours.url, PAGE_ANSWERED)
        by_server = first_answer_seconds(browser, f"{ours.url}/?engine=server", PAGE_ANSWERED)
        with own_pad() as pad:
            alone = first_answer_seconds(browser, pad, "window.isReady")
    yield "pen-up to every answer on the page, by the server, p50", "≤ 50 ms", f"{on_server.median:.0f} ms"
    yield "the same, p95", "≤ 90 ms", f"{on_server.slowest:.0f} ms"
    yield "pen-up to every answer on the page, by the browser, p50", "≤ 25 ms", _beside(in_browser, on_server, "median")
    yield "the same, p95", "≤ 45 ms", _beside(in_browser, on_server, "slowest")
    what = f"by the browser, with {FAR_MILLISECONDS} ms of network latency, p50"
    yield what, "as without", _beside(far_browser, far_server, "median")
    asked = f"{in_browser.requests:.2f} against {on_server.requests:.2f} of the server"
    yield "requests for each answer, by the browser", "0", asked
    for what, sent in (("page weight above a hello app's", own), ("the same, before the first answer", first)):
        yield what, "≤ 400 KB", f"{sent:.0f} KB against {bare:.0f} KB: {sent - bare:.0f} KB more"
    what = "first answer on a first visit, 10 Mbit/s and 100 ms of latency"
    measured = f"{seconds:.1f} s against {by_server:.1f} s without models to fetch: {seconds / by_server:.2f} times"
    yield what, "as without", measured
    yield "`<digit-pad>` alone, on the same line, until it answers", "≤ 3 s", f"{alone:.1f} s"


def _beside(browser: PenUps, server: PenUps, figure: str) -> str:
    own, other = getattr(browser, figure), getattr(server, figure)
    return f"{own:.0f} ms against {other:.0f} ms by the server: {own / other:.2f} times"


def _speed():
    """Asks both apps the same drawing in turns, so that whatever else slows the machine slows both."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running(*APP, app_is_right) as (ours, _),
        running(*CLASSIC, classic_is_up) as (classic, _),
    ):
        file = Path(folder) / "seven.png"
        cv2.imwrite(str(file), seven())
        calls = {
            ours: [uploaded(ours, file), "lenet", 3],
            classic: [{"background": None, "layers": [], "composite": uploaded(classic, file)}],
        }
        for server, data in calls.items():
            times(server, data, WARM_UP_CALLS)
        p50 = {server: statistics.median(times) for server, times in in_turns(calls, times, CALLS_A_TURN).items()}
        megabytes = {server: server.resident_megabytes() for server in calls}
        rates = in_turns(calls, answers_per_second, CALLS_A_CALLER)
        per_second = {server: statistics.median(measured) for server, measured in rates.items()}
    yield (
        "`/predict` p50 on one connection, against the classic demo",
        "10 times faster",
        f"{p50[ours]:.1f} ms against {p50[classic]:.1f} ms: {p50[classic] / p50[ours]:.1f} times",
    )
    yield (
        f"answers per second, {CALLERS} callers, against the classic demo",
        "10 times more",
        f"{per_second[ours]:.0f} against {per_second[classic]:.0f}: {per_second[ours] / per_second[classic]:.1f} times",
    )
    yield (
        f"resident memory after {WARM_UP_CALLS + TURNS * CALLS_A_TURN} calls",
        "≤ 300 MB",
        f"{megabytes[ours]:.0f} MB (classic demo {megabytes[classic]:.0f} MB)",
    )


def _starts():
    """Starts both apps in turn, so that whatever else slows the machine slows both."""
    ours, hello = [], []
    for _ in range(STARTS):
        with running(*APP, app_is_right) as (_, seconds):
            ours.append(seconds)
        with running(*HELLO, hello_is_right) as (_, seconds):
            hello.append(seconds)
    own, bare = statistics.median(ours), statistics.median(hello)
    measured = f"{own:.2f} s against {bare:.2f} s: {own / bare:.2f} times"
    yield "start to first right answer, against a hello app", "≤ 1.3 times", measured
    with socket.create_server(("127.0.0.1", 0)) as hanging, tempfile.TemporaryDirectory() as cache:
        # Connections are taken into the queue and never answered.
        settings = {
            "HF_ENDPOINT": f"http://127.0.0.1:{hanging.getsockname()[1]}",
            "HF_HOME": cache,
            "MODEL_REPO": "someone/digits",
            "MODEL_REVISION": "v0.1.0",
        }
        with running(*APP, app_is_right, settings) as (_, seconds):
            measured = f"{seconds:.2f} s against {own:.2f} s: {seconds - own:.2f} s later"
    yield "the same with a Hub that hangs, against no Hub", "≤ 5 s later", measured


PARTS = {
    "recorded": _recorded,
    "drawings": _drawings,
    "compare": _compare,
    "visits": _visits,
    "speed": _speed,
    "callers": measure_callers,
    "memory": measure_memory,
    "models": measure_models,
    "starts": _starts,
    "peers": measure_peers,
    "packages": measure_packages,
}
# Parts whose tables stand in a page of docs/, and under which name.
PUBLISHED = {_visits: ("results.md", "visits"), measure_packages: ("widget.md", "packages")}

if __name__ == "__main__":
    main()
