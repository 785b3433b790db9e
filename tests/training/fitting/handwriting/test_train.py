"""Training with a fused kernel learns, resumes, and ends in a plain float32 network, in bfloat16 too."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from digit_recognizer.contract import DIGIT_PROBABILITY, PROBABILITIES
from tests.training.conftest import quick
from training.backends import keras_backend
from training.data.images import LabelledImages
from training.fitting.folds.cycled import Stage
from training.fitting.folds.cycles import Cycle, cycles_of
from training.fitting.handwriting.batches import Sources
from training.zoo.handwriting_models import without_symbol_judge

pytestmark = pytest.mark.slow
EPOCHS = cycles_of(quick("cnn").training)[0].recipe["epochs"]


@pytest.fixture(scope="module")
def sources(small_data) -> Sources:
    """Digits of two kinds, and noise that is no digit."""
    noise = np.random.default_rng(0).integers(0, 256, (200, 28, 28), dtype=np.uint8)
    drawings = LabelledImages(small_data.train.images[:400], small_data.train.labels[:400])
    return Sources(small_data.train, drawings, noise)


@dataclasses.dataclass(frozen=True)
class Trained:
    """A network, its history, and where its native weights lie."""

    network: object
    history: dict
    file: Path


@pytest.fixture(scope="module")
def first(sources, tmp_path_factory) -> Trained:
    """The quick recipe as it stands."""
    folder = tmp_path_factory.mktemp("first")
    network, history = trained(sources, folder)
    keras_backend.save(network, folder / "first.keras")
    return Trained(network, history, folder / "first.keras")


def trained(sources, folder, start=None, teacher=None, **training):
    from training.fitting.handwriting.train import train

    spec = without_symbol_judge(quick("cnn"))
    (cycle,) = cycles_of(spec.training)
    folder.mkdir(parents=True, exist_ok=True)
    stage = Stage(Cycle({**cycle.recipe, **training}, 0), None, folder, start)
    return train(spec, stage, sources, 0, teacher)


@pytest.mark.parametrize(
    ("cpu", "arithmetic"),
    [
        ("GenuineIntel: fma amx_bf16 amx_tile", "bfloat16"),
        ("GenuineIntel: fma avx512_bf16", "float32"),
        ("AuthenticAMD: fma avx512_bf16", "bfloat16"),
        ("AuthenticAMD: fma avx2", "float32"),
    ],
)
def test_the_arithmetic_is_the_fastest_that_the_cpu_has(sources, tmp_path, monkeypatch, cpu, arithmetic):
    from training.fitting.folds import epochs

    (tmp_path / "cpuinfo").write_text(cpu)
    monkeypatch.setattr(epochs, "_CPU", tmp_path / "cpuinfo")
    assert epochs.build_for_training(quick("cnn"), 0).get_layer("judge").compute_dtype == arithmetic
    network, history = trained(sources, tmp_path / "run", epochs=2, steps_per_epoch=3)
    assert network.get_layer("judge").compute_dtype == "float32"
    assert np.isfinite(history["loss"]).all()


def test_the_fused_kernel_normalises_as_keras_does():
    import keras

    from training.fitting.folds.normalization import FusedBatchNormalization

    maps = np.random.default_rng(0).normal(3, 2, (16, 6, 6, 4)).astype(np.float32)
    ours, plain = FusedBatchNormalization(), keras.layers.BatchNormalization()
    np.testing.assert_allclose(ours(maps, training=True), plain(maps, training=True), atol=1e-4)
    for mine, theirs in zip(ours.get_weights(), plain.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=0.01)  # the fused kernel divides the variance by n - 1
    ours.set_weights(plain.get_weights())
    np.testing.assert_allclose(ours(maps, training=False), plain(maps, training=False), atol=1e-4)


def test_it_learns_digits_and_what_is_none(sources, small_data, first):
    assert len(first.history["loss"]) == EPOCHS
    probabilities, digit_probability = keras_backend.predict_both(first.network, small_data.test.images)
    assert (probabilities.argmax(axis=1) == small_data.test.labels).mean() > 0.7
    assert np.median(digit_probability) > 0.8
    assert np.median(keras_backend.predict_both(first.network, sources.outliers)[1]) < 0.5


def test_the_network_is_of_keras_own_layers_in_float32(sources, first):
    network = first.network
    assert {type(layer).__module__.split(".")[0] for layer in network.layers} == {"keras"}
    assert {weight.dtype for weight in network.weights} == {"float32"}
    again = keras_backend.load(None, first.file)
    images = sources.mnist.images[:5]
    for name in (PROBABILITIES, DIGIT_PROBABILITY):
        np.testing.assert_allclose(again.predict(images, verbose=0)[name], network.predict(images, verbose=0)[name])


def test_an_interrupted_training_ends_as_if_it_had_not_been(sources, tmp_path, epochs_run):
    whole, whole_history = trained(sources, tmp_path / "whole", epochs=2, steps_per_epoch=3)
    epochs_run.update(run=0, interrupt_after=1)
    with pytest.raises(KeyboardInterrupt):
        trained(sources, tmp_path / "stopped", epochs=2, steps_per_epoch=3)
    epochs_run.update(run=0, interrupt_after=None)
    network, history = trained(sources, tmp_path / "stopped", epochs=2, steps_per_epoch=3)
    assert epochs_run["run"] == 1
    assert history == whole_history
    for one, other in zip(network.get_weights(), whole.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_cycle_goes_on_from_the_weights_of_the_one_before(sources, small_data, tmp_path, first):
    network, _ = trained(sources, tmp_path, start=first.file, epochs=2, steps_per_epoch=1, learning_rate=1e-6)
    images = small_data.test.images
    answers = [keras_backend.predict_proba(net, images).argmax(axis=1) for net in (first.network, network)]
    assert (answers[0] == answers[1]).mean() > 0.95


def test_the_mean_of_networks_has_the_mean_of_their_weights(tmp_path):
    from training.fitting.folds.epochs import average

    networks = [quick("cnn").build(**quick("cnn").hyperparameters, seed=seed) for seed in (0, 1)]
    files = [tmp_path / f"{seed}.keras" for seed in (0, 1)]
    for network, file in zip(networks, files, strict=True):
        keras_backend.save(network, file)
    ends = zip(*(network.get_weights() for network in networks), strict=True)
    for mean, (first, second) in zip(average(files).get_weights(), ends, strict=True):
        np.testing.assert_allclose(mean, (first + second) / 2, rtol=1e-6)


def test_a_student_learns_its_teachers_answers(sources, small_data, tmp_path, first):
    shuffled = dataclasses.replace(
        sources, mnist=dataclasses.replace(sources.mnist, labels=sources.mnist.labels[::-1].copy())
    )
    student, _ = trained(shuffled, tmp_path, teacher=first.file, teacher_share=1.0)
    images = small_data.test.images
    agrees = [keras_backend.predict_proba(network, images).argmax(axis=1) for network in (first.network, student)]
    assert (agrees[0] == agrees[1]).mean() > 0.7


def test_recipes_may_name_damage():
    from training.fitting.handwriting.train import _mixture
    from training.synthesis.damage.damaging import Damage

    assert _mixture({"batch": (1, 2, 3)}).damage is None
    assert _mixture({"batch": (1, 2, 3), "damage": {"share": 0.3}}).damage == Damage(share=0.3)
