"""What the server writes to its log: one bounded line for each thing, as text or as JSON; nothing about visitors."""

import json
import logging
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from digit_recognizer.errors import SettingError, briefly, in_short

FORMAT_VARIABLE = "LOG_FORMAT"
LEVEL_VARIABLE = "LOG_LEVEL"
LEVELS = ("debug", "info", "warning", "error")
MAX_CHARACTERS = 1_000
FIELDS = "fields"  # what a message holds as {name: value}, in `extra`
OWN_LOGGER = "digit_recognizer"
SERVER_LOGGERS = ("uvicorn", "uvicorn.error", "uvicorn.access")


def fields_of(record: logging.LogRecord) -> dict[str, Any]:
    """Returns what is written of a record: what was said, bounded, and an error's kind and place, not its traceback."""
    message = record.getMessage()
    if record.exc_info and record.exc_info[1]:
        message = f"{message.splitlines()[0] if message else ''}: {in_short(record.exc_info[1])}"
    return {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": " ".join(message[:MAX_CHARACTERS].split()),
        **getattr(record, FIELDS, {}),
    }


def as_text(fields: Mapping[str, Any]) -> str:
    """Returns a line for people."""
    first = ("time", "level", "logger", "message")
    more = (f"{name}={value}" for name, value in fields.items() if name not in first)
    return " ".join((fields["time"], fields["level"], f"{fields['logger']}:", fields["message"], *more))


def as_json(fields: Mapping[str, Any]) -> str:
    """Returns a line for programs."""
    return json.dumps(fields, ensure_ascii=False, default=str)


FORMATS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"text": as_text, "json": as_json}


class LineFormatter(logging.Formatter):
    """Writes a record as one line, in one of `FORMATS`."""

    def __init__(self, written: Callable[[Mapping[str, Any]], str]) -> None:
        super().__init__()
        self._written = written

    def format(self, record: logging.LogRecord) -> str:
        """Returns the line."""
        return self._written(fields_of(record))


def configure_logs() -> None:
    """Has everything logged as `LOG_FORMAT` and `LOG_LEVEL` ask, by default as text from warnings on.

    The level is that of this app: other libraries' lines below warnings may name what visitors sent.

    Raises:
        SettingError: one of the two is none of its values.
    """
    written = FORMATS[_setting(FORMAT_VARIABLE, tuple(FORMATS), "text")]
    level = _setting(LEVEL_VARIABLE, LEVELS, "warning").upper()
    handler = logging.StreamHandler()
    handler.setFormatter(LineFormatter(written))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(OWN_LOGGER).setLevel(level)


def _setting(variable: str, values: tuple[str, ...], default: str) -> str:
    value = os.environ.get(variable, "").strip().lower() or default
    if value not in values:
        raise SettingError(f"{variable} must be one of {', '.join(values)}; received {briefly(value)}.")
    return value


@asynccontextmanager
async def server_logs(_: Any) -> AsyncIterator[None]:
    """Takes over the loggers of Uvicorn, which gives them handlers of its own shortly before it starts the app."""
    for name in SERVER_LOGGERS:
        server = logging.getLogger(name)
        server.handlers.clear()
        server.propagate = True
    yield
