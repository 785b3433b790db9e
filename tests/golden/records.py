"""The recorded answers: one line for each picture in answers.json."""

import json
import math
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from tests.golden.pictures import COUNT, GoldenPicture, golden_picture
from tests.golden.reading import Record, read_picture

ANSWERS = Path(__file__).with_name("answers.json")
_TOLERANCE = 0.0015  # another CPU may round the third decimal otherwise


def read_lines(count: int = COUNT) -> list[str]:
    """Reads pictures on every core there is; returns for each a line of JSON: its name and what was answered."""
    with ProcessPoolExecutor() as pool:
        return list(pool.map(_read_line, range(count), chunksize=10))


def _read_line(index: int) -> str:
    picture = golden_picture(index)
    answers = json.dumps(read_picture(picture.content, picture.is_number), separators=(",", ":"))
    return f"{json.dumps(picture.name)}: {answers}"


def save(lines: list[str], path: Path = ANSWERS) -> None:
    """Records answers, one line for each picture."""
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def load(path: Path = ANSWERS) -> dict[str, Record]:
    """Returns the recorded answers by the pictures' names."""
    return json.loads(path.read_text(encoding="utf-8"))


def compare(recorded: dict[str, Record], picture: GoldenPicture) -> list[str]:
    """Says where a picture's answers differ from the recorded ones; an empty list where they do not."""
    if picture.name not in recorded:
        return [f"{picture.name}: nothing is recorded. Run `python -m tests.golden record`."]
    return [
        f"{picture.name}: {line}"
        for line in differences(recorded[picture.name], read_picture(picture.content, picture.is_number))
    ]


def differences(before: Any, now: Any, place: str = "") -> list[str]:
    """Says what differs between two records, numbers with a fraction only by more than their rounding."""
    if isinstance(before, dict) and isinstance(now, dict):
        return [
            line
            for key in before | now
            for line in differences(before.get(key), now.get(key), f"{place}.{key}" if place else key)
        ]
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        return [
            line
            for index, pair in enumerate(zip(before, now, strict=True))
            for line in differences(*pair, f"{place}[{index}]")
        ]
    if (
        isinstance(before, float)
        and isinstance(now, float)
        and math.isclose(before, now, rel_tol=0, abs_tol=_TOLERANCE)
    ):
        return []
    return [] if before == now else [f"{place} was {before!r}, is {now!r}"]
