"""Fits, saves and exports networks written with TensorFlow itself, as in training.zoo.tensorflow_networks."""

from training import quiet_tensorflow  # noqa: F401

# isort: split
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import keras
import numpy as np
import onnx
import tensorflow as tf
from tqdm import trange

from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.files import write_atomically
from training.backends.batching import shuffled_batches
from training.backends.restoration import UnusedSteps, numbers_or
from training.data.images import LabelledImages
from training.estimators.byte_weights import rounded
from training.graphs.byte_weights import with_byte_weights
from training.graphs.canonical import canonical
from training.graphs.contract import rename_interface
from training.store.checkpoints import Checkpoint, resume
from training.zoo.spec import ModelSpec

WEIGHTS_FILE = "model.npz"
PREDICTION_BATCH = 1_000
STEPS_BETWEEN_RECORDS = 100
EPSILON = 1e-8
IMAGES_SIGNATURE = tf.TensorSpec([None, IMAGE_SIZE, IMAGE_SIZE], tf.uint8, name="images")
LABELS_SIGNATURE = tf.TensorSpec([None], tf.int64, name="labels")


def fit(spec: ModelSpec, train: LabelledImages, validation: LabelledImages | None, folder: Path):
    """Trains `spec` for its number of steps, and goes on where an earlier run was interrupted.

    Returns:
        the network, and its history: the mean loss, and with validation rows their accuracy, every 100 steps.
    """
    network = spec.build(**spec.hyperparameters, seed=spec.seed)
    recipe = spec.training
    optimizer = build_optimizer(recipe["optimizer"], recipe["learning_rate"])
    step = _training_step(network, optimizer)
    state = [*network.trainable_variables, network.dropout.state, *optimizer.variables]
    done, seconds, history = _restored(folder, state)
    began = time.perf_counter() - seconds
    batches = shuffled_batches(train, recipe["batch_size"], spec.seed, first=done)
    losses = []
    for number in trange(done + 1, recipe["steps"] + 1, initial=done, total=recipe["steps"], desc=spec.name):
        losses.append(step(*next(batches)))
        if number % STEPS_BETWEEN_RECORDS == 0 or number == recipe["steps"]:
            _record(history, number, losses, network, validation)
            losses = []
            values = [variable.numpy() for variable in state]
            Checkpoint(number, round(time.perf_counter() - began, 1), history, values).write(folder)
    if recipe.get("byte_weights"):
        for variable in network.trainable_variables:
            variable.assign(rounded(variable.numpy()))
    return network, history


def _restored(folder: Path, state: Sequence) -> tuple[int, float, dict[str, list[float]]]:
    """Puts every variable where the last run left it; returns how many steps are done, their seconds and history."""
    kept = resume(folder)
    if kept is None:
        return 0, 0.0, {"step": [], "loss": []}
    for variable, value in zip(state, kept.variables, strict=True):
        variable.assign(value)
    return kept.done, kept.seconds, {name: list(values) for name, values in kept.history.items()}


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
    return with_byte_weights(canonical(rename_interface(converted)))
