"""Searches hyperparameters with GridSearchCV, on all cores or on a Dask cluster, and goes on where it was stopped."""

import contextlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import JsonValue

from training.data.images import DigitData, features_of
from training.data.splits import SPLITS, SplitRows, validated
from training.store.config import recipe_of
from training.store.runs import RunError
from training.store.searches import Candidate, SearchOutcome
from training.zoo.grids import Tuning

CONNECTION_SECONDS = 10
WORKER_SECONDS = 30
logger = logging.getLogger(__name__)


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


def tune(tuning: Tuning, data: DigitData, folder: Path, dask_address: str | None = None) -> SearchOutcome:
    """Scores every candidate of a grid on validation rows and keeps the best.

    Candidates are searched in groups as large as there are workers, and each group is saved: stopped and started
    again, the search goes on with the next group.

    Args:
        tuning: recipe, split and grid.
        data: MNIST; the split's test rows are not touched.
        folder: where outcomes are kept.
        dask_address: of a Dask scheduler whose workers do the fitting; by default this machine's cores.

    Returns:
        the outcome as it is kept: every candidate's parameters, score and seconds, and the best.
    """
    from sklearn.model_selection import ParameterGrid
    from tqdm import tqdm

    file = tuning_file(folder, tuning.spec.name)
    candidates = list(ParameterGrid(list(tuning.grid)))
    outcome = _kept_outcome(tuning, file)
    with _workers(dask_address) as worker_count, tqdm(total=len(candidates), desc=tuning.spec.name) as bar:
        bar.update(len(outcome.candidates))
        left = candidates[len(outcome.candidates) :]
        if left:
            rows = validated(SPLITS[tuning.split].divide(data))
        for start in range(0, len(left), worker_count):
            group = left[start : start + worker_count]
            outcome = replace(outcome, candidates=(*outcome.candidates, *_search(tuning, rows, group)))
            outcome.write(file)
            bar.update(len(group))
    best = max(outcome.candidates, key=lambda candidate: candidate.score)
    outcome = replace(outcome, best=best)
    outcome.write(file)
    logger.info("%s: best %s, score %.4f", tuning.spec.name, best.parameters, best.score)
    return outcome


def _kept_outcome(tuning: Tuning, file: Path) -> SearchOutcome:
    """Returns the candidates that an interrupted search of the same grid has scored."""
    asked = SearchOutcome(
        recipe=recipe_of(tuning.spec),
        split=tuning.split,
        scoring=tuning.scoring,
        grid=tuple({name: list(values) for name, values in grid.items()} for grid in tuning.grid),
    )
    kept = SearchOutcome.read(file) if file.exists() else asked
    return kept if replace(kept, candidates=(), best=None) == asked else asked


@contextlib.contextmanager
def _workers(dask_address: str | None):
    """Directs joblib to all cores or to a cluster, and yields the number of workers."""
    import joblib

    if dask_address is None:
        yield joblib.effective_n_jobs(-1)
        return
    from distributed import Client

    try:
        client = Client(dask_address, timeout=CONNECTION_SECONDS)
    except (OSError, ValueError) as error:
        raise OSError(
            f"No Dask scheduler answers at {dask_address!r} ({error}). Start one with `dask scheduler`, or search on "
            "this machine without --dask."
        ) from error
    with client, joblib.parallel_config("dask", wait_for_workers_timeout=WORKER_SECONDS):
        yield max(1, sum(client.nthreads().values()))


def _search(tuning: Tuning, rows: SplitRows, group: Sequence[Mapping[str, Any]]) -> list[Candidate]:
    """Runs GridSearchCV over some candidates: fitted on the training rows, scored on the validation rows."""
    from sklearn.model_selection import GridSearchCV, PredefinedSplit

    if rows.validation is None:
        raise ValueError(f"The split {tuning.split} sets no rows apart to choose on: divide it with `validated`.")
    parts = (rows.train, rows.validation)
    features = np.concatenate([features_of(part.images) for part in parts])
    labels = np.concatenate([part.labels for part in parts])
    fold = np.concatenate([np.full(len(rows.train), -1), np.zeros(len(rows.validation))])
    search = GridSearchCV(
        tuning.spec.build(**tuning.spec.hyperparameters, seed=tuning.spec.seed),
        [{name: [value] for name, value in candidate.items()} for candidate in group],
        scoring=tuning.scoring,
        cv=PredefinedSplit(fold),
        refit=False,
        n_jobs=-1,
        error_score="raise",
    )
    search.fit(features, labels)
    results = search.cv_results_
    return [
        Candidate(parameters=dict(parameters), score=float(score), fit_seconds=round(float(seconds), 1))
        for parameters, score, seconds in zip(
            results["params"], results["mean_test_score"], results["mean_fit_time"], strict=True
        )
    ]
