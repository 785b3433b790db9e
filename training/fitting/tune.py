"""Searches hyperparameters with GridSearchCV, on all cores or on a Dask cluster, and goes on where it was stopped."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from pydantic import JsonValue

from training.data.images import DigitData
from training.data.splits import SPLITS, SplitRows, validated
from training.fitting.candidates import score_candidates
from training.fitting.cluster import cluster_at
from training.store.config import recipe_of
from training.store.runs import RunError
from training.store.searches import Candidate, SearchOutcome
from training.zoo.grids import Tuning

logger = logging.getLogger(__name__)


class Search(Protocol):
    """Where candidates are scored, and how many at a time."""

    @property
    def size(self) -> int:
        """How many candidates are fitted at a time."""

    def score(self, tuning: Tuning, rows: SplitRows, group: Sequence[Mapping[str, Any]]) -> list[Candidate]:
        """Returns the group's candidates in its order."""


class LocalSearch:
    """Scores candidates on this machine's cores."""

    @property
    def size(self) -> int:
        """How many candidates are fitted at a time: one on each core."""
        import joblib

        return joblib.effective_n_jobs(-1)

    def score(self, tuning: Tuning, rows: SplitRows, group: Sequence[Mapping[str, Any]]) -> list[Candidate]:
        """Returns the group's candidates in its order."""
        return score_candidates(tuning, rows, group)


def tuning_file(folder: Path, name: str) -> Path:
    """Returns where a search's outcome is kept."""
    return folder / "tuning" / f"{name}.json"


def read_outcome(folder: Path, name: str) -> SearchOutcome:
    """Returns what a search has found so far.

    Raises:
        RunError: the search has not begun.
    """
    file = tuning_file(folder, name)
    if not file.exists():
        raise RunError(_not_tuned(name))
    return SearchOutcome.read(file)


def best_parameters(folder: Path, name: str) -> dict[str, JsonValue]:
    """Returns the parameters that a finished search chose.

    Raises:
        RunError: the search has not run to its end.
    """
    best = read_outcome(folder, name).best
    if best is None:
        raise RunError(_not_tuned(name))
    return best.parameters


def _not_tuned(name: str) -> str:
    return f"{name} has not been tuned. Run `python -m training tune {name}` first."


def finished_outcome(tuning: Tuning, folder: Path) -> SearchOutcome | None:
    """Returns what this very search has found; None where it has not run to its end, or asked something else."""
    outcome = _kept_outcome(tuning, tuning_file(folder, tuning.spec.name))
    return outcome if outcome.best else None


def tune(
    tuning: Tuning, data: DigitData | None, folder: Path, dask_address: str | None = None, *, force: bool = False
) -> SearchOutcome:
    """Scores every candidate of a grid on validation rows and keeps the best.

    Candidates are searched in groups as large as there are workers, and each group is saved: stopped and started
    again, the search goes on with the next group. A search that is finished is not repeated, and says so.

    Args:
        tuning: recipe, split and grid.
        data: MNIST; the split's test rows are not touched. None will do for splits of other data.
        folder: where outcomes are kept.
        dask_address: of a Dask scheduler whose workers do the fitting; by default this machine's cores.
        force: forgets what was found and searches anew.

    Returns:
        the outcome as it is kept: every candidate's parameters, score and seconds, and the best.

    Raises:
        ClusterError: the cluster cannot search.
    """
    finished = None if force else finished_outcome(tuning, folder)
    if finished:
        logger.info("%s was searched before: %s. --force searches anew.", tuning.spec.name, _best_of(finished))
        return finished
    file = tuning_file(folder, tuning.spec.name)
    with _search_at(dask_address) as search:
        outcome = _score_what_is_left(
            tuning, data, file, search, _asked(tuning) if force else _kept_outcome(tuning, file)
        )
    outcome = replace(outcome, best=max(outcome.candidates, key=lambda candidate: candidate.score))
    outcome.write(file)
    logger.info("%s: %s.", tuning.spec.name, _best_of(outcome))
    return outcome


def _score_what_is_left(
    tuning: Tuning, data: DigitData | None, file: Path, search: Search, outcome: SearchOutcome
) -> SearchOutcome:
    """Returns the outcome with every candidate scored; after each group it is written."""
    from sklearn.model_selection import ParameterGrid
    from tqdm import tqdm

    candidates = list(ParameterGrid(list(tuning.grid)))
    left, size = candidates[len(outcome.candidates) :], search.size
    if not left:
        return outcome
    rows = validated(SPLITS[tuning.split].divide(data))
    with tqdm(total=len(candidates), initial=len(outcome.candidates), desc=tuning.spec.name) as bar:
        for start in range(0, len(left), size):
            group = left[start : start + size]
            outcome = replace(outcome, candidates=(*outcome.candidates, *search.score(tuning, rows, group)))
            outcome.write(file)
            bar.update(len(group))
    return outcome


def _best_of(outcome: SearchOutcome) -> str:
    best = outcome.best
    return "" if best is None else f"best of {len(outcome.candidates)} {best.parameters}, score {best.score:.4f}"


def _asked(tuning: Tuning) -> SearchOutcome:
    """Returns what a search asks, without any answer."""
    return SearchOutcome(
        recipe=recipe_of(tuning.spec),
        split=tuning.split,
        scoring=tuning.scoring,
        grid=tuple({name: list(values) for name, values in grid.items()} for grid in tuning.grid),
    )


def _kept_outcome(tuning: Tuning, file: Path) -> SearchOutcome:
    """Returns the candidates that an interrupted search of the same grid has scored."""
    asked = _asked(tuning)
    kept = SearchOutcome.read(file) if file.exists() else asked
    return kept if replace(kept, candidates=(), best=None) == asked else asked


@contextmanager
def _search_at(dask_address: str | None) -> Iterator[Search]:
    if dask_address is None:
        yield LocalSearch()
        return
    with cluster_at(dask_address) as search:
        yield search
