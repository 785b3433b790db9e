"""Scores candidates of a search: fitted on a split's training rows, scored on its validation rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from training.data.images import features_of
from training.data.splits import SplitRows
from training.store.searches import Candidate
from training.zoo.grids import Tuning


def score_candidates(
    tuning: Tuning, rows: SplitRows, group: Sequence[Mapping[str, Any]], jobs: int = -1
) -> list[Candidate]:
    """Runs GridSearchCV over some candidates.

    Args:
        tuning: recipe and scoring.
        rows: with validation rows; the test rows are not touched.
        group: parameters of each candidate.
        jobs: how many are fitted at a time; -1 for as many as there are cores.
    """
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
        n_jobs=jobs,
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
