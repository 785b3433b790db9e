"""Draws every figure and writes REPORT.md around them."""

from collections.abc import Callable, Mapping, Sequence
from operator import methodcaller
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure
from tqdm import tqdm

from digit_recognizer.files import write_atomically
from training.data.label_errors import LABEL_ERRORS
from training.report import formats
from training.report.concept_rows import concept_rows
from training.report.figures import figures_of
from training.report.findings import Finding, Findings
from training.report.outside import outside_rows, styles_of
from training.report.provenance import DRAWN_FROM, figure_digests
from training.report.reliability_figure import FEWEST_ANSWERS
from training.report.samples import never_right
from training.report.style import render
from training.report.templates import render_template
from training.store.assets import ReportFolders
from training.store.files import read_json

TEMPLATE = Path(__file__).with_name("REPORT.md.jinja")


def write_report(findings: Findings, folders: ReportFolders) -> None:
    """Draws the figures, each replaced as a whole, and then writes the text that shows them."""
    figures = figures_of(findings)
    _draw(figures, folders.figures, figure_digests(folders.bundle))
    text = render_report(findings, read_json(folders.concepts), figures)
    write_atomically(folders.report, lambda file: file.write(text.encode()))


def _draw(figures: Mapping[str, Callable[[], Figure]], folder: Path, digests: Mapping[str, str]) -> None:
    for name, draw in tqdm(figures.items(), desc="figures", unit="figure"):
        picture = render(draw, {DRAWN_FROM: digests[name]} if name in digests else None)
        write_atomically(folder / f"{name}.png", methodcaller("write", picture))


def render_report(findings: Findings, concepts: Mapping[str, Any], figures: Mapping[str, Any]) -> str:
    """Returns the report's text; every number in it comes from `findings` and `concepts`."""
    return render_template(
        TEMPLATE,
        formats.FILTERS,
        findings=findings,
        systems=findings.systems,
        bundled=findings.bundled,
        searches=findings.searches,
        concepts=concepts,
        concept_rows=concept_rows(concepts),
        least_squares=findings.least_squares,
        figures=figures,
        **_facts(findings),
    )


def _facts(findings: Findings) -> dict[str, Any]:
    """Returns what the text says beyond single figures."""
    labels = findings.data.test.labels
    bundled = list(findings.bundled.values())
    return {
        "outside": outside_rows(findings),
        "pictures": findings.pictures,
        "styles": styles_of(findings),
        "label_errors": len(LABEL_ERRORS),
        "fewest_answers": FEWEST_ANSWERS,
        "never_right": never_right(labels, findings.answers),
        "most_accurate": bundled[0],
        "best_on_drawings": max(bundled, key=lambda finding: finding.drawings.accuracy if finding.drawings else 0),
        "convolution_factor": _convolution_factor(bundled),
        "smallest": min(bundled, key=lambda finding: finding.stored_bytes),
        "fastest": min(bundled, key=lambda finding: finding.milliseconds),
        "bundle_bytes": sum(finding.stored_bytes for finding in bundled),
        "reported": [finding for finding in findings.systems.values() if finding.is_reached is not None],
        "tunings": [_tuning(findings, name) for name in findings.searches],
        "total_seconds": sum(
            trial.training_seconds for finding in findings.systems.values() for trial in finding.trials.values()
        )
        + sum(candidate.fit_seconds for search in findings.searches.values() for candidate in search.candidates),
    }


def _convolution_factor(bundled: Sequence[Finding]) -> int:
    """Returns how many times as many errors the best linear model makes as the worst convolutional network."""
    errors = {
        family: [finding.classified.errors for finding in bundled if finding.system.spec.family == family]
        for family in ("linear", "convolutional")
    }
    return min(errors["linear"]) // max(errors["convolutional"])


def _tuning(findings: Findings, name: str) -> dict[str, Any]:
    """Returns a search with the system that it starts from and the one that takes its outcome, where there are such."""
    search = findings.searches[name]
    systems = findings.systems
    tuned = [finding for finding in systems.values() if finding.system.tuned_by == name]
    defaults = [systems.get(f"{name}_{search.split}"), systems.get(name)]
    on_the_split = [found for found in defaults if found and found.system.split == search.split and found not in tuned]
    return {
        "name": name,
        "search": search,
        "default": on_the_split[0] if on_the_split else None,
        "outcome": tuned[0] if tuned else None,
    }
