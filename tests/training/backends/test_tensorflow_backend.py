"""Networks written with TensorFlow itself: their steps, batches, dropout and files."""

import dataclasses

import numpy as np
import pytest
import tensorflow as tf
from onnx import TensorProto

from digit_recognizer.model import open_session, run_session
from tests.training.conftest import quick
from training.backends import tensorflow_backend as backend
from training.estimators.byte_weights import rounded
from training.store.checkpoints import resumptions_of

NETWORKS = ("softmax_regression", "ann_tensorflow", "cnn_tensorflow")


def built(spec):
    return spec.build(**spec.hyperparameters, seed=spec.seed)


def changed(name, **training):
    spec = quick(name)
    return dataclasses.replace(spec, training={**spec.training, **training})


def tiny(name, **training):
    """A recipe with one narrow layer."""
    spec = changed(name, **training)
    return dataclasses.replace(spec, hyperparameters={**spec.hyperparameters, "units": (8,)})


def numpy_adam(start, gradients, learning_rate):
    """Kingma and Ba 2015, algorithm 1, on one array."""
    values, mean, square = start.astype(np.float64), 0.0, 0.0
    for number, gradient in enumerate(gradients, start=1):
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        corrected_mean, corrected_square = mean / (1 - 0.9**number), square / (1 - 0.999**number)
        values = values - learning_rate * corrected_mean / (np.sqrt(corrected_square) + 1e-8)
    return values


def test_adam_takes_the_steps_of_the_paper():
    generator = np.random.default_rng(0)
    starts = [generator.normal(size=shape).astype(np.float32) for shape in ((4, 3), (3,))]
    gradients = [[generator.normal(size=start.shape).astype(np.float32) for start in starts] for _ in range(5)]
    variables = [tf.Variable(start) for start in starts]
    optimizer = backend.build_optimizer("adam", 0.01)
    for step in gradients:
        optimizer.apply([tf.constant(gradient) for gradient in step], variables)
    for number, variable in enumerate(variables):
        expected = numpy_adam(starts[number], [step[number] for step in gradients], 0.01)
        np.testing.assert_allclose(variable.numpy(), expected, atol=1e-5)


def test_gradient_descent_goes_down_the_gradient():
    variable = tf.Variable([1.0, 2.0])
    backend.build_optimizer("gradient_descent", 0.5).apply([tf.constant([2.0, -4.0])], [variable])
    assert variable.numpy().tolist() == [0, 4]


def test_an_optimizer_of_no_known_name_is_refused():
    with pytest.raises(ValueError, match=r"No optimizer 'adamant' .* Choose adam or gradient_descent"):
        backend.build_optimizer("adamant", 0.5)


@pytest.mark.parametrize("name", ["softmax_regression", "ann_tensorflow"])
def test_a_batch_is_learnt_by_heart(name, small_data, tmp_path):
    rows = small_data.train.take(np.arange(40))
    spec = changed(name, steps=150, batch_size=40)
    network, history = backend.fit(spec, rows, None, tmp_path)
    np.testing.assert_array_equal(backend.predict_proba(network, rows.images).argmax(axis=1), rows.labels)
    assert history["loss"][-1] < history["loss"][0]


def test_the_history_has_the_mean_loss_every_100_steps_and_at_the_end(small_data, tmp_path):
    spec = tiny("ann_tensorflow", steps=230, byte_weights=False)
    network, history = backend.fit(spec, small_data.train, small_data.test, tmp_path)
    assert history["step"] == [100, 200, 230]
    assert [len(values) for values in history.values()] == [3, 3, 3]
    assert sorted(history["loss"], reverse=True) == history["loss"]
    answers = backend.predict_proba(network, small_data.test.images).argmax(axis=1)
    assert history["val_accuracy"][-1] == (answers == small_data.test.labels).mean()
    _, history = backend.fit(tiny("ann_tensorflow", steps=3), small_data.train, None, tmp_path / "brief")
    assert set(history) == {"step", "loss"}


def test_a_recorded_loss_is_the_mean_since_the_last_record(small_data, tmp_path, monkeypatch):
    losses = {}
    for steps in (1, 10):
        monkeypatch.setattr(backend, "STEPS_BETWEEN_RECORDS", steps)
        losses[steps] = backend.fit(tiny("ann_tensorflow", steps=25), small_data.train, None, tmp_path / str(steps))[1][
            "loss"
        ]
    means = [np.mean(losses[1][start : start + 10]) for start in (0, 10, 20)]
    np.testing.assert_allclose(losses[10], means, rtol=1e-4)


@pytest.mark.parametrize("name", ["ann_tensorflow", "cnn_tensorflow"])
def test_units_are_left_out_only_in_training(name, small_data):
    network, images = built(quick(name)), tf.constant(small_data.test.images[:20])
    plain = network.logits(images, is_training=False).numpy()
    in_training = [network.logits(images, is_training=True).numpy() for _ in range(2)]
    np.testing.assert_array_equal(network.logits(images, is_training=False).numpy(), plain)
    assert not np.allclose(in_training[0], in_training[1])
    assert not np.allclose(in_training[0], plain)
    softmax = tf.nn.softmax(plain).numpy()
    np.testing.assert_allclose(backend.predict_proba(network, small_data.test.images[:20]), softmax, atol=1e-6)


@pytest.mark.parametrize("name", NETWORKS)
def test_a_saved_network_answers_the_same(name, small_data, tmp_path):
    spec = quick(name)
    network = built(spec)
    for variable in network.trainable_variables:
        variable.assign_add(tf.random.stateless_normal(variable.shape, seed=[1, 2]) * 0.01)
    answers = backend.predict_proba(network, small_data.test.images)
    assert not np.allclose(backend.predict_proba(built(spec), small_data.test.images), answers)
    backend.save(network, tmp_path / backend.WEIGHTS_FILE)
    loaded = backend.load(spec, tmp_path / backend.WEIGHTS_FILE)
    np.testing.assert_array_equal(backend.predict_proba(loaded, small_data.test.images), answers)
    assert [file.name for file in tmp_path.iterdir()] == [backend.WEIGHTS_FILE]


def test_the_same_seed_trains_the_same_network(small_data, tmp_path):
    spec = tiny("ann_tensorflow", steps=20)
    answers = [
        backend.predict_proba(
            backend.fit(dataclasses.replace(spec, seed=seed), small_data.train, None, tmp_path / str(place))[0],
            small_data.test.images[:10],
        )
        for place, seed in enumerate((0, 0, 1))
    ]
    np.testing.assert_array_equal(answers[0], answers[1])
    assert not np.allclose(answers[0], answers[2])


def test_weights_are_rounded_only_where_the_recipe_says_so(small_data, tmp_path):
    spec = quick("ann_tensorflow")
    for is_rounded in (True, False):
        recipe = {**spec.training, "steps": 5, "byte_weights": is_rounded}
        network, _ = backend.fit(
            dataclasses.replace(spec, training=recipe), small_data.train, None, tmp_path / str(is_rounded)
        )
        first = network.weights[0].numpy()
        assert np.allclose(rounded(first), first, rtol=1e-6, atol=0) == is_rounded
        graph = backend.to_onnx(network)
        has_bytes = TensorProto.INT8 in {constant.data_type for constant in graph.graph.initializer}
        assert has_bytes == is_rounded
        served = run_session(open_session(graph.SerializeToString()), small_data.test.images)
        np.testing.assert_allclose(served, backend.predict_proba(network, small_data.test.images), atol=1e-5)


def test_parameters_are_counted():
    assert backend.count_parameters(built(quick("softmax_regression"))) == 7_850
    assert backend.count_parameters(built(tiny("ann_tensorflow"))) == 784 * 8 + 8 + 8 * 10 + 10


@pytest.mark.parametrize("name", ["ann_tensorflow", "cnn_tensorflow"])
def test_a_training_that_was_stopped_ends_as_if_it_had_not_been(name, small_data, tmp_path, monkeypatch):
    monkeypatch.setattr(backend, "STEPS_BETWEEN_RECORDS", 10)
    spec = changed(name, steps=35)
    spec = dataclasses.replace(spec, hyperparameters={**spec.hyperparameters, "dropout": 0.5})
    whole, whole_history = backend.fit(spec, small_data.train, None, tmp_path / "whole")
    stopped = dataclasses.replace(spec, training={**spec.training, "steps": 20})
    backend.fit(stopped, small_data.train, None, tmp_path / "stopped")
    resumed, history = backend.fit(spec, small_data.train, None, tmp_path / "stopped")
    for one, other in zip(whole.trainable_variables, resumed.trainable_variables, strict=True):
        np.testing.assert_array_equal(one.numpy(), other.numpy())
    assert history == whole_history
    assert [resumption.after for resumption in resumptions_of(tmp_path / "stopped")] == [20]
