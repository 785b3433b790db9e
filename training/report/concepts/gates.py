"""Logic gates as tasks for a perceptron, XOR put together from trained ones, and what the conventions change."""

import dataclasses
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from training.report.concepts.perceptron import (
    CONVENTIONS,
    Conventions,
    NumpyPerceptron,
    Step,
    Task,
    epochs_to_converge,
    find_cycle,
    train,
)

INITIAL_WEIGHTS = (0.8, -1.0, -1.0)
# (0.8, -1) is NOT already: from its opposite there is something to learn.
INITIAL_WEIGHTS_OF_NOT = (-0.8, 1.0)
EPOCHS = 100

GATES: dict[str, Callable[..., bool]] = {
    "and": lambda a, b: a and b,
    "or": lambda a, b: a or b,
    "xor": lambda a, b: a != b,
    "not": lambda a: not a,
}


@dataclass(frozen=True)
class ComposedRow:
    """One row of AND(NOT(AND(a, b)), OR(a, b)) with the answer of each gate inside; all are -1 or 1."""

    inputs: tuple[int, ...]
    and_: int
    not_and: int
    or_: int
    xor: int
    target: int


def build_task(gate: str, conventions: Conventions = CONVENTIONS) -> Task:
    """Returns a gate's truth table, counting up in binary: 00, 01, 10, 11."""
    inputs_count = 1 if gate == "not" else 2
    rows = list(itertools.product((False, True), repeat=inputs_count))
    return Task(
        name=gate,
        inputs=tuple(tuple(1 if value else conventions.low_input for value in row) for row in rows),
        targets=tuple(1 if GATES[gate](*row) else conventions.low_target for row in rows),
        initial_weights=INITIAL_WEIGHTS_OF_NOT if gate == "not" else INITIAL_WEIGHTS,
        conventions=conventions,
    )


def train_gate(gate: str) -> tuple[Step, ...]:
    """Trains a gate in NumPy and in TensorFlow and returns the steps both took.

    Raises:
        ArithmeticError: they took different ones; the message names the first.
    """
    from training.report.concepts.tensorflow_perceptron import TensorFlowPerceptron

    task = build_task(gate)
    in_numpy, in_tensorflow = (
        train(task, perceptron(task), EPOCHS) for perceptron in (NumpyPerceptron, TensorFlowPerceptron)
    )
    for ours, theirs in itertools.zip_longest(in_numpy, in_tensorflow):
        if ours != theirs:
            raise ArithmeticError(f"{gate}: NumPy and TensorFlow differ, {ours} and {theirs}.")
    return in_numpy


def gate_from(gate: str, steps: Sequence[Step]) -> NumpyPerceptron:
    """Returns the perceptron that training on `gate` ended with."""
    return NumpyPerceptron(dataclasses.replace(build_task(gate), initial_weights=steps[-1].weights))


def compose_xor(trained: Mapping[str, Sequence[Step]]) -> tuple[ComposedRow, ...]:
    """Answers XOR with the perceptrons trained on AND, OR and NOT: one line cannot (Minsky and Papert 1969), two can.

    Args:
        trained: the steps of "and", "or" and "not".
    """
    and_gate, or_gate, not_gate = (gate_from(name, trained[name]) for name in ("and", "or", "not"))
    rows = []
    xor = build_task("xor")
    for inputs, target in zip(xor.inputs, xor.targets, strict=True):
        both = and_gate.answer(inputs)
        not_both = not_gate.answer([both])
        either = or_gate.answer(inputs)
        rows.append(ComposedRow(inputs, both, not_both, either, and_gate.answer([not_both, either]), target))
    return tuple(rows)


def compare_conventions() -> list[dict]:
    """Trains AND, OR and XOR under every convention, and AND and OR in all 24 orders of the rows.

    Returns:
        for each convention: the epochs AND and OR took in counting order, the fewest and the most over all orders, and
        the length of XOR's cycle in steps.
    """
    table = []
    for low_input, low_target, fires_at_zero in itertools.product((0, -1), (0, -1), (True, False)):
        conventions = Conventions(low_input, low_target, fires_at_zero)
        xor = build_task("xor", conventions)
        cycle = find_cycle(train(xor, NumpyPerceptron(xor), EPOCHS))
        table.append(
            dataclasses.asdict(conventions)
            | {gate: _epochs_over_orders(build_task(gate, conventions)) for gate in ("and", "or")}
            | {"xor_cycle_length": cycle and cycle.length}
        )
    return table


def _epochs_over_orders(task: Task) -> dict[str, int]:
    found = []
    for order in itertools.permutations(range(len(task.inputs))):
        reordered = dataclasses.replace(
            task,
            inputs=tuple(task.inputs[row] for row in order),
            targets=tuple(task.targets[row] for row in order),
        )
        found.append(epochs_to_converge(train(reordered, NumpyPerceptron(reordered), EPOCHS)))
    # AND and OR converge in every order; `permutations` starts with the rows as they are.
    epochs = [count for count in found if count is not None]
    return {"epochs": epochs[0], "fewest": min(epochs), "most": max(epochs)}
