"""The networks written with TensorFlow itself: variables, matrix products and convolutions."""

from training import quiet_tensorflow  # noqa: F401

# isort: split
import itertools
import math
from collections.abc import Sequence

import tensorflow as tf

from digit_recognizer.contract import CLASS_COUNT, IMAGE_SIZE, PIXEL_MAX

PIXEL_COUNT = IMAGE_SIZE * IMAGE_SIZE


def initial_weights(shape: Sequence[int], name: str) -> tf.Variable:
    """Returns weights drawn from a normal distribution cut at two standard deviations, scaled for ReLU (He 2015)."""
    deviation = math.sqrt(2 / math.prod(shape[:-1]))
    return tf.Variable(tf.random.truncated_normal(shape, stddev=deviation), name=name)


def initial_biases(count: int, name: str) -> tf.Variable:
    """Returns biases of zero."""
    return tf.Variable(tf.zeros([count]), name=name)


def scaled(images: tf.Tensor) -> tf.Tensor:
    """Turns images uint8 [n, 28, 28] into float32 in 0 to 1."""
    return tf.cast(images, tf.float32) / PIXEL_MAX


class Dropout:
    """Leaves units out in training; its state of chance is a variable, which a checkpoint can keep."""

    def __init__(self, share: float, seed: int):
        self.share, self._chance = share, tf.random.Generator.from_seed(seed)

    @property
    def state(self) -> tf.Variable:
        """What decides which units are left out next."""
        return self._chance.state

    def __call__(self, outputs: tf.Tensor, is_training: bool) -> tf.Tensor:
        """Returns the outputs, of which a share is 0 in training and the rest as much larger."""
        if not (is_training and self.share):
            return outputs
        return tf.nn.experimental.general_dropout(outputs, self.share, self._chance.uniform)


class DenseNetwork(tf.Module):
    """Dense layers with ReLU between them; without hidden layers, softmax regression."""

    def __init__(self, units: Sequence[int], dropout: float, seed: int):
        super().__init__()
        widths = [PIXEL_COUNT, *units, CLASS_COUNT]
        self.dropout = Dropout(dropout, seed)
        self.weights = [initial_weights(shape, f"weights_{n}") for n, shape in enumerate(itertools.pairwise(widths))]
        self.biases = [initial_biases(width, f"biases_{n}") for n, width in enumerate(widths[1:])]

    def logits(self, images: tf.Tensor, is_training: bool) -> tf.Tensor:
        """Returns float32 [n, 10] for images uint8 [n, 28, 28]; dropout follows the last hidden layer."""
        outputs = tf.reshape(scaled(images), [-1, PIXEL_COUNT])
        for weights, biases in zip(self.weights[:-1], self.biases[:-1], strict=True):
            outputs = tf.nn.relu(outputs @ weights + biases)
        outputs = self.dropout(outputs, is_training)
        return outputs @ self.weights[-1] + self.biases[-1]


class ConvolutionalNetwork(tf.Module):
    """Two convolutions of 5 x 5 with 2 x 2 pooling, one dense layer with dropout."""

    def __init__(self, filters: Sequence[int], units: int, dropout: float, seed: int):
        super().__init__()
        first, second = filters
        pooled = (IMAGE_SIZE // 4) ** 2 * second
        self.dropout = Dropout(dropout, seed)
        self.kernels = [
            initial_weights([5, 5, 1, first], "kernel_0"),
            initial_weights([5, 5, first, second], "kernel_1"),
        ]
        self.kernel_biases = [initial_biases(first, "kernel_biases_0"), initial_biases(second, "kernel_biases_1")]
        self.weights = [
            initial_weights([pooled, units], "weights_0"),
            initial_weights([units, CLASS_COUNT], "weights_1"),
        ]
        self.biases = [initial_biases(units, "biases_0"), initial_biases(CLASS_COUNT, "biases_1")]

    def logits(self, images: tf.Tensor, is_training: bool) -> tf.Tensor:
        """Returns float32 [n, 10] for images uint8 [n, 28, 28]."""
        outputs = scaled(images)[..., tf.newaxis]
        for kernel, biases in zip(self.kernels, self.kernel_biases, strict=True):
            outputs = tf.nn.relu(tf.nn.conv2d(outputs, kernel, strides=1, padding="SAME") + biases)
            outputs = tf.nn.max_pool2d(outputs, ksize=2, strides=2, padding="VALID")
        outputs = tf.reshape(outputs, [-1, self.weights[0].shape[0]])
        outputs = tf.nn.relu(outputs @ self.weights[0] + self.biases[0])
        outputs = self.dropout(outputs, is_training)
        return outputs @ self.weights[1] + self.biases[1]
