"""Fits, saves and exports Keras models whose input is uint8 images [n, 28, 28]."""

from training import quiet_tensorflow  # noqa: F401

# isort: split
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx
import tensorflow as tf

from digit_recognizer.contract import DIGIT_PROBABILITY, PROBABILITIES
from training.backends.batching import batches_per_epoch, shuffled_batches
from training.backends.epochs import fit_epochs
from training.backends.restoration import UnusedSteps, numbers_or
from training.data.images import LabelledImages
from training.graphs.canonical import canonical
from training.graphs.contract import rename_interface
from training.graphs.weighted import LoneNormalization, WeightedStep
from training.store.checkpoints import done_in
from training.zoo.courses import PLAIN
from training.zoo.spec import ModelSpec

WEIGHTS_FILE = "model.keras"
PREDICTION_BATCH = 512
_BATCHES_AHEAD = 6


def fit(spec: ModelSpec, train: LabelledImages, validation: LabelledImages | None, folder: Path):
    """Trains `spec`, resuming from the last finished epoch when an earlier run was interrupted.

    Returns:
        the model, and its history: for each measure, one value per epoch.
    """
    model = spec.build(**spec.hyperparameters, seed=spec.seed)
    recipe = spec.training
    _compile(model, recipe)
    size, epochs = min(recipe["batch_size"], len(train)), recipe["epochs"]
    steps = batches_per_epoch(len(train), size, has_rest=True)
    history = fit_epochs(
        model,
        _stream(train, size, spec.seed, first=done_in(folder) * steps),
        folder,
        epochs=epochs,
        steps=steps,
        validation=None if validation is None else (validation.images, validation.labels),
    )
    return model, history


def _stream(rows: LabelledImages, size: int, seed: int, first: int) -> tf.data.Dataset:
    """Returns shuffled batches without end, from that number on."""
    signature = (tf.TensorSpec((None, *rows.images.shape[1:]), tf.uint8), tf.TensorSpec((None,), tf.int64))
    stream = tf.data.Dataset.from_generator(
        lambda: shuffled_batches(rows, size, seed, first=first, has_rest=True), output_signature=signature
    )
    return stream.prefetch(_BATCHES_AHEAD)


def _compile(model, recipe: Mapping[str, Any]) -> None:
    model.compile(optimizer=_optimizer(recipe), loss="sparse_categorical_crossentropy", metrics=["accuracy"])


def _optimizer(recipe: Mapping[str, Any]):
    """Builds the optimizer that Keras knows by the recipe's name, with an average of the weights if it asks for one."""
    averaging = {"use_ema": True, "ema_momentum": recipe["averaging"]} if "averaging" in recipe else {}
    options = {"learning_rate": recipe["learning_rate"], **recipe.get("optimizer_options", {}), **averaging}
    return keras.optimizers.get({"class_name": recipe["optimizer"], "config": options})


def predict_proba(model, images: np.ndarray) -> np.ndarray:
    """Returns probabilities float32 [n, 10] for images uint8 [n, 28, 28]."""
    answers = model.predict(images, batch_size=PREDICTION_BATCH, verbose=0)
    return np.asarray(answers[PROBABILITIES] if isinstance(answers, dict) else answers, dtype=np.float32)


def predict_both(model, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns probabilities float32 [n, 10] and digit probabilities float32 [n] of a network that judges too."""
    answers = model.predict(images, batch_size=PREDICTION_BATCH, verbose=0)
    return answers[PROBABILITIES].astype(np.float32), answers[DIGIT_PROBABILITY].astype(np.float32).ravel()


def save(model, path: Path) -> None:
    """Writes the native weights beside `path`, then renames."""
    beside = path.with_name(f"part-{path.name}")
    model.save(beside)
    beside.replace(path)


def load(spec: ModelSpec, path: Path):
    """Reads native weights; code inside the file is refused."""
    # It only answers: what it was trained with is not needed, and weights that were read back have none.
    return keras.saving.load_model(path, safe_mode=True, compile=False)


def restore(spec: ModelSpec, graph: onnx.ModelProto, train: LabelledImages):
    """Builds the network and reads its weights out of the served graph.

    A normalisation that the exporter multiplied into the kernel before it adds its offset and leaves the rest alone.
    """
    model = spec.build(**spec.hyperparameters, seed=spec.seed)
    steps, of_kernels = UnusedSteps(graph), set()
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization) and layer not in of_kernels:
            layer.set_weights(_affine(layer, steps.take_normalization(*layer.gamma.shape)))
        elif isinstance(layer, keras.layers.DepthwiseConv2D):
            height, width, channels, multiplier = layer.kernel.shape
            of_kernels.add(_restore_kernel(layer, steps.take((height, width, multiplier, channels))))
        elif isinstance(layer, keras.layers.Conv2D | keras.layers.Dense):
            of_kernels.add(_restore_kernel(layer, steps.take(layer.kernel.shape)))
    if spec.course == PLAIN:  # ready to be trained on, as what `fit` leaves; other courses' networks never are
        _compile(model, spec.training)
    return model


def _restore_kernel(layer, step: WeightedStep) -> keras.layers.BatchNormalization | None:
    """Sets a layer's weights, and those of what normalises its outputs, which it returns if there is any."""
    count = step.kernel.shape[-1]
    offset = [numbers_or(step.offset, 0, count)] if layer.use_bias else []
    layer.set_weights([step.kernel.reshape(layer.kernel.shape), *offset])
    normalization = None if layer.use_bias else _normalization_after(layer)
    if normalization is not None:
        normalization.set_weights(_affine(normalization, step))
    return normalization


def _normalization_after(layer) -> keras.layers.BatchNormalization | None:
    """Returns what normalises a layer's outputs, before which they may be pooled."""
    while (followers := [node.operation for node in layer._outbound_nodes]) and len(followers) == 1:
        layer = followers[0]
        if isinstance(layer, keras.layers.BatchNormalization):
            return layer
        if not isinstance(layer, keras.layers.MaxPooling2D):
            return None
    return None


def _affine(normalization: keras.layers.BatchNormalization, step: WeightedStep | LoneNormalization) -> list[np.ndarray]:
    """Returns gamma, beta, mean and variance that multiply by the step's scale and add its offset, and no more."""
    (count,) = normalization.gamma.shape
    # Keras adds epsilon to the variance before it takes the root: together they are 1.
    variance = np.full(count, 1 - normalization.epsilon, np.float32)
    return [numbers_or(step.scale, 1, count), numbers_or(step.offset, 0, count), np.zeros(count, np.float32), variance]


def count_parameters(model) -> int:
    """Returns how many numbers were learnt."""
    return int(model.count_params())


def to_onnx(model) -> onnx.ModelProto:
    """Exports the network as a graph from `images` to uncalibrated `probabilities`."""
    return canonical(rename_interface(exported_graph(model, np.zeros((1, *model.input_shape[1:]), dtype=np.uint8))))


def exported_graph(model, example: np.ndarray) -> onnx.ModelProto:
    """Returns the network's graph as Keras exports it, once the network has answered to an example."""
    model(example)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # Keras asks NumPy for a name that is gone
        path = Path(folder) / "model.onnx"
        model.export(path, format="onnx", verbose=False)
        return onnx.load(path)
