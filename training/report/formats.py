"""How the report writes numbers."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from training.report.confusion import worst_confusions
from training.report.findings import Finding


def percent(share: float | None, digits: int = 2, deviation: float | None = None) -> str:
    """Writes 0.9876 as 98.76%, with a standard deviation as 98.76 ± 0.05%, and what was not measured as a dash."""
    if share is None:
        return "–"
    spread = "" if deviation is None else f" ± {100 * deviation:.{digits}f}"
    return f"{100 * share:.{digits}f}{spread}%"


def percentages(text: str) -> str:
    """Writes the percentages in a recipe's words as `percent` does: recipes keep them as their config.json has them."""
    return re.sub(r"(?<=\d) %", "%", text)


def seconds(value: float) -> str:
    """Writes a time in seconds, from a minute on also in minutes."""
    if value < 60:
        return f"{value:.1f} s"
    return f"{value:,.0f} s ({value / 60:.0f} min)" if value < 3600 else f"{value / 3600:.1f} h"


def size(count: int) -> str:
    """Writes bytes as MB, small ones as kB."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


def milliseconds(value: float) -> str:
    """Writes a time in ms with two significant digits."""
    return f"{value:.2g} ms" if value < 10 else f"{value:.0f} ms"


def measured(finding: Finding) -> str:
    """Writes a system's figure, with its standard deviation where several seeds were trained."""
    if finding.is_regression:
        return f"RMSE {finding.mean:.4g}"
    return percent(finding.mean, deviation=finding.deviation)


def seeds(finding: Finding) -> str:
    """Says how many seeds were trained, or why only one."""
    count = len(finding.trials)
    if count > 1:
        return f"{count}"
    return "all alike" if finding.system.spec.is_deterministic else "1"


def verdict(finding: Finding) -> str:
    """Says whether the reported figure was reached."""
    if finding.is_reached is None:
        return ""
    return "reached" if finding.is_reached else "**below**"


def parameters(mapping: Mapping[str, Any]) -> str:
    """Writes the parameters of a search without the names of the pipeline's steps."""
    return ", ".join(f"{name.rpartition('__')[2]} = {value}" for name, value in mapping.items()) or "defaults"


def score(value: float) -> str:
    """Writes a search's score: an accuracy, or an RMSE, which searches negate."""
    return f"RMSE {-value:.3f}" if value < 0 else percent(value)


def confusions(matrix: Sequence[Sequence[int]]) -> str:
    """Names the most frequent confusions in words."""
    parts = [f"{digit} as {answer} ({count})" for digit, answer, count in worst_confusions(matrix)]
    return ", ".join(parts)


FILTERS = {
    function.__name__: function
    for function in (
        percent,
        percentages,
        seconds,
        size,
        milliseconds,
        measured,
        seeds,
        verdict,
        parameters,
        score,
        confusions,
    )
}
