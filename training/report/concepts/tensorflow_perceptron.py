"""The same perceptron in TensorFlow's tensors, without Keras."""

from training import quiet_tensorflow  # noqa: F401

# isort: split
from collections.abc import Sequence

import tensorflow as tf

from training.report.concepts.perceptron import Task, from_learning_rates, in_learning_rates


class TensorFlowPerceptron:
    """A variable of weights and one compiled step of Rosenblatt's rule (1958).

    It counts in learning rates, as `NumpyPerceptron` does, and so gives the same weights after every step.
    """

    def __init__(self, task: Task):
        self._counts = tf.Variable(in_learning_rates(task.initial_weights), dtype=tf.float64)
        self._conventions = task.conventions

    def learn(self, inputs: Sequence[int], target: int) -> int:
        """Adds learning rate x (target - answer) x inputs to the weights; returns the answer."""
        extended = tf.constant([1, *inputs], dtype=tf.float64)
        return int(self._learn(extended, tf.constant(target, dtype=tf.float64)))

    @tf.function
    def _learn(self, extended: tf.Tensor, target: tf.Tensor) -> tf.Tensor:
        activation = tf.tensordot(self._counts, extended, axes=1)
        fires = activation >= 0 if self._conventions.fires_at_zero else activation > 0
        answer = tf.where(fires, tf.ones_like(target), self._conventions.low_target * tf.ones_like(target))
        self._counts.assign_add((target - answer) * extended)
        return answer

    def weights(self) -> tuple[float, ...]:
        """Returns the bias and the weights."""
        return from_learning_rates(self._counts.numpy())
