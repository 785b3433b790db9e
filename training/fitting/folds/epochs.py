"""Trains a network in bfloat16 epoch by epoch: fused normalisation, averaged weights, resumed where it stopped."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import tensorflow as tf

from training.backends.keras_backend import epoch_log, read_history
from training.fitting.folds.normalization import FusedBatchNormalization
from training.zoo.spec import ModelSpec

TRAINING_POLICY = "mixed_bfloat16"
_BATCHES_AHEAD = 6
_LOG = "history.jsonl"


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


def epochs_done(folder: Path) -> int:
    """Returns how many epochs an earlier run has finished in `folder`."""
    log = folder / _LOG
    return len(read_history(log).get("loss", [])) if log.exists() else 0


def fit_epochs(
    network: keras.Model, stream: tf.data.Dataset, recipe: Mapping[str, Any], folder: Path
) -> dict[str, list[float]]:
    """Trains a compiled network; stopped and started again, it goes on after the last finished epoch.

    Args:
        network: what is trained.
        stream: batches without end.
        recipe: says how many epochs, of how many batches.
        folder: keeps the backup and one line per epoch.

    Returns:
        for each measure, one value per epoch.
    """
    network.fit(
        stream.prefetch(_BATCHES_AHEAD),
        epochs=recipe["epochs"],
        steps_per_epoch=recipe["steps_per_epoch"],
        shuffle=False,
        callbacks=[epoch_log(folder / _LOG), keras.callbacks.BackupAndRestore(folder / "backup")],
        verbose=2,
    )
    return read_history(folder / _LOG)


def plain_copy(spec: ModelSpec, network: keras.Model, seed: int) -> keras.Model:
    """Returns the network in float32 and of Keras's own layers, which anybody can load."""
    copy = spec.build(**spec.hyperparameters, seed=seed)
    copy.set_weights(network.get_weights())
    return copy
