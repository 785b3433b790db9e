"""Trains LeNet in seconds: whole epochs in one graph, from rows that lie in memory."""

from training import quiet_tensorflow  # noqa: F401

# isort: split
import math
from collections.abc import Sequence

import numpy as np
import tensorflow as tf

from digit_recognizer.contract import CLASS_COUNT, IMAGE_SIZE
from training.data.images import LabelledImages
from training.zoo.lenet_fast import FastRecipe
from training.zoo.tensorflow_networks import scaled

_MEAN_INK = 0.13  # of MNIST's pixels, in 0 to 1
_LOWEST_RATE = 0.01  # of the highest learning rate, where training begins and ends
_EPSILON = 1e-8
_PREDICTION_BATCH = 1_000
_KERNEL = 5


class FastLenet(tf.Module):
    """Two convolutions, the first of stride 2, the second pooled, and one dense layer."""

    def __init__(self, recipe: FastRecipe, seed: int):
        """Draws the initial weights (He et al. 2015)."""
        super().__init__()
        rng = np.random.default_rng(seed)
        first, second = recipe.filters
        side = ((IMAGE_SIZE - _KERNEL) // 2 + 1 - _KERNEL + 1) // 2
        shapes: Sequence[tuple[int, ...]] = (
            (_KERNEL, _KERNEL, 1, first),
            (_KERNEL, _KERNEL, first, second),
            (side * side * second, recipe.units),
            (recipe.units, CLASS_COUNT),
        )
        self.kernels = [tf.Variable(_initial(shape, rng)) for shape in shapes]
        self.biases = [tf.Variable(np.zeros(shape[-1], np.float32)) for shape in shapes]

    def logits(self, images: tf.Tensor) -> tf.Tensor:
        """Returns float32 [n, 10] for images uint8 [n, 28, 28]."""
        (first, second, dense, last), biases = self.kernels, self.biases
        outputs = (scaled(images) - _MEAN_INK)[..., tf.newaxis]
        outputs = tf.nn.relu(tf.nn.conv2d(outputs, first, 2, "VALID") + biases[0])
        outputs = tf.nn.relu(tf.nn.conv2d(outputs, second, 1, "VALID") + biases[1])
        outputs = tf.reshape(tf.nn.max_pool2d(outputs, 2, 2, "VALID"), [-1, dense.shape[0]])
        return tf.nn.relu(outputs @ dense + biases[2]) @ last + biases[3]

    def read(self, images: np.ndarray) -> np.ndarray:
        """Returns the most likely digits int64 [n] of images uint8 [n, 28, 28]."""
        parts = [images[start : start + _PREDICTION_BATCH] for start in range(0, len(images), _PREDICTION_BATCH)]
        return np.concatenate([self.logits(tf.constant(part)).numpy().argmax(axis=1) for part in parts])


def _initial(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    return (rng.standard_normal(shape) * math.sqrt(2 / math.prod(shape[:-1]))).astype(np.float32)


def train_fast(recipe: FastRecipe, rows: LabelledImages, seed: int) -> FastLenet:
    """Trains on rows that fill at least one batch; the seed decides weights, orders and shifts."""
    network, rng = FastLenet(recipe, seed), np.random.default_rng((seed, 1))
    pad = recipe.shift
    images = tf.constant(np.pad(rows.images, ((0, 0), (pad, pad), (pad, pad))))
    labels = tf.constant(rows.labels)
    size = min(recipe.batch_size, len(rows))
    steps = len(rows) // size
    step = _training_step(network, recipe, steps * recipe.epochs)

    @tf.function
    def epoch(order: tf.Tensor, shifts: tf.Tensor, first: tf.Tensor) -> None:
        for number in tf.range(steps):
            chosen = order[number * size : (number + 1) * size]
            top, left = shifts[number, 0], shifts[number, 1]
            batch = tf.gather(images, chosen)[:, top : top + IMAGE_SIZE, left : left + IMAGE_SIZE]
            batch = tf.ensure_shape(batch, (size, IMAGE_SIZE, IMAGE_SIZE))
            step(batch, tf.gather(labels, chosen), tf.cast(first + number, tf.float32))

    for number in range(recipe.epochs):
        shifts = rng.integers(0, 2 * pad + 1, (steps, 2), dtype=np.int32)
        epoch(tf.constant(rng.permutation(len(rows))), tf.constant(shifts), tf.constant(number * steps))
    return network


def _training_step(network: FastLenet, recipe: FastRecipe, total: int):
    """Returns what learns from one batch: slopes, Adam's averages of them, and an update."""
    variables = network.trainable_variables
    means, squares = ([tf.Variable(tf.zeros_like(variable)) for variable in variables] for _ in range(2))
    slow, slower = recipe.decays

    def step(images: tf.Tensor, labels: tf.Tensor, number: tf.Tensor) -> None:
        with tf.GradientTape() as tape:
            logits = network.logits(images)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
        done = number / total
        rate = tf.maximum(tf.minimum(done / recipe.rise, (1 - done) / (1 - recipe.rise)), _LOWEST_RATE)
        rate *= recipe.learning_rate * tf.sqrt(1 - slower ** (number + 1)) / (1 - slow ** (number + 1))
        for variable, slope, mean, square in zip(
            variables, tape.gradient(loss, variables), means, squares, strict=True
        ):
            mean.assign(slow * mean + (1 - slow) * slope)
            square.assign(slower * square + (1 - slower) * slope**2)
            variable.assign_sub(rate * mean / (tf.sqrt(square) + _EPSILON))

    return step
