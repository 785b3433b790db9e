"""What a model is made of, as data: who builds it, with which numbers, after which source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from training.errors import UnknownNameError
from training.zoo.courses import PLAIN, Course

CONTRIBUTORS = "contributors"  # the key of a recipe, or of one of its cycles, that learns from UNIPEN's characters
NO_HYPERPARAMETERS: Mapping[str, Any] = MappingProxyType({})


Entry = TypeVar("Entry")


def look_up(known: Mapping[str, Entry], name: str, kind: str, kinds: str) -> Entry:
    """Returns the entry of that name.

    Raises:
        UnknownNameError: none has it; the message lists those that exist.
    """
    if name not in known:
        raise UnknownNameError(f"No {kind} is called {name!r}. Known {kinds}: {', '.join(known)}.")
    return known[name]


def learns_from_contributors(training: Mapping[str, Any]) -> bool:
    """Whether a recipe learns from what UNIPEN's contributors wrote: their digits, their letters and symbols."""
    return any(CONTRIBUTORS in part for part in (training, *training.get("cycles", ())))


@dataclass(frozen=True)
class ModelSpec:
    """One model of the zoo.

    Attributes:
        name: how commands, bundles and callers name it; carries no hyperparameters.
        title: what a visitor reads.
        family: groups models that decide in the same way.
        framework: who trains it.
        build: makes the untrained model from `hyperparameters` and `seed`, by keyword.
        source: the report row or paper it follows, and the choices made where that is silent.
        training: how it is trained: optimizer, batches, epochs, or on how many of the first rows.
        tuned: scikit-learn's own parameter names with the values that a search chose.
        task: what it learns; regressors are reported, not served.
        course: how it is fitted, measured and exported, and what that needs.
        is_deterministic: every seed gives the same answers; a second one has nothing to tell.
    """

    name: str
    title: str
    family: Literal["convolutional", "dense", "kernel", "neighbours", "trees", "linear"]
    framework: Literal["keras", "tensorflow", "sklearn"]
    build: Callable[..., Any]
    source: str
    hyperparameters: Mapping[str, Any] = field(default_factory=lambda: NO_HYPERPARAMETERS)
    training: Mapping[str, Any] = field(default_factory=lambda: NO_HYPERPARAMETERS)
    tuned: Mapping[str, Any] = field(default_factory=lambda: NO_HYPERPARAMETERS)
    task: Literal["classification", "regression"] = "classification"
    course: Course = PLAIN
    seed: int = 0
    is_deterministic: bool = False

    @property
    def learns_from_contributors(self) -> bool:
        """Whether it learns from what UNIPEN's contributors wrote, too."""
        return learns_from_contributors(self.training)
