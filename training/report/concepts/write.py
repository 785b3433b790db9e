"""Runs the lessons and writes their figures and the numbers behind them."""

import dataclasses
from collections.abc import Mapping
from operator import methodcaller
from pathlib import Path
from typing import Any

import numpy as np

from digit_recognizer.files import write_atomically
from training.report.concepts.figures import draw_composed, draw_cycle, draw_training
from training.report.concepts.gates import EPOCHS, GATES, build_task, compare_conventions, compose_xor, train_gate
from training.report.concepts.network_figure import HIGH, LOW, draw_network
from training.report.concepts.perceptron import (
    CONVENTIONS,
    LEARNING_RATE,
    Step,
    epochs_to_converge,
    find_cycle,
    mistakes_by_epoch,
)
from training.report.concepts.xor_network import INPUTS, TARGETS, UPDATES, UPDATES_PER_LOSS, XorNetwork, fit_over_seeds
from training.report.concepts.xor_network import LEARNING_RATE as ADAM_LEARNING_RATE
from training.report.style import render
from training.store.files import write_json

SEEDS = tuple(range(10))
GRID_SIZE = 41


def write_concepts(folder_for_figures: Path, arrays_file: Path, lessons_file: Path) -> None:
    """Trains the perceptrons and the XOR networks, then writes five figures and two JSON files.

    Everything is computed and drawn before the first file is written, and each file is replaced as a whole.

    Args:
        folder_for_figures: receives `concept_*.png`.
        arrays_file: receives every step, the conventions, XOR's cycle, its composition and the network, as plain JSON.
        lessons_file: receives of them what the page of lessons moves.

    Raises:
        ArithmeticError: NumPy and TensorFlow disagree, or no start of the network learns XOR.
    """
    trained = {gate: train_gate(gate) for gate in GATES}
    networks = fit_over_seeds(SEEDS)
    figures = _draw_figures(trained, networks)
    arrays = describe_perceptrons(trained) | {"mlp_xor": describe_networks(networks)}
    for name, picture in figures.items():
        write_atomically(folder_for_figures / f"concept_{name}.png", methodcaller("write", picture))
    write_json(arrays_file, arrays)
    write_json(lessons_file, describe_lessons(arrays))


def first_learnt(networks: list[XorNetwork]) -> XorNetwork:
    """Returns the network that is shown: of the lowest seed that learns XOR.

    Raises:
        ArithmeticError: none does.
    """
    for network in networks:
        if network.has_learnt:
            return network
    raise ArithmeticError(f"None of {len(networks)} starts learnt XOR; allow more seeds.")


def describe_lessons(arrays: Mapping[str, Any]) -> dict:
    """Returns what the page of lessons needs of the arrays: it computes the steps itself, and is tested on them.

    Args:
        arrays: all that `write_concepts` writes.
    """
    task = ("inputs", "targets", "initial_weights", "epochs_to_converge", "cycle")
    network = ("learning_rate", "hidden_weights", "hidden_biases", "output_weights", "output_bias", "starts")
    return {
        "learning_rate": arrays["conventions"]["learning_rate"],
        "perceptrons": {gate: {key: arrays["perceptrons"][gate][key] for key in task} for gate in ("and", "or", "xor")},
        "xor_network": {key: arrays["mlp_xor"][key] for key in network},
    }


def describe_perceptrons(trained: dict[str, tuple[Step, ...]]) -> dict:
    """Returns what the perceptrons did, as plain data.

    Args:
        trained: the steps on every gate of `GATES`.
    """
    return {
        "conventions": dataclasses.asdict(CONVENTIONS)
        | {"learning_rate": LEARNING_RATE, "weights_order": ["bias", "a", "b"]},
        "perceptrons": {gate: _describe_training(gate, steps) for gate, steps in trained.items()},
        "other_conventions": compare_conventions(),
        "xor_composed": {
            "formula": "AND(NOT(AND(a, b)), OR(a, b))",
            "rows": [dataclasses.asdict(row) for row in compose_xor(trained)],
        },
    }


def _describe_training(gate: str, steps: tuple[Step, ...]) -> dict:
    task, cycle = build_task(gate), find_cycle(steps)
    # What follows the first full cycle is the same again.
    kept = steps if cycle is None else steps[: cycle.start + cycle.length + 1]
    return {
        "inputs": task.inputs,
        "targets": task.targets,
        "initial_weights": task.initial_weights,
        # `train_gate` has compared them step by step.
        "frameworks": ["numpy", "tensorflow"],
        "epochs_to_converge": epochs_to_converge(steps),
        "epochs_run": steps[-1].epoch,
        "epochs_allowed": EPOCHS,
        "mistakes_by_epoch": mistakes_by_epoch(steps),
        "cycle": cycle and dataclasses.asdict(cycle),
        "steps": [dataclasses.asdict(step) for step in kept],
    }


def describe_networks(networks: list[XorNetwork]) -> dict:
    """Returns the shown network's weights, answers, loss and surface, and how every seed ended, as plain data."""
    shown = first_learnt(networks)
    ticks = np.linspace(LOW, HIGH, GRID_SIZE)
    return {
        "seed": shown.seed,
        "learning_rate": ADAM_LEARNING_RATE,
        "epochs": UPDATES,
        "inputs": INPUTS,
        "targets": TARGETS,
        "answers": _rounded(shown.answer(np.array(INPUTS)), 6),
        "hidden_weights": _rounded(shown.hidden_weights, 4),
        "hidden_biases": _rounded(shown.hidden_biases, 4),
        "output_weights": _rounded(shown.output_weights, 4),
        "output_bias": round(shown.output_bias, 4),
        # As for the perceptrons, bias first: where bias + a·x + b·y = 0 the unit answers 0.5.
        "hidden_lines": _rounded(np.column_stack([shown.hidden_biases, shown.hidden_weights.T]), 4),
        "loss_every": UPDATES_PER_LOSS,
        "losses": [float(f"{loss:.4g}") for loss in shown.losses],
        "surface": {
            "low": LOW,
            "high": HIGH,
            # Row by row from b = low; in a row from a = low.
            "answers": _rounded(shown.answer(np.stack(np.meshgrid(ticks, ticks), axis=-1)), 3),
        },
        "starts": [
            {
                "seed": network.seed,
                "has_learnt": network.has_learnt,
                "answers": _rounded(network.answer(np.array(INPUTS)), 4),
                "loss": float(f"{network.losses[-1]:.4g}"),
            }
            for network in networks
        ],
    }


def _rounded(values: np.ndarray, decimals: int) -> list:
    return np.round(values, decimals).tolist()


def _draw_figures(trained: dict[str, tuple[Step, ...]], networks: list[XorNetwork]) -> dict[str, bytes]:
    shown = first_learnt(networks)
    others = [network for network in networks if network is not shown]
    xor = build_task("xor")
    cycle = find_cycle(trained["xor"])
    if cycle is None:
        raise ArithmeticError("The perceptron came to an end on XOR, which no line divides; its updates are wrong.")
    return {
        "perceptron_and": render(lambda: draw_training(build_task("and"), trained["and"])),
        "perceptron_or": render(lambda: draw_training(build_task("or"), trained["or"])),
        "perceptron_xor": render(lambda: draw_cycle(xor, trained["xor"], cycle)),
        "xor_composed": render(lambda: draw_composed(xor, trained)),
        "mlp_xor": render(lambda: draw_network(shown, others)),
    }
