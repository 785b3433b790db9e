"""Pairs a network's layers or variables with the weighted steps of the graph that was exported from it."""

from collections.abc import Sequence

import numpy as np
import onnx

from training.errors import TrainingError
from training.graphs.weighted import LoneNormalization, WeightedStep, read_lone_normalizations, read_weighted_steps


class RestorationError(TrainingError):
    """A graph does not hold the weights of the network that its recipe builds; the message says which."""


class UnusedSteps:
    """The weighted steps of a graph, and its normalisations that are no step's, that no layer has taken yet."""

    def __init__(self, graph: onnx.ModelProto) -> None:
        self._steps = read_weighted_steps(graph)
        self._normalizations = read_lone_normalizations(graph)

    def take(self, shape: Sequence[int]) -> WeightedStep:
        """Returns the first step whose kernel has that shape, and takes out all that use this kernel.

        Branches of a graph may stand in another order than a network's layers; what is like in shape keeps its order.

        Raises:
            RestorationError: there is none.
        """
        for step in self._steps:
            if step.kernel.shape == tuple(shape):
                self._steps = [other for other in self._steps if other.name != step.name]
                return step
        held = ", ".join(str(step.kernel.shape) for step in self._steps) or "none"
        raise _missing(f"no kernel of shape {tuple(shape)} that the recipe's network needs; left are {held}")

    def take_normalization(self, count: int) -> LoneNormalization:
        """Returns the first normalisation of that many channels that no step has, and takes it out.

        Raises:
            RestorationError: there is none.
        """
        for place, normalization in enumerate(self._normalizations):
            if normalization.scale.size in (1, count):
                return self._normalizations.pop(place)
        raise _missing(f"no normalisation of {count} channels before a ReLU that the recipe's network needs")


def _missing(what: str) -> RestorationError:
    return RestorationError(f"The graph holds {what}. It was exported from another recipe: fit the model instead.")


def numbers_or(values: np.ndarray | None, default: float, count: int) -> np.ndarray:
    """Returns numbers float32 [count] of a step, or as many times the number that stands for leaving it out."""
    return np.full(count, default, np.float32) if values is None else np.broadcast_to(values, count)
