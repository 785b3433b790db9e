"""`digits models`: every model of the bundle with its figures."""

import csv
import io
import json

import pytest

from digit_recognizer import __version__


def test_the_table_has_a_line_per_model(run, recognizer):
    ran = run("models")
    titles, first, *others = ran.output.splitlines()
    assert titles.split() == ["name", "title", "family", "MNIST", "drawings", "one", "image", "file"]
    assert first.startswith("cnn (default) ")
    assert [line.split()[0] for line in [first, *others]] == [info.name for info in recognizer.models]
    assert len({line.index("%") for line in [first, *others]}) == 1
    assert (ran.code, ran.errors) == (0, "")


def test_programs_get_the_same_figures(run, recognizer):
    records = [json.loads(line) for line in run("models", "--json").output.splitlines()]
    assert [record["name"] for record in records] == [info.name for info in recognizer.models]
    assert [record["is_default"] for record in records] == [True, *[False] * (len(records) - 1)]
    assert all(0.5 < record["drawings_accuracy"] <= record["accuracy"] <= 1 for record in records)
    assert [record["bytes"] for record in records] == [info.graph.bytes for info in recognizer.models]
    rows = list(csv.DictReader(io.StringIO(run("models", "--csv").output)))
    assert [list(row) for row in rows] == [list(record) for record in records]
    assert [float(row["milliseconds"]) for row in rows] == [record["milliseconds"] for record in records]


def test_a_damaged_bundle_is_explained(run, monkeypatch, tmp_path):
    monkeypatch.setattr("digit_recognizer.bundle.bundle.Bundle.open.__func__.__defaults__", (tmp_path, None))
    ran = run("models")
    assert (ran.code, ran.output) == (1, "")
    assert ran.errors.startswith("digits: No bundle at ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["--help"], "models"), (["--version"], f"digits {__version__}\n"), (["read", "--help"], "digits read scans/")],
)
def test_help_is_given(run, arguments, said):
    ran = run(*arguments)
    assert (ran.code, ran.errors) == (0, "")
    assert said in ran.output


def test_a_command_must_be_named(run):
    assert run().code == 2
    assert run("write").code == 2
