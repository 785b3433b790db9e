"""What the reports say of their systems beside what was measured here, as data that a page can show.

Nothing in it needs a data set: it is read from trials, searches and the bundle, as the report is.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from training.report import formats
from training.report.concept_rows import concept_rows
from training.report.findings import Finding, read_searches, read_systems
from training.report.least_squares import least_squares_file
from training.report.templates import render_template
from training.store.assets import ReportFolders
from training.store.figures import RegressionFigures
from training.store.files import read_json

MISTAKES = Path(__file__).with_name("mistakes.md.jinja")
MISTAKE = re.compile(r"^\*\*Rows? (?P<row>[\d and]+), (?P<title>.+?)\.\*\* ", re.MULTILINE)
# What a table, a picture or a word about one would say without it.
NOT_IN_WORDS = ("|", "![", "What to see")


def read_reference(folders: ReportFolders) -> dict[str, Any]:
    """Returns every system with its figures, and what could not be right, row by row.

    Args:
        folders: where trials, searches, the bundle and the lessons' numbers lie.

    Raises:
        RunError: something has not been trained.
    """
    systems = read_systems(folders)
    concepts = [asdict(row) for row in concept_rows(read_json(folders.concepts))]
    return {
        "systems": [_system(finding) for finding in systems.values()],
        "concepts": concepts,
        "mistakes": _mistakes(systems, folders),
    }


def _system(finding: Finding) -> dict[str, Any]:
    """Returns one system; its figure is an accuracy in 0 to 1, or a regressor's RMSE."""
    system = finding.system
    measured = finding.measured
    return {
        "row": system.row,
        "name": finding.name,
        "is_served": system.is_bundled,
        "split": finding.split,
        "reported": system.reported,
        "reported_seconds": system.reported_seconds,
        "measure": "rmse" if finding.is_regression else "accuracy",
        "mean": finding.mean,
        "deviation": finding.deviation,
        "seeds": len(finding.trials),
        "rounded_accuracy": measured.rounded_accuracy if isinstance(measured, RegressionFigures) else None,
        "r2": measured.r2 if isinstance(measured, RegressionFigures) else None,
        "training_seconds": finding.training_seconds,
        "bytes": finding.stored_bytes,
        "milliseconds": finding.milliseconds,
        "is_reached": finding.is_reached,
        "note": system.note,
    }


def _mistakes(systems: Mapping[str, Finding], folders: ReportFolders) -> list[dict[str, Any]]:
    """Returns what the report says of figures that cannot be reproduced or were mistaken, without its tables."""
    text = render_template(
        MISTAKES,
        formats.FILTERS,
        systems=systems,
        searches=read_searches(folders),
        least_squares=read_json(least_squares_file(folders.reference)),
    )
    starts = [*MISTAKE.finditer(text)]
    ends = [*(found.start() for found in starts[1:]), len(text)]
    return [
        {"row": found["row"], "title": found["title"], "paragraphs": _paragraphs(text[found.end() : end])}
        for found, end in zip(starts, ends, strict=True)
    ]


def _paragraphs(text: str) -> list[str]:
    paragraphs = (" ".join(paragraph.split()) for paragraph in re.split(r"\n\s*\n", text))
    return [paragraph for paragraph in paragraphs if paragraph and not paragraph.startswith(NOT_IN_WORDS)]
