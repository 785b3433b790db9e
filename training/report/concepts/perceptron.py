"""Rosenblatt's perceptron, one truth-table row at a time, with every step kept so that it can be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

LEARNING_RATE = 0.2


@dataclass(frozen=True)
class Conventions:
    """What the rule leaves open, and what decides how many epochs it takes.

    The course reports that AND and OR converge "in one or two epochs", but not its conventions. With the rows counting
    up, the defaults are the only ones of `gates.compare_conventions` under which neither gate errs after the second
    epoch; under none does one epoch do.

    Attributes:
        low_input: stands for false in the inputs, 0 or -1; true is 1.
        low_target: stands for false in targets and answers, 0 or -1; true is 1. It decides the size of a correction:
            learning rate x (target - answer) is twice as long between -1 and 1.
        fires_at_zero: whether a point on the line itself is answered with true.
    """

    low_input: int = -1
    low_target: int = -1
    fires_at_zero: bool = False


CONVENTIONS = Conventions()


@dataclass(frozen=True)
class Task:
    """What one perceptron learns.

    Attributes:
        name: the gate's name.
        inputs: the rows of the truth table in the order in which they are shown.
        targets: the right answer to each row.
        initial_weights: the bias first, then one weight per input.
        conventions: how true and false are written.
    """

    name: str
    inputs: tuple[tuple[int, ...], ...]
    targets: tuple[int, ...]
    initial_weights: tuple[float, ...]
    conventions: Conventions = CONVENTIONS


@dataclass(frozen=True)
class Step:
    """One row shown once: `answer` was given before the correction, `weights` are those after it."""

    epoch: int
    row: int
    answer: int
    target: int
    weights: tuple[float, ...]

    @property
    def is_mistake(self) -> bool:
        """Whether the answer was wrong, so that the weights changed."""
        return self.answer != self.target


@dataclass(frozen=True)
class Cycle:
    """A proof that the weights go round for ever.

    Attributes:
        start: index of the step whose weights and row come back.
        length: how many steps later they do.
    """

    start: int
    length: int


class Perceptron(Protocol):
    """What `train` asks of an implementation."""

    def learn(self, inputs: Sequence[int], target: int) -> int:
        """Answers, corrects the weights if the answer is wrong, and returns the answer."""

    def weights(self) -> tuple[float, ...]:
        """Returns the bias and the weights."""


class NumpyPerceptron:
    """The perceptron in NumPy.

    Weights count learning rates: 0.8 is held as 4. Every weight stays a whole number, so a point on the line is exactly
    on it and a state that comes back is exactly the same; in fractions, 0.8 - 0.2 - 0.6 is not 0.
    """

    def __init__(self, task: Task):
        self._conventions = task.conventions
        self._counts = in_learning_rates(task.initial_weights)

    def answer(self, inputs: Sequence[int]) -> int:
        """Returns 1 on the firing side of the line, otherwise the convention's false."""
        activation = self._counts @ np.array([1, *inputs], dtype=np.float64)
        fires = activation >= 0 if self._conventions.fires_at_zero else activation > 0
        return 1 if fires else self._conventions.low_target

    def learn(self, inputs: Sequence[int], target: int) -> int:
        """Adds learning rate x (target - answer) x inputs to the weights (Rosenblatt 1958); returns the answer."""
        answer = self.answer(inputs)
        self._counts = self._counts + (target - answer) * np.array([1, *inputs], dtype=np.float64)
        return answer

    def weights(self) -> tuple[float, ...]:
        """Returns the bias and the weights."""
        return from_learning_rates(self._counts)


def in_learning_rates(weights: Sequence[float]) -> np.ndarray:
    """Returns weights as whole numbers of learning rates, float64.

    Raises:
        ValueError: a weight is no multiple of the learning rate.
    """
    counts = np.rint(np.asarray(weights, dtype=np.float64) / LEARNING_RATE)
    if not np.allclose(counts * LEARNING_RATE, weights):
        raise ValueError(f"Initial weights must be multiples of the learning rate {LEARNING_RATE}; got {weights}.")
    return counts


def from_learning_rates(counts: np.ndarray) -> tuple[float, ...]:
    """Turns whole numbers of learning rates back into weights."""
    # Adding 0 turns -0.0 into 0.0.
    return tuple(round(float(count) * LEARNING_RATE, 10) + 0.0 for count in counts)


def train(task: Task, perceptron: Perceptron, epochs: int = 100) -> tuple[Step, ...]:
    """Shows the truth table again and again until an epoch passes without a mistake, at most `epochs` times.

    Rosenblatt 1958, "The perceptron: a probabilistic model for information storage and organization in the brain",
    Psychological Review 65(6).
    """
    steps: list[Step] = []
    for epoch in range(1, epochs + 1):
        for row, (inputs, target) in enumerate(zip(task.inputs, task.targets, strict=True)):
            answer = perceptron.learn(inputs, target)
            steps.append(Step(epoch, row, answer, target, perceptron.weights()))
        if not any(step.is_mistake for step in steps[-len(task.inputs) :]):
            break
    return tuple(steps)


def mistakes_by_epoch(steps: Sequence[Step]) -> list[int]:
    """Returns how many rows were answered wrongly when they were shown, for each epoch."""
    return [sum(step.is_mistake for step in steps if step.epoch == epoch) for epoch in range(1, steps[-1].epoch + 1)]


def epochs_to_converge(steps: Sequence[Step]) -> int | None:
    """Returns the epoch of the last mistake, 0 without any; None where the last epoch still has one.

    One more epoch, without a mistake, is what shows it.
    """
    mistakes = mistakes_by_epoch(steps)
    return None if mistakes[-1] else len(mistakes) - 1


def find_cycle(steps: Sequence[Step]) -> Cycle | None:
    """Finds the first step after which everything repeats: the same weights, after the same row.

    The rule has no other memory, so what followed once follows always. That some such step exists for every table no
    line separates is the perceptron cycling theorem (Minsky and Papert 1969, "Perceptrons", chapter 11).
    """
    seen: dict[tuple[int, tuple[float, ...]], int] = {}
    for index, step in enumerate(steps):
        state = (step.row, step.weights)
        if state in seen:
            start = seen[state]
            changes = any(later.is_mistake for later in steps[start + 1 : index + 1])
            return Cycle(start, index - start) if changes else None
        seen[state] = index
    return None
