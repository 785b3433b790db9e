"""The line reader learns lines without being told where their digits stand, and resumes."""

import numpy as np
import pytest

from digit_recognizer.contract import LINE_ALPHABET
from digit_recognizer.model import open_session
from digit_recognizer.number.ctc import text_log_likelihoods
from tests.training.conftest import quick
from training.backends import keras_backend
from training.backends.line_reader_graph import line_reader_graph
from training.fitting.folds.cycled import Stage
from training.fitting.folds.cycles import cycles_of
from training.synthesis.lines import NO_LABEL, set_strips

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lines(small_data):
    return set_strips(small_data.train, 400)


def trained(lines, folder, epochs, **training):
    from training.fitting.line_reader.train import train_line_reader

    spec = quick("line_reader")
    folder.mkdir(parents=True, exist_ok=True)
    (cycle,) = cycles_of({**spec.training, "cycles": ({"epochs": epochs},), **training})
    return train_line_reader(spec, Stage(cycle, None, folder, None), [lines, lines], 0)


def test_the_loss_is_what_serving_calls_likely():
    from training.fitting.line_reader.train import temporal_loss

    logits = np.random.default_rng(0).normal(size=(3, 12, len(LINE_ALPHABET) + 1)).astype(np.float32)
    log_probabilities = logits - np.logaddexp.reduce(logits, axis=2, keepdims=True)
    labels = np.array([[4, 4, 1, NO_LABEL], [7, NO_LABEL, NO_LABEL, NO_LABEL], [1, 2, 13, 4]])
    likely = [
        text_log_likelihoods(answers.astype(float), np.array([[label for label in row if label != NO_LABEL]]))[0]
        for answers, row in zip(log_probabilities, labels.tolist(), strict=True)
    ]
    np.testing.assert_allclose(-temporal_loss(labels, log_probabilities), likely, rtol=1e-4)


def test_it_learns_and_is_of_keras_own_layers(lines, tmp_path):
    network, history = trained(lines, tmp_path, epochs=4, steps_per_epoch=16, learning_rate=6e-3)
    assert len(history["loss"]) == 4
    assert history["loss"][-1] < history["loss"][0] / 2
    assert {type(layer).__module__.split(".")[0] for layer in network.layers} == {"keras"}
    answers = network.predict(lines.images[:5], verbose=0)
    assert answers.shape == (5, 80, len(LINE_ALPHABET) + 1)
    np.testing.assert_allclose(np.exp(answers).sum(axis=2), 1, atol=1e-4)


def test_an_interrupted_training_ends_as_if_it_had_not_been(lines, tmp_path, epochs_run):
    whole, whole_history = trained(lines, tmp_path / "whole", epochs=2)
    epochs_run.update(run=0, interrupt_after=1)
    with pytest.raises(KeyboardInterrupt):
        trained(lines, tmp_path / "stopped", epochs=2)
    epochs_run.update(run=0, interrupt_after=None)
    network, history = trained(lines, tmp_path / "stopped", epochs=2)
    assert epochs_run["run"] == 1
    assert history == whole_history
    for one, other in zip(network.get_weights(), whole.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_served_graph_answers_as_the_network_does_at_any_width(lines, tmp_path):
    spec = quick("line_reader")
    network = spec.build(**spec.hyperparameters, seed=1)
    keras_backend.save(network, tmp_path / "model.keras")
    session = open_session(line_reader_graph(spec, tmp_path / "model.keras"))
    for width in (24, 100, 160, 400):
        strips = np.pad(lines.images, ((0, 0), (0, 0), (0, 400)))[:2, :, :width]
        answers = session.run(["log_probabilities"], {"strips": strips})[0]
        np.testing.assert_allclose(answers, network.predict(strips, verbose=0), atol=1e-4)
