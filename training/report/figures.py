"""Every figure of the report by name, each drawn from the findings when it is called."""

import functools
from collections.abc import Callable, Mapping

from matplotlib.figure import Figure

from training.report.architecture import draw_architecture
from training.report.comparison import draw_accuracy_against, draw_heat_map, draw_training_times
from training.report.confusion import draw_before_and_after, draw_confusion
from training.report.curves import draw_curves, draw_neighbour_counts, draw_optimizers
from training.report.findings import Finding, Findings
from training.report.layers import is_network, layers_of
from training.report.least_squares_figure import draw_least_squares
from training.report.outside import RELIABILITY_TITLES, STRESS_TITLE, reliability_of, stress_of
from training.report.reliability_figure import draw_reliability
from training.report.samples import (
    draw_class_distribution,
    draw_errors_shared,
    draw_gallery,
    draw_never_right,
    draw_sample_grid,
)
from training.report.stress_figure import draw_stress_figure

Drawings = dict[str, Callable[[], Figure]]
NEIGHBOUR_SEARCHES = ("knn_digits8x8", "knn", "knn_deskewed")
ROW_20 = ("logistic_regression_liblinear_80_20", "random_forest_80_20", "mlp_sklearn_80_20")
BEFORE_AND_AFTER = {
    "logistic_regression": ("logistic_regression_80_10_10", "logistic_regression_tuned"),
    "mlp_sklearn_standardised": ("mlp_sklearn_standardised_80_10_10", "mlp_sklearn_standardised_tuned"),
}
OPTIMIZER_ROW = "15"
TEACHING_GALLERY = "lenet"


def figures_of(findings: Findings) -> Drawings:
    """Returns how to draw each figure, by the name of its file."""
    return {
        **_data_figures(findings),
        **_comparison_figures(findings),
        **_curve_figures(findings),
        **_outside_figures(findings),
        **_error_figures(findings),
        **_confusion_figures(findings),
    }


def _data_figures(findings: Findings) -> Drawings:
    data = findings.data
    return {
        "class_distribution": lambda: draw_class_distribution(data.train.labels, data.test.labels),
        "sample_grid": lambda: draw_sample_grid(data.train),
        **{
            f"architecture_{name}": functools.partial(_draw_architecture, finding)
            for name, finding in findings.bundled.items()
            if is_network(finding.system.spec)
        },
    }


def _draw_architecture(finding: Finding) -> Figure:
    return draw_architecture(finding.name, layers_of(finding.system.spec))


def _comparison_figures(findings: Findings) -> Drawings:
    bundled = list(findings.bundled.values())
    row_20 = [findings.systems[name] for name in ROW_20]
    return {
        "heat_map": lambda: draw_heat_map("Every served model on MNIST’s test rows", _headlines(bundled)),
        "heat_map_80_20": lambda: draw_heat_map("Row 20: three models on 14,000 rows", _headlines(row_20)),
        "training_times": lambda: draw_training_times("Time to train each system once", _timed(findings)),
        "training_times_80_20": lambda: draw_training_times("Row 20: time to train once on 56,000 rows", row_20),
        "accuracy_against_milliseconds": lambda: draw_accuracy_against(
            "Errors against the time of one answer", "milliseconds for one image, one thread", bundled, _milliseconds
        ),
        "accuracy_against_size": lambda: draw_accuracy_against(
            "Errors against the size of the file", "served file in MB", bundled, _megabytes
        ),
    }


def _milliseconds(finding: Finding) -> float:
    return finding.milliseconds


def _megabytes(finding: Finding) -> float:
    return finding.stored_bytes / 1e6


def _headlines(chosen: list[Finding]) -> Mapping[str, Mapping[str, float]]:
    return {
        finding.name: {"accuracy": finding.classified.accuracy, **vars(finding.classified.macro)} for finding in chosen
    }


def _timed(findings: Findings) -> list[Finding]:
    return [finding for finding in findings.systems.values() if finding.system.row != OPTIMIZER_ROW]


def _curve_figures(findings: Findings) -> Drawings:
    optimizers = [finding for finding in findings.systems.values() if finding.system.row == OPTIMIZER_ROW]
    histories = {finding.name.removeprefix("lenet_"): finding.history for finding in optimizers}
    searches = {name: findings.searches[name] for name in NEIGHBOUR_SEARCHES}
    return {
        **{
            f"curves_{finding.name}": functools.partial(draw_curves, finding.name, finding.history)
            for finding in findings.bundled.values()
            if finding.history
        },
        "optimizers": lambda: draw_optimizers("lenet under seven optimizers", histories),
        "neighbour_counts": lambda: draw_neighbour_counts("How many neighbours to ask", searches),
        **{
            f"tuning_{name}": functools.partial(_draw_tuning, findings, name, *pair)
            for name, pair in BEFORE_AND_AFTER.items()
        },
    }


def _draw_tuning(findings: Findings, name: str, default: str, tuned: str) -> Figure:
    before, after = (findings.systems[system].classified.confusion_matrix for system in (default, tuned))
    return draw_before_and_after(f"{name} before and after tuning", before, after)


def _outside_figures(findings: Findings) -> Drawings:
    measured = {name: reliability_of(findings, name) for name in RELIABILITY_TITLES}
    figures: Drawings = {
        f"reliability_{name}": functools.partial(draw_reliability, RELIABILITY_TITLES[name], shown)
        for name, shown in measured.items()
        if shown
    }
    if stress := stress_of(findings):
        figures["stress_curves"] = functools.partial(draw_stress_figure, STRESS_TITLE, stress)
    return figures


def _error_figures(findings: Findings) -> Drawings:
    test = findings.data.test
    best = next(iter(findings.bundled))
    return {
        **{
            f"gallery_{name}": functools.partial(draw_gallery, test, findings.probabilities[name])
            for name in dict.fromkeys((best, TEACHING_GALLERY))
        },
        "least_squares": lambda: draw_least_squares(findings.least_squares),
        "errors_shared": lambda: draw_errors_shared(test.labels, findings.answers),
        "never_right": lambda: draw_never_right(test, findings.answers),
    }


def _confusion_figures(findings: Findings) -> Drawings:
    return {
        f"confusion_{finding.name}": functools.partial(
            draw_confusion,
            f"{finding.name}: {finding.classified.errors:,} errors of {finding.classified.rows:,}",
            finding.classified.confusion_matrix,
        )
        for finding in findings.systems.values()
        if not finding.is_regression and finding.system.row != OPTIMIZER_ROW
    }
