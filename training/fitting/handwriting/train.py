"""Trains one handwriting network on batches of digits and of what is none."""

from training import quiet_tensorflow  # noqa: F401

# isort: split
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import keras
import tensorflow as tf

from digit_recognizer.contract import CLASS_COUNT, DIGIT_PROBABILITY, IMAGE_SIZE, PROBABILITIES
from training.backends.epochs import fit_epochs
from training.fitting.folds.cycled import Stage, Trained
from training.fitting.folds.epochs import (
    build_for_training,
    optimizer_of,
    plain_copy,
    training_policy,
)
from training.fitting.handwriting.batches import Mixture, Sources, augmentations_of, batches
from training.store.checkpoints import done_in
from training.synthesis.damage.damaging import Damage
from training.zoo.spec import ModelSpec

_BATCHES_AHEAD = 6


def train(spec: ModelSpec, stage: Stage, sources: Sources, seed: int, teacher: Path | None = None) -> Trained:
    """Trains `spec` for one cycle; stopped and started again, it goes on after the last finished epoch.

    Args:
        spec: a network of two outputs.
        stage: its cycle's `recipe` holds what `epochs` and `_mixture` read.
        sources: what it learns from.
        seed: decides initial weights, rows and changes.
        teacher: native weights of a network whose answers `spec` learns beside the labels (Hinton et al. 2015).

    Returns:
        the trained network in float32, of Keras's own layers, and its history.
    """
    recipe = stage.cycle.recipe
    network = build_for_training(spec, seed, stage.start)
    network.compile(
        optimizer=optimizer_of(recipe),
        loss={
            PROBABILITIES: "categorical_crossentropy",
            DIGIT_PROBABILITY: "binary_crossentropy",
        },
        loss_weights={PROBABILITIES: 1.0, DIGIT_PROBABILITY: recipe["detector_weight"]},
        weighted_metrics={PROBABILITIES: "accuracy", DIGIT_PROBABILITY: "accuracy"},
    )
    epochs, steps = recipe["epochs"], recipe["steps_per_epoch"]
    first, chance = done_in(stage.folder) * steps, (seed, stage.cycle.first_epoch)
    stream = _dataset(lambda: batches(sources, _mixture(recipe), chance, first))
    if teacher:
        stream = stream.map(_teaching(teacher, recipe["teacher_share"]))
    history = fit_epochs(network, stream.prefetch(_BATCHES_AHEAD), stage.folder, epochs=epochs, steps=steps)
    return plain_copy(spec, network, seed), _renamed(history)


def _renamed(history: Mapping[str, list[float]]) -> dict[str, list[float]]:
    """Names the measures as one-headed networks do; the judge's beside them."""
    names = {
        "loss": f"{PROBABILITIES}_loss",
        "accuracy": f"{PROBABILITIES}_accuracy",
        "detector_loss": f"{DIGIT_PROBABILITY}_loss",
        "detector_accuracy": f"{DIGIT_PROBABILITY}_accuracy",
    }
    return {name: history[kept] for name, kept in names.items()}


def _mixture(recipe: Mapping[str, Any]) -> Mixture:
    damage = Damage(**recipe["damage"]) if "damage" in recipe else None
    mnist, drawings, outliers = recipe["batch"]
    usual, of_drawings = augmentations_of(recipe)
    return Mixture(mnist, drawings, outliers, usual, of_drawings, damage)


def _quick(layer: keras.Layer) -> keras.Layer:
    """Returns a copy of a layer that computes as the network in training does, unless it answers."""
    is_answer = layer.name in (PROBABILITIES, DIGIT_PROBABILITY)
    config = layer.get_config() | ({} if is_answer else {"dtype": training_policy()})
    return type(layer).from_config(config)


def _dataset(generate: Callable) -> tf.data.Dataset:
    targets = {
        PROBABILITIES: tf.TensorSpec((None, CLASS_COUNT), tf.float32),
        DIGIT_PROBABILITY: tf.TensorSpec((None, 1), tf.float32),
    }
    weights = {name: tf.TensorSpec((None,), tf.float32) for name in targets}
    images = tf.TensorSpec((None, IMAGE_SIZE, IMAGE_SIZE), tf.uint8)
    return tf.data.Dataset.from_generator(generate, output_signature=(images, targets, weights))


def _teaching(teacher: Path, share: float) -> Callable:
    """Returns what replaces that share of every target by the teacher's answer to the same image."""
    exact = keras.saving.load_model(teacher, safe_mode=True)
    network = keras.models.clone_model(exact, clone_function=_quick)
    network.set_weights(exact.get_weights())

    def teach(images, targets, weights):
        answers = network(images, training=False)
        mixed = {
            name: share * tf.cast(answers[name], tf.float32) + (1 - share) * target for name, target in targets.items()
        }
        return images, mixed, weights

    return teach
