"""What networks are trained with that hold writers out, in bfloat16: fused normalisation, averaged weights."""

from training import quiet_tensorflow  # noqa: F401

# isort: split
from collections.abc import Mapping
from typing import Any

import keras

from training.fitting.folds.normalization import FusedBatchNormalization
from training.zoo.spec import ModelSpec

TRAINING_POLICY = "mixed_bfloat16"


def build_for_training(spec: ModelSpec, seed: int):
    """Builds the network of `spec` to be trained in bfloat16, its normalisation in one fused operation."""
    policy = keras.mixed_precision.global_policy()
    keras.mixed_precision.set_global_policy(TRAINING_POLICY)
    try:
        return spec.build(**spec.hyperparameters, seed=seed, normalization=FusedBatchNormalization)
    finally:
        keras.mixed_precision.set_global_policy(policy)


def optimizer_of(recipe: Mapping[str, Any]) -> keras.optimizers.Optimizer:
    """Returns AdamW with averaged weights (Loshchilov and Hutter 2019), its learning rate as `_schedule` has it."""
    return keras.optimizers.AdamW(
        _schedule(recipe), weight_decay=recipe["weight_decay"], use_ema=True, ema_momentum=recipe["averaging"]
    )


def _schedule(recipe: Mapping[str, Any]):
    """Warms up over one epoch, then lets the learning rate fall along half a cosine (Loshchilov and Hutter 2017)."""
    steps = recipe["steps_per_epoch"]
    return keras.optimizers.schedules.CosineDecay(
        0.0, (recipe["epochs"] - 1) * steps, warmup_target=recipe["learning_rate"], warmup_steps=steps
    )


def plain_copy(spec: ModelSpec, network: keras.Model, seed: int) -> keras.Model:
    """Returns the network in float32 and of Keras's own layers, which anybody can load."""
    copy = spec.build(**spec.hyperparameters, seed=seed)
    copy.set_weights(network.get_weights())
    return copy
