"""Batch normalisation in one fused operation, for training in bfloat16."""

from training import quiet_tensorflow  # noqa: F401

# isort: split
import keras
import tensorflow as tf


class FusedBatchNormalization(keras.layers.BatchNormalization):
    """Keras's batch normalisation with TensorFlow's fused kernel while training.

    Keras computes it in several float32 passes, which take longer than a convolution in bfloat16 does. The variables
    are the same and in the same order, so that weights move over to `keras.layers.BatchNormalization`.
    """

    def __init__(self) -> None:
        super().__init__(dtype="float32", autocast=False)

    def call(self, inputs, training=None, mask=None):
        """Normalises float maps [n, height, width, channels]; anything else is left to Keras."""
        if not training or len(inputs.shape) != 4:
            return super().call(inputs, training=training, mask=mask)
        normalized, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=tf.convert_to_tensor(self.gamma),
            offset=tf.convert_to_tensor(self.beta),
            mean=tf.zeros(0),
            variance=tf.zeros(0),
            epsilon=self.epsilon,
            is_training=True,
        )
        for moving, now in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + now * (1 - self.momentum))
        return normalized
