"""What a model is made of, as data: who builds it, with which numbers, after which source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

NO_HYPERPARAMETERS: Mapping[str, Any] = MappingProxyType({})


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
        training: how the framework trains it (optimizer, batches, epochs); scikit-learn needs none.
    """

    name: str
    title: str
    family: Literal["convolutional", "dense", "neighbours", "trees", "linear"]
    framework: Literal["keras", "sklearn"]
    build: Callable[..., Any]
    source: str
    hyperparameters: Mapping[str, Any] = field(default_factory=lambda: NO_HYPERPARAMETERS)
    training: Mapping[str, Any] = field(default_factory=lambda: NO_HYPERPARAMETERS)
    seed: int = 0
