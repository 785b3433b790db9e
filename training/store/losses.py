"""What a record says of a model, and what of it another record would not say any more."""

import sys
from collections.abc import Callable, Mapping

from training.errors import TrainingError
from training.store.config import RunConfig
from training.store.figures import ContributorFigures, CorruptedFigures, DrawingFigures, StressFigures
from training.store.metrics import LineReaderMetrics, ModelMetrics

Amounts = Mapping[str, int]
MayDrop = Callable[[str], bool]
_OF_GRAPHS = DrawingFigures | ContributorFigures | StressFigures | CorruptedFigures  # measured of served graphs


class LossError(TrainingError):
    """A step would leave less than what stood there; the message names what would be lost."""


def refuse(sentence: str) -> bool:
    """Agrees to no loss."""
    return False


def agreement(is_dropping: bool) -> MayDrop:
    """Returns who is asked before something is lost: the option that was given, or whoever sits at the terminal."""

    def ask(sentence: str) -> bool:
        if is_dropping or not sys.stdin.isatty():
            return is_dropping
        return input(f"{sentence}\nDrop it all the same? [y/N] ").strip().lower() in ("y", "yes")

    return ask


def amounts_of(
    metrics: ModelMetrics | LineReaderMetrics, config: RunConfig | None = None, graph: str | None = None
) -> Amounts:
    """Returns what is said of a model, each with on how much it rests: rows, images, numbers or networks.

    Args:
        metrics: what was measured.
        config: its calibration and threshold count too where it is given.
        graph: SHA-256 of the model's graph; figures of drawings that were measured of another do not count.
    """
    said = {
        f"the figures on {name}": figures.rows
        for name, figures in metrics.sets.items()
        if not (_is_of_another_graph(metrics, graph) and isinstance(figures, _OF_GRAPHS))
    }
    if isinstance(metrics, ModelMetrics):
        said["how it varies over seeds"] = len(metrics.repeats.seeds) if metrics.repeats else 0
        said["how it tells digits from what is none"] = metrics.not_a_digit.outliers if metrics.not_a_digit else 0
        said["how it reads whole numbers"] = metrics.whole_numbers.count if metrics.whole_numbers else 0
        contributed = metrics.contributed_numbers
        said["how it reads whole numbers from other sites"] = contributed.count if contributed else 0
        real = metrics.real_characters
        said["how it tells digits from real letters"] = real.characters if real else 0
        is_of_graph = not _is_of_another_graph(metrics, graph)
        styles, symbols = metrics.by_style, metrics.symbols
        said["how it reads each way of writing"] = styles.rows if styles and is_of_graph else 0
        said["how often it takes symbols for a digit"] = symbols.count if symbols and is_of_graph else 0
    if config is not None:
        said["its rejection threshold"] = int(config.rejection_threshold is not None)
        if config.calibration is not None and config.calibration.fitted_on is not None:
            said["its calibration on drawings"] = config.calibration.rows or 1
    return said


def _is_of_another_graph(metrics: ModelMetrics | LineReaderMetrics, graph: str | None) -> bool:
    measured = metrics.measured_graph if isinstance(metrics, ModelMetrics) else None
    return None not in (graph, measured) and graph != measured


def lost(before: Amounts, after: Amounts) -> list[str]:
    """Returns what is said before and not after, or rests on less, each in a few words."""
    return [
        f"{what} ({after[what]:,} instead of {amount:,})" if after.get(what) else what
        for what, amount in before.items()
        if after.get(what, 0) < amount
    ]


def check_nothing_lost(step: str, losses: Mapping[str, list[str]], advice: str, may_drop: MayDrop = refuse) -> None:
    """Makes sure that a step loses nothing, or that somebody agrees to it.

    Args:
        step: what is about to be done, as a sentence begins: "Exporting".
        losses: by model, what it would lose; see `lost`.
        advice: a sentence that says how to do without the loss.
        may_drop: asked with the sentence that names everything.

    Raises:
        LossError: something would be lost and nobody agrees.
    """
    named = "; ".join(f"{name}: {', '.join(parts)}" for name, parts in losses.items() if parts)
    if not named:
        return
    sentence = f"{step} would drop what stands there. {named}. {advice}"
    if not may_drop(sentence):
        raise LossError(f"{sentence} To drop it all the same, say --drop-figures.")
