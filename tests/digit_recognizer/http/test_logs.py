"""Each thing is one bounded line in the log, as text or as JSON, without a traceback."""

import json
import logging

import pytest

from digit_recognizer.errors import SettingError
from digit_recognizer.http.logs import LineFormatter, as_json, as_text, configure_logs


def record(message: str, *arguments: object, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("digit_recognizer.some", logging.WARNING, "some.py", 1, message, arguments, None)
    made.__dict__.update(more)
    return made


@pytest.fixture
def untouched_logs(monkeypatch):
    """Puts back what a configuration changes."""
    monkeypatch.setattr(logging.root, "handlers", [])
    own = logging.getLogger("digit_recognizer")
    levels = logging.root.level, own.level
    yield
    logging.root.setLevel(levels[0])
    own.setLevel(levels[1])


def test_a_line_is_bounded_and_one_line():
    sent = "data:image/png;base64," + "A" * 100_000 + "\nsecond line"
    for written in (as_text, as_json):
        line = LineFormatter(written).format(record("received %s", sent))
        assert "received data:image/png" in line
        assert len(line) < 1_200
        assert "\n" not in line


def test_an_error_is_named_with_its_place_and_without_its_traceback():
    try:
        raise ValueError("no such thing " + "x" * 10_000)
    except ValueError as error:
        told = record("Exception in ASGI application\n", exc_info=(type(error), error, error.__traceback__))
    line = LineFormatter(as_text).format(told)
    assert "Exception in ASGI application: ValueError in test_logs.py:" in line
    assert "Traceback" not in line
    assert len(line) < 500


def test_json_holds_what_is_said_in_fields():
    line = json.loads(LineFormatter(as_json).format(record("request", fields={"endpoint": "predict", "status": 200})))
    assert {name: line[name] for name in ("level", "message", "endpoint", "status")} == {
        "level": "warning",
        "message": "request",
        "endpoint": "predict",
        "status": 200,
    }
    assert line["time"].endswith("+00:00")


@pytest.mark.usefixtures("untouched_logs")
def test_only_this_app_is_as_talkative_as_was_asked_for(monkeypatch, capsys):
    monkeypatch.setenv("LOG_FORMAT", "JSON")
    monkeypatch.setenv("LOG_LEVEL", "info")
    configure_logs()
    logging.getLogger("httpx").info("GET https://example.org/private")
    logging.getLogger("digit_recognizer.some").info("heard")
    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line)["message"] == "heard"


def test_settings_that_are_none_are_named(monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "loud")
    with pytest.raises(SettingError, match="LOG_LEVEL must be one of debug, info, warning, error; received 'loud'"):
        configure_logs()
