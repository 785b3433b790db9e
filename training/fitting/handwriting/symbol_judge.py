"""Teaches a trained network to tell drawn symbols from digits: a small head on its features, the rest left as it is."""

from training import quiet_tensorflow  # noqa: F401

# isort: split
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from digit_recognizer.contract import DIGIT_PROBABILITY, PROBABILITIES
from training.data.images import LabelledImages
from training.fitting.handwriting.batches import augmentations_of
from training.fitting.handwriting.sources import load_sources
from training.synthesis.augmentation import augment
from training.zoo.heads import DETECTOR, FEATURES, NO_OUTLIER, NO_SYMBOL, SYMBOL_DETECTOR
from training.zoo.spec import ModelSpec

_BATCH, _PREDICTION_BATCH = 256, 500
_DROPOUT, _WEIGHT_DECAY, _SHRINKAGE = 0.2, 0.02, 3e-5
_LEAST_DEVIATION = 1e-3


def with_symbol_judge(
    spec: ModelSpec, network: keras.Model, mnist: LabelledImages, fold: int | None, workers: int | None = None
) -> keras.Model:
    """Returns a network that takes a symbol for less of a digit, and answers as before otherwise.

    Args:
        spec: its recipe says how many symbols are drawn, how often digits, and how much a digit weighs; the `margin` is
            how far the odds must be for a symbol, in natural logarithms, before it halves the probability of a digit.
        network: trained, of `without_symbol_judge`.
        mnist: MNIST's training rows.
        fold: whose digits are left out, as they were for the network.
        workers: processes that draw.
    """
    recipe = spec.training["symbol_judge"]
    images, is_symbol = _rows(spec, recipe, mnist, fold, workers)
    features = keras.Model(network.inputs, network.get_layer(FEATURES).output)
    values = features.predict(images, batch_size=_PREDICTION_BATCH, verbose=0)
    seed = spec.seed + (fold or 0)
    hidden, last = _fit(values, is_symbol, recipe, spec.hyperparameters["symbol_units"], seed)
    whole = spec.build(**spec.hyperparameters, seed=seed)
    _copy_weights(network, whole)
    whole.get_layer(SYMBOL_DETECTOR).set_weights(hidden)
    whole.get_layer(NO_SYMBOL).set_weights(last)
    return whole


def _copy_weights(network: keras.Model, whole: keras.Model) -> None:
    """Gives what both networks have the weights of the first: by name where layers have one, else in their order."""
    heads = {DETECTOR: DETECTOR, DIGIT_PROBABILITY: NO_OUTLIER, PROBABILITIES: PROBABILITIES}
    for name, same in heads.items():
        whole.get_layer(same).set_weights(network.get_layer(name).get_weights())
    named = {*heads, *heads.values(), SYMBOL_DETECTOR, NO_SYMBOL}
    bodies = ([layer for layer in one.layers if layer.weights and layer.name not in named] for one in (network, whole))
    for trained, layer in zip(*bodies, strict=True):
        layer.set_weights(trained.get_weights())


def _rows(
    spec: ModelSpec, recipe: Mapping[str, Any], mnist: LabelledImages, fold: int | None, workers: int | None
) -> tuple[np.ndarray, np.ndarray]:
    """Returns images uint8 [n, 28, 28], each changed by chance, and which of them are symbols, bool [n]."""
    rng = np.random.default_rng((spec.seed, fold or 0))
    of_mnist, of_drawings = augmentations_of(spec.training)
    sources = load_sources(mnist, recipe, fold, workers)
    parts = [
        augment(np.concatenate([sources.outliers] * recipe["views"]), of_mnist, rng),
        augment(sources.mnist.images, of_mnist, rng),
        augment(sources.drawings.images, of_drawings, rng),
    ]
    return np.concatenate(parts), np.arange(sum(map(len, parts))) < len(parts[0])


def _fit(
    features: np.ndarray, is_symbol: np.ndarray, recipe: Mapping[str, Any], units: int, seed: int
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Returns kernels and offsets of two layers, which say of features how probably they are no symbol's."""
    keras.utils.set_random_seed(seed)
    mean, deviation = features.mean(axis=0), features.std(axis=0) + _LEAST_DEVIATION
    rows = keras.Input((features.shape[1],))
    hidden = keras.layers.Dense(units, activation="relu", kernel_regularizer=keras.regularizers.L2(_SHRINKAGE))
    last = keras.layers.Dense(1)
    head = keras.Model(rows, last(keras.layers.Dropout(_DROPOUT)(hidden(rows))))
    steps = recipe["epochs"] * len(features) // _BATCH
    head.compile(
        optimizer=keras.optimizers.AdamW(
            keras.optimizers.schedules.CosineDecay(recipe["learning_rate"], steps), weight_decay=_WEIGHT_DECAY
        ),
        loss=keras.losses.BinaryCrossentropy(from_logits=True),
    )
    weights = np.where(is_symbol, 1.0, recipe["digit_weight"])
    scaled = (features - mean) / deviation
    head.fit(scaled, is_symbol, sample_weight=weights, batch_size=_BATCH, epochs=recipe["epochs"], verbose=0)
    kernel, offset = hidden.get_weights()
    to_last, of_last = last.get_weights()
    # What the features were scaled by goes into the kernel; the odds are turned round, and a symbol must be likelier.
    kernel = kernel / deviation[:, np.newaxis]
    return [kernel, offset - mean @ kernel], [-to_last, recipe["margin"] - of_last]
