"""The served models outside MNIST: real drawings, wrong labels set aside, and what befalls a drawing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from training.evaluation.disturbances import CANVAS_STRESS
from training.evaluation.sets import MNIST_RELABELLED, MNIST_TEST, PEN_STROKES
from training.report.findings import Finding, Findings

STRESS_TITLE = "What each disturbance does to the best model of each family"
RELIABILITY_TITLES = {
    MNIST_TEST: "Confidence and accuracy on MNIST’s test rows",
    PEN_STROKES: "Confidence and accuracy on drawings by people whom neither model nor calibration has seen",
}


@dataclass(frozen=True)
class OutsideRow:
    """One model's line: figures in 0 to 1; None where a set has not been measured."""

    name: str
    mnist: float
    relabelled: float | None
    drawings: float | None
    worst_writer: float | None
    stress: float | None
    mnist_calibration_error: float
    drawings_calibration_error: float | None


def outside_rows(findings: Findings) -> list[OutsideRow]:
    """Returns a line per served model, the one that reads drawings best first."""
    rows = [_row(finding) for finding in findings.bundled.values()]
    return sorted(rows, key=lambda row: -(row.drawings or 0))


def stress_of(findings: Findings) -> dict[str, Mapping[str, Any]]:
    """Returns what the best model of each family on MNIST makes of disturbed drawings: more curves hide each other."""
    best: dict[str, Finding] = {}
    for finding in findings.bundled.values():
        if CANVAS_STRESS in finding.sets:
            best.setdefault(finding.system.spec.family, finding)
    return {finding.name: finding.sets[CANVAS_STRESS] for finding in best.values()}


def _row(finding: Finding) -> OutsideRow:
    sets = finding.sets
    drawings = sets.get(PEN_STROKES, {})
    return OutsideRow(
        name=finding.name,
        mnist=finding.measured["accuracy"],
        relabelled=sets.get(MNIST_RELABELLED, {}).get("accuracy"),
        drawings=drawings.get("writers_mean"),
        worst_writer=drawings.get("worst_writer", {}).get("accuracy"),
        stress=sets.get(CANVAS_STRESS, {}).get("accuracy"),
        mnist_calibration_error=finding.measured["ece"],
        drawings_calibration_error=drawings.get("ece"),
    )


def reliability_of(findings: Findings, name: str) -> dict[str, Mapping[str, Any]]:
    """Returns what each served model's diagram on a set needs, of those that have it."""
    measured = {finding.name: finding.sets.get(name, {}) for finding in findings.bundled.values()}
    return {model: figures for model, figures in measured.items() if "reliability" in figures}
