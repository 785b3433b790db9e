"""How much the app takes, and how much of it at once: every limit is a setting in the environment."""

import os
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any

from digit_recognizer.errors import SettingError, briefly

PREFIX = "LIMIT_"
MEBIBYTE = 2**20


def _limit(default: int, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True)
class Limits:
    """Every limit; `LIMIT_` and a field's name in capitals is the variable that sets it, 0 or more."""

    picture_mb: int = _limit(20, "MB (2^20 bytes) of one picture, encoded")
    picture_megapixels: int = _limit(64, "megapixels of one picture")
    batch: int = _limit(256, "pictures in one call of `/predict_batch`")
    body_mb: int = _limit(64, "MB of the body of one request")
    body_seconds: int = _limit(30, "seconds until the body of a call has arrived")
    buffer_mb: int = _limit(256, "MB of bodies of calls that wait or are worked on")
    light_at_once: int = _limit(4, "light calls worked on at once: drawings, and lists")
    light_waiting: int = _limit(100, "light calls that wait; further ones are told when to ask again")
    light_wait_ms: int = _limit(
        500, "ms that a light call waits; one that would wait longer is told at once when to ask again"
    )
    heavy_at_once: int = _limit(1, "heavy calls worked on at once: photos, batches, explanations")
    heavy_waiting: int = _limit(20, "heavy calls that wait")
    heavy_wait_ms: int = _limit(5000, "ms that a heavy call waits")
    rate: int = _limit(0, "calls a second by one address; 0 for any number, as behind a proxy that hides addresses")

    @property
    def picture_bytes(self) -> int:
        """The bytes of one picture, encoded."""
        return self.picture_mb * MEBIBYTE


@cache
def limits() -> Limits:
    """Returns the limits as the environment sets them, read once.

    Raises:
        SettingError: one of the variables is no whole number.
    """
    given = {limit.name: os.environ.get(variable_of(limit.name), "").strip() for limit in fields(Limits)}
    return Limits(**{name: _whole(name, value) for name, value in given.items() if value})


def variable_of(name: str) -> str:
    """Returns the variable that sets the limit of that name."""
    return PREFIX + name.upper()


def table() -> str:
    """Returns all limits as a table in Markdown, for the documentation."""
    rows = [
        f"| `{variable_of(limit.name)}` | {limit.default} | {limit.metadata['meaning']} |" for limit in fields(Limits)
    ]
    return "\n".join(["| variable | default | what it bounds |", "|---|---|---|", *rows])


def _whole(name: str, value: str) -> int:
    if not value.isdecimal():
        raise SettingError(f"{variable_of(name)} must be a whole number of 0 or more; received {briefly(value)}.")
    return int(value)
