"""Fits, saves and exports networks written with TensorFlow itself, as in training.zoo.tensorflow_networks."""

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import onnx
import tensorflow as tf
from tqdm import trange

from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.files import write_atomically
from training.backends.restoration import UnusedSteps, numbers_or
from training.data.images import LabelledImages
from training.estimators.byte_weights import rounded
from training.graphs.byte_weights import with_byte_weights
from training.graphs.contract import rename_interface
from training.zoo.spec import ModelSpec

WEIGHTS_FILE = "model.npz"
PREDICTION_BATCH = 1_000
STEPS_BETWEEN_RECORDS = 100
EPSILON = 1e-8
IMAGES_SIGNATURE = tf.TensorSpec([None, IMAGE_SIZE, IMAGE_SIZE], tf.uint8, name="images")
LABELS_SIGNATURE = tf.TensorSpec([None], tf.int64, name="labels")


def fit(spec: ModelSpec, train: LabelledImages, validation: LabelledImages | None, folder: Path):
    """Trains `spec` for its number of steps.

    Returns:
        the network, and its history: the mean loss, and with validation rows their accuracy, every 100 steps.
    """
    network = spec.build(**spec.hyperparameters, seed=spec.seed)
    recipe = spec.training
    step = _training_step(network, build_optimizer(recipe["optimizer"], recipe["learning_rate"]))
    batches = _shuffled_batches(train, recipe["batch_size"], spec.seed)
    history: dict[str, list[float]] = {"step": [], "loss": []}
    losses = []
    for number in trange(1, recipe["steps"] + 1, desc=spec.name, unit="step"):
        losses.append(step(*next(batches)))
        if number % STEPS_BETWEEN_RECORDS == 0 or number == recipe["steps"]:
            _record(history, number, losses, network, validation)
            losses = []
    if recipe.get("byte_weights"):
        for variable in network.trainable_variables:
            variable.assign(rounded(variable.numpy()))
    return network, history


def build_optimizer(name: str, learning_rate: float) -> keras.optimizers.Optimizer:
    """Returns the optimizer that a recipe names: `adam`, of Kingma and Ba (2015), or plain `gradient_descent`.

    Raises:
        ValueError: neither is meant.
    """
    if name == "adam":
        # The paper's epsilon; Keras' own is ten times that.
        return keras.optimizers.Adam(learning_rate, epsilon=EPSILON)
    if name == "gradient_descent":
        return keras.optimizers.SGD(learning_rate)
    raise ValueError(f"No optimizer {name!r} for networks in TensorFlow. Choose adam or gradient_descent.")


def _training_step(network, optimizer: keras.optimizers.Optimizer) -> Callable:
    """Returns one compiled step: loss, gradients, update."""
    variables = network.trainable_variables
    optimizer.build(variables)

    @tf.function(input_signature=[IMAGES_SIGNATURE, LABELS_SIGNATURE])
    def step(images: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            logits = network.logits(images, is_training=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))
        optimizer.apply(tape.gradient(loss, variables), variables)
        return loss

    return step


def _record(history: dict, number: int, losses: Sequence, network, validation: LabelledImages | None) -> None:
    history["step"].append(number)
    history["loss"].append(float(np.mean(losses)))
    if validation is not None:
        answers = predict_proba(network, validation.images).argmax(axis=1)
        history.setdefault("val_accuracy", []).append(float((answers == validation.labels).mean()))


def _shuffled_batches(rows: LabelledImages, size: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yields whole batches for ever: no row twice in an epoch, a new order in each; a rest that fills none waits."""
    generator = np.random.default_rng(seed)
    size = min(size, len(rows))
    while True:
        order = generator.permutation(len(rows))
        for start in range(0, len(rows) - size + 1, size):
            batch = order[start : start + size]
            yield rows.images[batch], rows.labels[batch]


def predict_proba(model, images: np.ndarray) -> np.ndarray:
    """Returns probabilities float32 [n, 10] for images uint8 [n, 28, 28]."""
    batches = [
        tf.nn.softmax(model.logits(tf.constant(images[start : start + PREDICTION_BATCH]), is_training=False)).numpy()
        for start in range(0, len(images), PREDICTION_BATCH)
    ]
    return np.concatenate(batches)


def save(model, path: Path) -> None:
    """Writes the variables, in the network's order, as plain arrays."""
    arrays = {f"{number:02d}": variable.numpy() for number, variable in enumerate(model.trainable_variables)}
    write_atomically(path, lambda file: np.savez(file, **arrays))


def load(spec: ModelSpec, path: Path):
    """Builds the network anew and reads its variables."""
    network = spec.build(**spec.hyperparameters, seed=spec.seed)
    with np.load(path, allow_pickle=False) as arrays:
        for number, variable in enumerate(network.trainable_variables):
            variable.assign(arrays[f"{number:02d}"])
    return network


def restore(spec: ModelSpec, graph: onnx.ModelProto, train: LabelledImages):
    """Builds the network and reads its variables out of the served graph, where bytes stand for what was rounded."""
    network = spec.build(**spec.hyperparameters, seed=spec.seed)
    steps, offsets = UnusedSteps(graph), []
    kernels = [variable for variable in network.trainable_variables if len(variable.shape) > 1]
    biases = [variable for variable in network.trainable_variables if len(variable.shape) == 1]
    for variable in kernels:
        step = steps.take(variable.shape)
        variable.assign(step.kernel)
        offsets.append(numbers_or(step.offset, 0, step.kernel.shape[-1]))
    for variable in biases:
        variable.assign(offsets.pop(next(n for n, values in enumerate(offsets) if values.shape == variable.shape)))
    return network


def count_parameters(model) -> int:
    """Returns how many numbers were learnt."""
    return sum(int(np.prod(variable.shape)) for variable in model.trainable_variables)


def to_onnx(model) -> onnx.ModelProto:
    """Exports the network as a graph from `images` to uncalibrated `probabilities`."""
    import tf2onnx

    @tf.function(input_signature=[IMAGES_SIGNATURE])
    def answer(images: tf.Tensor) -> tf.Tensor:
        return tf.nn.softmax(model.logits(images, is_training=False))

    converted, _ = tf2onnx.convert.from_function(answer, input_signature=[IMAGES_SIGNATURE], opset=18)
    return with_byte_weights(rename_interface(converted))
