"""Reads whole numbers by UNIPEN's contributors with served models that have not seen them."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from digit_recognizer.recognizer import Recognizer
from training.bundling.answers import SERVED_GRAPH, has_seen
from training.bundling.measure import served_folder
from training.data.origins import OF_UNIPEN
from training.evaluation.numbers import by_contributor, measure_contributor
from training.store.metrics import ContributedNumbers
from training.store.runs import RunError
from training.synthesis.authors import load_contributors
from training.zoo.line_reader import LINE_READER


def measure_served_numbers(bundle: Path, name: str, count: int, unipen: Path | None = None) -> ContributedNumbers:
    """Returns how well a served model reads whole numbers by UNIPEN's contributors, who are strangers to it.

    Args:
        bundle: the folder with the manifest.
        name: a model of the bundle.
        count: how many numbers to compose of each contributor's digits.
        unipen: UNIPEN's folder; see `load_unipen`.

    Raises:
        RunError: the bundle lacks the model, or the model or the line reader learnt from the contributors.
        DatasetError: UNIPEN is not at hand.
    """
    for used in (name, LINE_READER.name):
        if has_seen(served_folder(bundle, used), OF_UNIPEN):
            raise RunError(
                f"{used} learnt from UNIPEN's contributors, so what it reads of them proves nothing. "
                f"`python -m training evaluate {name}` measures networks that have not seen them."
            )
    read = partial(Recognizer.load(bundle).read_number, model=name)
    measured = {
        contributor: measure_contributor(read, count, author)
        for contributor, author in load_contributors(unipen).items()
    }
    return by_contributor(measured, SERVED_GRAPH)


def measured_in_words(bundle: Path, names: Sequence[str], count: int, unipen: Path | None = None) -> str:
    """Says, a line for each model, how many numbers it reads exactly, on average and by contributor.

    See `measure_served_numbers`.
    """
    measured = {name: measure_served_numbers(bundle, name, count, unipen) for name in names}
    return "\n".join(f"{name}: {_said_of(numbers)}" for name, numbers in measured.items())


def _said_of(numbers: ContributedNumbers) -> str:
    each = ", ".join(f"{name} {figures.accuracy:.1%}" for name, figures in numbers.by_contributor.items())
    return f"{numbers.contributors_mean:.1%} of {numbers.count:,} numbers are read exactly: {each}"
