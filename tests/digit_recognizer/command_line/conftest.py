"""The command, run in this process as its entry point runs it."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from digit_recognizer.command_line import main
from tests.pictures import as_png, draw_digit


class Ran(NamedTuple):
    """How a run of the command ended."""

    code: int
    output: str
    errors: str


@pytest.fixture
def run(capsys) -> Callable[..., Ran]:
    """Runs the command with arguments: run("read", path)."""

    def run_command(*arguments: object) -> Ran:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:
            code = stop.code
        return Ran(code, *capsys.readouterr())

    return run_command


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder in which pictures, hidden files and others lie at two depths."""
    for name, content in {
        "10.png": as_png(draw_digit("1")),
        "b/7.PNG": as_png(draw_digit("7")),
        "a 3.png": as_png(draw_digit("3")),
        ".hidden.png": b"x",
        ".hidden/1.png": b"x",
        "notes.txt": b"x",
    }.items():
        path = tmp_path / "pictures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return tmp_path / "pictures"
