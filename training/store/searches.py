"""What a search for hyperparameters leaves: every candidate's score, and the best."""

from dataclasses import dataclass

from pydantic import JsonValue

from training.store.config import Recipe
from training.store.records import Record


@dataclass(frozen=True, kw_only=True)
class Candidate(Record):
    """One set of scikit-learn's own parameters, its score on validation rows and the seconds of its fit."""

    parameters: dict[str, JsonValue]
    score: float
    fit_seconds: float


@dataclass(frozen=True, kw_only=True)
class SearchOutcome(Record):
    """What was searched, and what came of it; `best` is None until the search has ended."""

    recipe: Recipe
    split: str
    scoring: str
    grid: tuple[dict[str, list[JsonValue]], ...]
    candidates: tuple[Candidate, ...] = ()
    best: Candidate | None = None
