"""The served models outside MNIST: real drawings, wrong labels set aside, and what befalls a drawing."""

from dataclasses import dataclass

from training.data.mnist_writers import MNIST_WRITERS
from training.evaluation.corruptions import MNIST_C
from training.evaluation.disturbances import CANVAS_STRESS
from training.evaluation.sets import MNIST_RELABELLED, MNIST_TEST, PEN_STROKES, UNIPEN
from training.report.findings import Finding, Findings
from training.store.figures import (
    CorruptedFigures,
    DigitFigures,
    SetFigures,
    StressFigures,
    StyleFigures,
    WriterFigures,
    find_figures,
)

STRESS_TITLE = "What each disturbance does to the best model of each family"
RELIABILITY_TITLES = {
    MNIST_TEST: "Confidence and accuracy on MNIST’s test rows",
    PEN_STROKES: "Confidence and accuracy on drawings by people whom neither model nor calibration has seen",
    UNIPEN: "Confidence and accuracy on digits from other sites, of contributors whom neither has seen",
}


@dataclass(frozen=True)
class OutsideRow:
    """One model's line: figures in 0 to 1; None where a set has not been measured."""

    name: str
    mnist: float
    relabelled: float | None
    drawings: float | None
    worst_writer: float | None
    contributed: float | None
    worst_contributor: float | None
    stress: float | None
    writers: WriterFigures | None
    corrupted: CorruptedFigures | None
    mnist_calibration_error: float
    drawings_calibration_error: float | None


def outside_rows(findings: Findings) -> list[OutsideRow]:
    """Returns a line per served model, the one that reads drawings best first."""
    rows = [_row(finding) for finding in findings.bundled.values()]
    return sorted(rows, key=lambda row: -(row.drawings or 0))


def stress_of(findings: Findings) -> dict[str, StressFigures]:
    """Returns what the best model of each family on MNIST makes of disturbed drawings: more curves hide each other."""
    best: dict[str, tuple[str, StressFigures]] = {}
    for finding in findings.bundled.values():
        if stress := find_figures(finding.sets, CANVAS_STRESS, StressFigures):
            best.setdefault(finding.system.spec.family, (finding.name, stress))
    return dict(best.values())


def styles_of(findings: Findings) -> dict[str, StyleFigures]:
    """Returns how each way of writing is read by the best model of each family on MNIST, and by every detector."""
    shown: dict[str, StyleFigures] = {}
    families = set()
    for finding in findings.bundled.values():
        spec = finding.system.spec
        if finding.by_style and (spec.family not in families or spec.course.has_detector):
            families.add(spec.family)
            shown[finding.name] = finding.by_style
    return shown


def _row(finding: Finding) -> OutsideRow:
    drawings, contributed = finding.drawings, finding.contributed
    return OutsideRow(
        name=finding.name,
        mnist=finding.classified.accuracy,
        relabelled=_accuracy(finding.sets.get(MNIST_RELABELLED)),
        drawings=None if drawings is None else drawings.writers_mean,
        worst_writer=None if drawings is None else drawings.worst_writer.accuracy,
        contributed=None if contributed is None else contributed.contributors_mean,
        worst_contributor=None if contributed is None else contributed.worst_contributor.accuracy,
        stress=_accuracy(finding.sets.get(CANVAS_STRESS)),
        writers=find_figures(finding.sets, MNIST_WRITERS, WriterFigures),
        corrupted=find_figures(finding.sets, MNIST_C, CorruptedFigures),
        mnist_calibration_error=finding.classified.ece,
        drawings_calibration_error=None if drawings is None else drawings.ece,
    )


def _accuracy(figures: SetFigures | None) -> float | None:
    return None if figures is None else figures.accuracy


def reliability_of(findings: Findings, name: str) -> dict[str, DigitFigures]:
    """Returns what each served model's diagram on a set needs, of those that have it."""
    measured = {finding.name: find_figures(finding.sets, name, DigitFigures) for finding in findings.bundled.values()}
    return {model: figures for model, figures in measured.items() if figures and figures.reliability}
