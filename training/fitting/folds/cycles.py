"""The cycles of a training: each starts from the weights of the one before, at a high learning rate again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cycle:
    """One fall of the learning rate (Loshchilov and Hutter, SGDR, 2017).

    Attributes:
        recipe: what the network learns from in this cycle, and how.
        first_epoch: how many epochs the cycles before it have.
    """

    recipe: Mapping[str, Any]
    first_epoch: int

    @property
    def is_common(self) -> bool:
        """Whether it shows nobody who is held out: it is trained once, and every network goes on from it."""
        return bool(self.recipe.get("common"))


def cycles_of(training: Mapping[str, Any]) -> list[Cycle]:
    """Returns the cycles of a recipe; what one of its `cycles` does not say, the recipe says for all of them."""
    shared = {name: value for name, value in training.items() if name != "cycles"}
    cycles: list[Cycle] = []
    epochs = 0
    for own in training["cycles"]:
        cycles.append(Cycle({**shared, **own}, epochs))
        epochs += own["epochs"]
    return cycles
