"""Trains one line reader: what characters stand on a line, and in which order, but not where."""

from training import quiet_tensorflow  # noqa: F401

# isort: split
from collections.abc import Sequence

import tensorflow as tf

from digit_recognizer.contract import STRIP_HEIGHT
from training.backends.epochs import fit_epochs
from training.fitting.folds.cycled import Stage, Trained
from training.fitting.folds.epochs import build_for_training, optimizer_of, plain_copy
from training.fitting.line_reader.batches import LineChanges, line_batches
from training.store.checkpoints import done_in
from training.synthesis.lines import MAX_CHARACTERS, NO_LABEL, Strips
from training.zoo.spec import ModelSpec

_BATCHES_AHEAD = 6


def train_line_reader(spec: ModelSpec, stage: Stage, lines: Sequence[Strips], seed: int) -> Trained:
    """Trains `spec` for one cycle; stopped and started again, it goes on after the last finished epoch.

    Args:
        spec: a network that answers log-probabilities [n, frames, answers].
        stage: its cycle's `recipe` holds what `epochs` reads, and the size of a `batch`.
        lines: by kind; each batch has as many of one kind as of another.
        seed: decides initial weights, lines and changes.

    Returns:
        the trained network in float32, of Keras's own layers, and its history.
    """
    recipe, chance = stage.cycle.recipe, (seed, stage.cycle.first_epoch)
    network = build_for_training(spec, seed, stage.start)
    network.compile(optimizer=optimizer_of(recipe), loss=temporal_loss)
    epochs, steps = recipe["epochs"], recipe["steps_per_epoch"]
    first = done_in(stage.folder) * steps
    stream = tf.data.Dataset.from_generator(
        lambda: line_batches(lines, recipe["batch"], LineChanges(), chance, first=first),
        output_signature=(
            tf.TensorSpec((None, STRIP_HEIGHT, None), tf.uint8),
            tf.TensorSpec((None, MAX_CHARACTERS), tf.int32),
        ),
    )
    history = fit_epochs(network, stream.prefetch(_BATCHES_AHEAD), stage.folder, epochs=epochs, steps=steps)
    return plain_copy(spec, network, seed), history


def temporal_loss(labels: tf.Tensor, log_probabilities: tf.Tensor) -> tf.Tensor:
    """Minus the log-likelihood of the labels, over all ways to spread them along the line (Graves et al. 2006).

    Args:
        labels: int [n, MAX_CHARACTERS], `NO_LABEL` after the last.
        log_probabilities: float32 [n, frames, answers], the last for none.

    Returns:
        float32 [n].
    """
    shape = tf.shape(log_probabilities)
    labels = tf.cast(labels, tf.int32)
    return tf.nn.ctc_loss(
        tf.maximum(labels, 0),
        tf.cast(log_probabilities, tf.float32),
        tf.reduce_sum(tf.cast(labels != NO_LABEL, tf.int32), axis=1),
        tf.fill([shape[0]], shape[1]),
        logits_time_major=False,
        blank_index=-1,
    )
