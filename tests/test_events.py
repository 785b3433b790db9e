"""The table of events in docs/events.md says what the page's scripts emit and listen to: no more, no less."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

ASSETS = REPOSITORY / "assets"
SCRIPTS = sorted(ASSETS.rglob("*.js"))
COLUMNS = ("event", "emitted by", "listened to by", "payload", "when")
CALL = re.compile(r"(?<![\w.])(?:digits\??\.)?(emit|on)\(\s*(?:'([\w-]+)')?")
DEFINITION = re.compile(r"\bfunction (?:emit|on)\(.*")
TYPED = re.compile(r"interface Events \{(.*?)\n  \}", re.DOTALL)


def calls(code: str) -> list[tuple[str, str]]:
    """Returns every call of `emit` and `on` as (function, event); the event is empty where it is no plain string."""
    return CALL.findall(DEFINITION.sub("", code))


def events_in(files: list[Path]) -> dict[str, tuple[set[str], set[str]]]:
    """Returns who emits and who listens to each event that the scripts name."""
    found = defaultdict(lambda: (set(), set()))
    for file in files:
        for function, event in calls(file.read_text(encoding="utf-8")):
            found[event][function == "on"].add(file.relative_to(ASSETS).as_posix())
    return dict(found)


def rows() -> list[dict[str, str]]:
    """Returns the rows of the table by column."""
    lines = (REPOSITORY / "docs" / "events.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    assert tuple(cells[0]) == COLUMNS
    return [dict(zip(COLUMNS, row, strict=True)) for row in cells[2:]]


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_the_table_names_every_event_with_its_emitters_and_listeners():
    table = {
        quoted(row["event"])[0]: (set(quoted(row["emitted by"])), set(quoted(row["listened to by"]))) for row in rows()
    }
    assert table == events_in(SCRIPTS)


def test_the_table_has_each_event_once_in_order_and_no_cell_empty():
    events = [row["event"] for row in rows()]
    assert events == sorted(set(events))
    for row in rows():
        assert all(row.values())
        for column in ("emitted by", "listened to by"):
            assert quoted(row[column]) == sorted(quoted(row[column]))


def test_every_event_has_a_type():
    [body] = TYPED.findall((ASSETS / "page" / "types.d.ts").read_text(encoding="utf-8"))
    assert set(re.findall(r"^ {4}'?([\w-]+)'?:", body, re.MULTILINE)) == set(events_in(SCRIPTS))


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("digits.emit('load', { pad })", [("emit", "load")]),
        ("digits.on(\n  'choose-mode', choose)", [("on", "choose-mode")]),
        ("emit('language', code);", [("emit", "language")]),
        ("names.forEach((name) => digits.on(name, end));", [("on", "")]),
        ("function emit(name, detail) {", []),
        ("button.addEventListener('click', show); selection(range)", []),
    ],
)
def test_every_call_is_seen(code, found):
    assert calls(code) == found
