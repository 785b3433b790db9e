"""What `make bench` measures of many callers, of memory, of each graph, and of other programs."""

import statistics
import tempfile
from functools import partial
from pathlib import Path

import cv2
import httpx
import numpy as np

from digit_recognizer import Recognizer
from tests.benchmarks.apps import (
    APP,
    CLASSIC,
    TURNS,
    answers_per_second,
    app_is_right,
    classic_is_up,
    in_turns,
    milliseconds,
    seven,
    spread,
    times,
    uploaded,
)
from tests.benchmarks.peers import compare_peers
from tests.benchmarks.servers import running
from tests.fuzz.answers import failures
from tests.pictures import as_payload, as_png

CALLERS_AT_ONCE = (1, 4, 16, 64)
CALLS_A_CALLER = 8
ANSWERS = 10_000
HOSTILE = 2_000
MAX_BATCH = 256


def measure_callers():
    """Asks both apps in turns, by few callers and by many."""
    with running(*APP, app_is_right) as (ours, _), running(*CLASSIC, classic_is_up) as (classic, _):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "seven.png"
            cv2.imwrite(str(file), seven())
            calls = {
                ours: [uploaded(ours, file), "lenet", 3],
                classic: [{"background": None, "layers": [], "composite": uploaded(classic, file)}],
            }
        for callers in CALLERS_AT_ONCE:
            rates = in_turns(calls, partial(answers_per_second, callers=callers), CALLS_A_CALLER)
            own, other = rates[ours], rates[classic]
            measured = f"{spread(own, '.0f')} against {spread(other, '.0f')}: "
            yield (
                f"answers per second, {callers} caller(s), against the classic demo",
                "-",
                f"{measured}{statistics.median(own) / statistics.median(other):.1f} times",
            )


def measure_memory():
    """What the app takes before and after work and abuse, and how long its largest call takes."""
    with running(*APP, app_is_right) as (ours, _):
        yield "resident memory, idle", "-", f"{ours.resident_megabytes():.0f} MB"
        batch = [[as_payload(as_png(seven()))] * MAX_BATCH, "lenet", 1]
        with ours.direct("predict_batch", batch) as call:
            yield f"one batch of {MAX_BATCH}", "-", f"{spread([milliseconds(call) for _ in range(TURNS)], '.0f')} ms"
        times(ours, [as_payload(as_png(seven())), "lenet", 3], ANSWERS)
        yield f"resident memory after {ANSWERS:,} answers", "-", f"{ours.resident_megabytes():.0f} MB"
        with httpx.Client(base_url=ours.url, timeout=60) as http:
            wrong = sum(1 for _ in failures(http, HOSTILE, 0, 2.0))
        measured = f"{ours.resident_megabytes():.0f} MB; {wrong} answered wrongly"
        yield f"resident memory after {HOSTILE:,} hostile requests more", "-", measured


def measure_models():
    """How long each graph takes for few images and for many."""
    recognizer = Recognizer.load()
    for info in recognizer.models:
        medians = []
        for count in (1, 16, 256):
            images = np.zeros((count, 28, 28), np.uint8)
            runs = [milliseconds(lambda: recognizer.predict_proba(images, info.name)) for _ in range(TURNS * 2)]  # noqa: B023
            medians.append(f"{statistics.median(runs):.2f}")
        yield f"`{info.name}`, ms for 1, 16 and 256 images", "-", ", ".join(medians)


def measure_peers():
    """What somebody would install instead."""
    for read in compare_peers():
        size = "" if read.megabytes is None else f", {read.megabytes:.0f} MB"
        yield f"{read.program} on {read.kind}", "-", f"{read.accuracy:.1%}, {read.milliseconds:.1f} ms{size}"
