"""This app's models beside what somebody would install instead, on the same pictures: accuracy, time, size."""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digit_recognizer import Recognizer
from digit_recognizer.bundle.bundle import BUNDLED_MODELS
from tests.handmade import HANDMADE_DIGITS
from tests.pictures import as_png, draw_digit
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE, load_pen_strokes
from training.synthesis.pen_drawings import draw_canvases, load_pen_drawings

READER = Path(__file__).with_name("peer_reader.py")
PYTHON_VARIABLE = "PEERS_PYTHON"
PACKAGES = {"rapidocr": "rapidocr_onnxruntime", "ddddocr": "ddddocr"}
OWN = "this app"
PENS, SIDES = (10.0, 18.0, 26.0), (90.0, 140.0, 200.0)
MAX_STROKES = 300
NUMBERS = ("2026", "314", "57", "90210", "1861", "42", "703", "6849")
LIMIT_SECONDS = 900


@dataclass(frozen=True)
class Read:
    """What a program read on pictures of one kind.

    Attributes:
        program: its name.
        kind: single digits, or numbers.
        accuracy: the share that was read right, 0 to 1.
        milliseconds: the median for one picture.
        megabytes: what the program's own files take on disk; None where that is not known.
    """

    program: str
    kind: str
    accuracy: float
    milliseconds: float
    megabytes: float | None


def compare_peers() -> Iterator[Read]:
    """Yields what each program reads; those that are not installed are left out."""
    with tempfile.TemporaryDirectory() as folder:
        for kind, pictures in {"digits": _digits(), "numbers": _numbers()}.items():
            files = {}
            for place, (text, content) in enumerate(pictures):
                file = Path(folder) / f"{kind}-{place}.png"
                file.write_bytes(content)
                files[str(file)] = text
            yield _own(kind, files)
            yield from (_peer(name, kind, files) for name in installed_peers())


def installed_peers() -> list[str]:
    """Returns the peers that are there: those that the interpreter PEERS_PYTHON has, and Tesseract."""
    python = os.environ.get(PYTHON_VARIABLE)
    found = [name for name, package in PACKAGES.items() if python and _has(python, package)]
    return [*found, "tesseract"] if shutil.which("tesseract") else found


def _has(python: str, package: str) -> bool:
    look = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({package!r}) is None)"
    return subprocess.run([python, "-c", look], check=False).returncode == 0


def _digits() -> list[tuple[str, bytes]]:
    """Returns digits by strangers where PEN_STROKES_PATH names them, else hand-made ones, small and large."""
    if os.environ.get(PEN_STROKES_PATH_VARIABLE):
        labels = [str(label) for label in load_pen_drawings().labels[:MAX_STROKES]]
        return list(zip(labels, map(as_png, draw_canvases(load_pen_strokes())[:MAX_STROKES]), strict=True))
    return [
        (name[0], as_png(draw_digit(name, brush=pen, digit_side=side)))
        for name in HANDMADE_DIGITS
        for pen in PENS
        for side in SIDES
    ]


def _numbers() -> list[tuple[str, bytes]]:
    return [(text, as_png(np.hstack([draw_digit(digit)[:, 40:240] for digit in text]))) for text in NUMBERS]


def _own(kind: str, files: Mapping[str, str]) -> Read:
    recognizer = Recognizer.load()
    recognizer.read_number(next(iter(files)))
    answers, milliseconds = [], []
    for file in files:
        begun = time.perf_counter()
        answers.append(str(recognizer.predict(file).label) if kind == "digits" else recognizer.read_number(file).text)
        milliseconds.append((time.perf_counter() - begun) * 1000)
    return Read(OWN, kind, _share_right(files, answers), statistics.median(milliseconds), _megabytes(BUNDLED_MODELS))


def _peer(name: str, kind: str, files: Mapping[str, str]) -> Read:
    python = os.environ.get(PYTHON_VARIABLE) or "python3"
    ran = subprocess.run(
        [python, str(READER), name, *files], capture_output=True, text=True, check=True, timeout=LIMIT_SECONDS
    )
    said = json.loads(ran.stdout.splitlines()[-1])
    right = _share_right(files, said["answers"])
    return Read(name, kind, right, statistics.median(said["milliseconds"]), _installed_megabytes(python, name))


def _share_right(files: Mapping[str, str], answers: Sequence[str]) -> float:
    return sum(answer == text for answer, text in zip(answers, files.values(), strict=True)) / len(files)


def _installed_megabytes(python: str, name: str) -> float | None:
    if name not in PACKAGES:
        return None
    look = f"import importlib.util; print(importlib.util.find_spec({PACKAGES[name]!r}).submodule_search_locations[0])"
    ran = subprocess.run([python, "-c", look], capture_output=True, text=True, check=True)
    return _megabytes(Path(ran.stdout.strip()))


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
