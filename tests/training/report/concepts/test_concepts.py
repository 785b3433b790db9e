"""The lessons: perceptrons on gates, in NumPy and TensorFlow, XOR's cycle, and the network that learns XOR."""

import dataclasses
import io
import itertools
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from training.report.concepts import gates, write, xor_network
from training.report.concepts.perceptron import (
    Conventions,
    Cycle,
    NumpyPerceptron,
    epochs_to_converge,
    find_cycle,
    in_learning_rates,
    mistakes_by_epoch,
    train,
)
from training.report.concepts.tensorflow_perceptron import TensorFlowPerceptron
from training.report.concepts.xor_network import INPUTS, TARGETS, XorNetwork
from training.store.assets import ReportFolders
from training.store.files import DEFAULT_ASSETS, read_json

EVERY_CONVENTION = [Conventions(*choice) for choice in itertools.product((0, -1), (0, -1), (True, False))]
FIGURES = ["mlp_xor", "perceptron_and", "perceptron_or", "perceptron_xor", "xor_composed"]


@pytest.fixture(scope="module")
def trained():
    return {gate: gates.train_gate(gate) for gate in gates.GATES}


@pytest.fixture(scope="module")
def networks():
    """A network that is XOR by construction, and one that answers a half to everything."""
    hidden = np.array([[20.0, 20.0], [20.0, 20.0]])
    solved = XorNetwork(1, hidden, np.array([-10.0, -30.0]), np.array([20.0, -20.0]), -10.0, (0.6, 0.01, 0.001))
    stuck = XorNetwork(0, hidden * 0, np.zeros(2), np.zeros(2), 0.0, (0.7, 0.69, 0.69))
    return [stuck, solved]


def steps_by_the_book(task, epochs):
    """Rosenblatt's rule in exact fractions, as literally as it is written: w += 0.2 (target - answer) x."""
    weights = [Fraction(str(weight)) for weight in task.initial_weights]
    steps = []
    for epoch, row in itertools.product(range(1, epochs + 1), range(len(task.inputs))):
        extended = (1, *task.inputs[row])
        activation = sum(weight * value for weight, value in zip(weights, extended, strict=True))
        fires = activation > 0 or (task.conventions.fires_at_zero and activation == 0)
        answer = 1 if fires else task.conventions.low_target
        weights = [
            weight + Fraction("0.2") * (task.targets[row] - answer) * value
            for weight, value in zip(weights, extended, strict=True)
        ]
        steps.append((epoch, row, answer, tuple(float(weight) for weight in weights)))
    return steps


@pytest.mark.parametrize("conventions", EVERY_CONVENTION, ids=str)
@pytest.mark.parametrize("gate", gates.GATES)
def test_every_step_is_the_rule_in_exact_fractions(gate, conventions):
    task = gates.build_task(gate, conventions)
    steps = train(task, NumpyPerceptron(task), epochs=20)
    expected = steps_by_the_book(task, steps[-1].epoch)
    assert [(step.epoch, step.row, step.answer, step.weights) for step in steps] == expected


@pytest.mark.parametrize("conventions", [Conventions(), Conventions(0, 0, True)], ids=str)
@pytest.mark.parametrize("gate", gates.GATES)
def test_tensorflow_takes_the_same_steps_as_numpy(gate, conventions):
    task = gates.build_task(gate, conventions)
    assert train(task, TensorFlowPerceptron(task)) == train(task, NumpyPerceptron(task))


def test_a_difference_between_the_two_is_reported(monkeypatch):
    monkeypatch.setattr(TensorFlowPerceptron, "weights", lambda self: (0.0, 0.0, 0.0))
    with pytest.raises(ArithmeticError, match=r"and: NumPy and TensorFlow differ.*epoch=1"):
        gates.train_gate("and")


@pytest.mark.parametrize(
    ("gate", "epochs", "weights"),
    [("and", 2, (0.0, 0.6, 0.6)), ("or", 2, (0.4, 0.2, 0.2)), ("not", 3, (0.0, -0.6))],
)
def test_separable_gates_converge(trained, gate, epochs, weights):
    steps, task = trained[gate], gates.build_task(gate)
    assert epochs_to_converge(steps) == epochs
    assert steps[-1].weights == weights
    assert find_cycle(steps) is None
    assert not any(step.is_mistake for step in steps if step.epoch > epochs)
    gate = gates.gate_from(gate, steps)
    assert tuple(gate.answer(inputs) for inputs in task.inputs) == task.targets


def test_xor_comes_back_to_where_it_was_and_never_converges(trained):
    steps = trained["xor"]
    assert len(steps) == 4 * gates.EPOCHS
    assert epochs_to_converge(steps) is None
    cycle = find_cycle(steps)
    assert cycle == Cycle(start=3, length=4)
    # The first state was reached by another way, so only what follows it is the same step by step.
    assert steps[cycle.start].weights == steps[cycle.start + cycle.length].weights
    following = steps[cycle.start + 1 :]
    for earlier, later in zip(following, following[cycle.length :], strict=False):
        assert dataclasses.replace(later, epoch=earlier.epoch) == earlier
    assert mistakes_by_epoch(steps) == [1] + [4] * 99


def test_only_the_chosen_conventions_converge_within_two_epochs():
    table = gates.compare_conventions()
    assert len(table) == len(EVERY_CONVENTION)
    within_two = [row for row in table if max(row["and"]["epochs"], row["or"]["epochs"]) <= 2]
    assert [{name: row[name] for name in dataclasses.asdict(Conventions())} for row in within_two] == [
        dataclasses.asdict(Conventions())
    ]
    for row, gate in itertools.product(table, ("and", "or")):
        assert 2 <= row[gate]["fewest"] <= row[gate]["epochs"] <= row[gate]["most"]
    assert all(row["xor_cycle_length"] for row in table)


def test_xor_is_composed_of_trained_gates(trained):
    rows = gates.compose_xor(trained)
    assert [row.xor for row in rows] == [row.target for row in rows] == [-1, 1, 1, -1]
    assert [row.and_ for row in rows] == [-1, -1, -1, 1]
    assert [row.not_and for row in rows] == [1, 1, 1, -1]
    assert [row.or_ for row in rows] == [-1, 1, 1, 1]


def test_weights_off_the_learning_rates_grid_are_refused():
    with pytest.raises(ValueError, match=r"multiples of the learning rate 0\.2; got \(0\.7, 1\)"):
        in_learning_rates((0.7, 1))


def test_our_forward_pass_is_keras_s():
    model = xor_network.build_xor_network(seed=3)
    hidden_weights, hidden_biases, output_weights, output_bias = model.get_weights()
    network = XorNetwork(3, hidden_weights, hidden_biases, output_weights[:, 0], output_bias[0], ())
    points = np.random.default_rng(0).uniform(-1, 2, (20, 2)).astype(np.float32)
    np.testing.assert_allclose(network.answer(points), np.asarray(model(points))[:, 0], atol=1e-6)


@pytest.mark.slow
def test_training_makes_exactly_the_updates_asked_for_and_repeats_itself(monkeypatch):
    built = []
    build = xor_network.build_xor_network
    monkeypatch.setattr(xor_network, "build_xor_network", lambda seed: built.append(build(seed)) or built[-1])
    first, second = (xor_network.fit_xor_network(seed=0, updates=100) for _ in range(2))
    assert [int(model.optimizer.iterations) for model in built] == [100, 100]
    assert len(first.losses) == 2
    assert first.losses == second.losses
    np.testing.assert_array_equal(first.hidden_weights, second.hidden_weights)


def test_a_half_does_not_pass_for_learnt(networks):
    assert [network.has_learnt for network in networks] == [False, True]
    assert write.first_learnt(networks).seed == 1
    with pytest.raises(ArithmeticError, match="None of 1 starts"):
        write.first_learnt(networks[:1])


@pytest.mark.slow
def test_two_layers_learn_xor():
    network = xor_network.fit_xor_network(seed=5)
    assert network.has_learnt
    assert tuple(network.answer(np.array(INPUTS)).round().astype(int)) == TARGETS
    assert len(network.losses) == 100
    assert network.losses[-1] < 1e-3


@pytest.fixture(scope="module")
def written(tmp_path_factory, networks):
    folder = tmp_path_factory.mktemp("concepts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(write, "fit_over_seeds", lambda seeds: networks)
        write.write_concepts(folder / "figures", folder / "concepts.json", folder / "lessons.json")
    return folder


@pytest.mark.slow
def test_five_small_figures_are_written(written):
    files = sorted((written / "figures").iterdir())
    assert [file.name for file in files] == [f"concept_{name}.png" for name in FIGURES]
    for file in files:
        content = file.read_bytes()
        assert len(content) < 80_000
        with Image.open(io.BytesIO(content)) as picture:
            assert picture.format == "PNG"
            assert picture.width > 1_000
            assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.slow
def test_the_arrays_hold_what_the_lessons_show(written):
    file = written / "concepts.json"
    assert file.stat().st_size < 60_000
    arrays = read_json(file)
    assert set(arrays) == {"conventions", "perceptrons", "other_conventions", "xor_composed", "mlp_xor"}
    assert set(arrays["perceptrons"]) == {"and", "or", "xor", "not"}
    for gate, perceptron in arrays["perceptrons"].items():
        assert perceptron["frameworks"] == ["numpy", "tensorflow"]
        assert len(perceptron["mistakes_by_epoch"]) == perceptron["epochs_run"]
        for step in perceptron["steps"]:
            assert set(step) == {"epoch", "row", "answer", "target", "weights"}
            assert step["target"] == perceptron["targets"][step["row"]]
            assert len(step["weights"]) == 1 + len(perceptron["inputs"][0])
        assert (perceptron["cycle"] is not None) == (perceptron["epochs_to_converge"] is None) == (gate == "xor")
    xor = arrays["perceptrons"]["xor"]
    closing = xor["steps"][xor["cycle"]["start"] + xor["cycle"]["length"]]
    assert closing is xor["steps"][-1]
    assert closing["weights"] == xor["steps"][xor["cycle"]["start"]]["weights"]


def test_the_page_of_lessons_has_the_arrays_that_are_kept():
    folders = ReportFolders(DEFAULT_ASSETS)
    assert read_json(folders.lessons) == write.describe_lessons(read_json(folders.concepts))


@pytest.mark.slow
def test_the_network_s_surface_and_lines_are_its_own(written):
    network = read_json(written / "concepts.json")["mlp_xor"]
    surface = network["surface"]
    answers = np.array(surface["answers"])
    assert answers.shape == (write.GRID_SIZE, write.GRID_SIZE)
    ticks = np.linspace(surface["low"], surface["high"], write.GRID_SIZE)
    zero, one = (int(np.abs(ticks - value).argmin()) for value in (0, 1))
    corners = [answers[b, a] for a, b in itertools.product((zero, one), repeat=2)]
    np.testing.assert_allclose(corners, TARGETS, atol=0.05)
    assert network["hidden_lines"] == [[-10.0, 20.0, 20.0], [-30.0, 20.0, 20.0]]
    assert [start["has_learnt"] for start in network["starts"]] == [False, True]
    assert network["seed"] == 1


def test_nothing_is_written_when_no_start_learns(tmp_path, monkeypatch, networks):
    monkeypatch.setattr(write, "fit_over_seeds", lambda seeds: networks[:1])
    with pytest.raises(ArithmeticError):
        write.write_concepts(tmp_path / "figures", tmp_path / "concepts.json", tmp_path / "lessons.json")
    assert list(tmp_path.iterdir()) == []
