"""What networks are trained with that hold writers out: quick arithmetic, fused normalisation, averaged weights."""

from training import quiet_tensorflow  # noqa: F401

# isort: split
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from training.fitting.folds.normalization import FusedBatchNormalization
from training.zoo.spec import ModelSpec

_CPU = Path("/proc/cpuinfo")


def training_policy() -> str:
    """Returns Keras's policy that is fastest here: bfloat16 where the CPU multiplies it quickly, float32 elsewhere.

    Quick are Intel's tiles (AMX) and AMD's AVX-512. On Intel's AVX-512 alone, convolutions take two to three times as
    long in bfloat16 as in float32.
    """
    cpu = _CPU.read_text(encoding="utf-8") if _CPU.exists() else ""
    is_quick = "amx_bf16" in cpu or ("AuthenticAMD" in cpu and "avx512_bf16" in cpu)
    return "mixed_bfloat16" if is_quick else "float32"


def build_for_training(spec: ModelSpec, seed: int, start: Path | None = None):
    """Builds the network of `spec` to be trained by `training_policy`, its normalisation in one fused operation.

    Args:
        spec: says how it is built.
        seed: decides the initial weights.
        start: native weights to begin with instead.
    """
    policy = keras.mixed_precision.global_policy()
    keras.mixed_precision.set_global_policy(training_policy())
    try:
        network = spec.build(**spec.hyperparameters, seed=seed, normalization=FusedBatchNormalization)
    finally:
        keras.mixed_precision.set_global_policy(policy)
    if start:
        network.set_weights(keras.saving.load_model(start, safe_mode=True).get_weights())
    return network


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


def average(files: Sequence[Path]):
    """Returns a network whose weights are the mean of several (Izmailov et al., Averaging weights, 2018).

    Args:
        files: native weights of one network at the ends of its cycles.
    """
    networks = [keras.saving.load_model(file, safe_mode=True) for file in files]
    weights = zip(*(network.get_weights() for network in networks), strict=True)
    networks[0].set_weights([np.mean(ends, axis=0) for ends in weights])
    return networks[0]
