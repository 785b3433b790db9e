"""The rows of the reports that learn no digit: what was said of perceptron and XOR, beside what they do here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ConceptRow:
    """One row, in words.

    Attributes:
        row: its number in the reports.
        size: how many numbers are learnt.
    """

    row: str
    name: str
    reported: str
    measured: str
    is_reached: bool
    size: str
    split: str = "truth table"


def concept_rows(concepts: Mapping[str, Any]) -> list[ConceptRow]:
    """Returns the rows, from what the concepts' trainings gave."""
    gates = [_gate(name, concepts["perceptrons"][name]) for name in ("and", "or")]
    cycle = concepts["perceptrons"]["xor"]["cycle"]
    network = concepts["mlp_xor"]
    answers = ", ".join(str(round(answer)) for answer in network["answers"])
    wanted = "0, 1, 1, 0"
    learnt = sum(start["has_learnt"] for start in network["starts"])
    starts = f"{learnt} of {len(network['starts'])} starts learn it"
    return [
        *gates,
        ConceptRow(
            "12", "perceptron_xor", "never converges", f"never: a cycle of {cycle['length']} steps", True, "3 numbers"
        ),
        ConceptRow("13", "mlp_xor", wanted, f"{answers}; {starts}", answers == wanted, "9 numbers"),
    ]


def _gate(name: str, perceptron: Mapping[str, Any]) -> ConceptRow:
    epochs = perceptron["epochs_to_converge"]
    measured = f"last mistake in epoch {epochs}"
    return ConceptRow("11", f"perceptron_{name}", "one or two epochs", measured, epochs in (1, 2), "3 numbers")
