"""Fits, saves and exports Keras models whose input is uint8 images [n, 28, 28]."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy as np
import onnx

from training.data import LabelledImages
from training.graphs.contract import rename_interface
from training.zoo.spec import ModelSpec

WEIGHTS_FILE = "model.keras"
PREDICTION_BATCH = 512


def fit(spec: ModelSpec, train: LabelledImages, validation: LabelledImages | None, folder: Path):
    """Trains `spec`, resuming from the last finished epoch when an earlier run was interrupted.

    Returns:
        the model, and its history: for each measure, one value per epoch.
    """
    model = spec.build(**spec.hyperparameters, seed=spec.seed)
    recipe = spec.training
    model.compile(
        optimizer=keras.optimizers.Adam(
            recipe["learning_rate"], use_ema="averaging" in recipe, ema_momentum=recipe.get("averaging", 0.99)
        ),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    history = model.fit(
        train.images,
        train.labels,
        batch_size=recipe["batch_size"],
        epochs=recipe["epochs"],
        validation_data=None if validation is None else (validation.images, validation.labels),
        callbacks=[keras.callbacks.BackupAndRestore(folder / "backup")],
    )
    return model, {name: [float(value) for value in values] for name, values in history.history.items()}


def predict_proba(model, images: np.ndarray) -> np.ndarray:
    """Returns probabilities float32 [n, 10] for images uint8 [n, 28, 28]."""
    return np.asarray(model.predict(images, batch_size=PREDICTION_BATCH, verbose=0), dtype=np.float32)


def save(model, path: Path) -> None:
    """Writes the native weights beside `path`, then renames."""
    beside = path.with_name(f"part-{path.name}")
    model.save(beside)
    beside.replace(path)


def load(path: Path):
    """Reads native weights; code inside the file is refused."""
    return keras.saving.load_model(path, safe_mode=True)


def count_parameters(model) -> int:
    """Returns how many numbers were learnt."""
    return int(model.count_params())


def to_onnx(model) -> onnx.ModelProto:
    """Exports the network as a graph from `images` to uncalibrated `probabilities`."""
    model(np.zeros((1, *model.input_shape[1:]), dtype=np.uint8))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.onnx"
        model.export(path, format="onnx", verbose=False)
        return rename_interface(onnx.load(path))
