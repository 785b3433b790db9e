"""Every data set and every split, read through `datasets`, checked, decoded once and cached."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digit_recognizer.contract import CLASS_COUNT, IMAGE_SIZE, PIXEL_MAX
from training.data.columns import Columns

MNIST_REPO_ID = "ylecun/mnist"
MNIST_REVISION = "77f3279092a1c1579b2250db8eafed0ad422088c"
MNIST_PATH_VARIABLE = "MNIST_PATH"
PEN_STROKES_PATH_VARIABLE = "PEN_STROKES_PATH"
VALIDATION_SIZE = 5_000
SPLIT_SEED = 0


class DatasetError(ValueError):
    """A data set is out of reach or is not what training expects; the message says what was found."""


@dataclass(frozen=True)
class LabelledImages(Columns):
    """Images uint8 [n, 28, 28], 0 = paper, 255 = ink, with their labels int64 [n], 0 to 9."""

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class DigitData:
    """One data set's training and test rows, and where they came from."""

    train: LabelledImages
    test: LabelledImages
    source: str
    revision: str


@dataclass(frozen=True)
class PenDigit:
    """One digit as the pen wrote it: strokes as [x, y] points, and who wrote it."""

    label: int
    writer: int
    strokes: list


def group_by_writer(digits: Iterable[PenDigit]) -> dict[int, list[PenDigit]]:
    """Returns each writer's digits in their order, by the writers' numbers in theirs."""
    groups: dict[int, list[PenDigit]] = {}
    for digit in digits:
        groups.setdefault(digit.writer, []).append(digit)
    return dict(sorted(groups.items()))


def features_of(images: np.ndarray) -> np.ndarray:
    """Flattens images uint8 [n, 28, 28] to features float32 [n, 784] in 0 to 1."""
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(PIXEL_MAX)


def split_validation(
    rows: LabelledImages, size: int = VALIDATION_SIZE, seed: int = SPLIT_SEED
) -> tuple[LabelledImages, LabelledImages]:
    """Splits training rows, stratified by label, into (train, validation)."""
    from sklearn.model_selection import train_test_split

    train, validation = train_test_split(np.arange(len(rows)), test_size=size, random_state=seed, stratify=rows.labels)
    return rows.take(np.sort(train)), rows.take(np.sort(validation))


def load_mnist(path: str | Path | None = None) -> DigitData:
    """Loads MNIST from a local folder or from the Hub at its pinned revision.

    Args:
        path: a folder laid out as the Hub's `ylecun/mnist`; by default the environment variable
            `MNIST_PATH`, and without it the Hub.

    Raises:
        DatasetError: the data is out of reach, or its columns, labels or image sizes are not MNIST's.
    """
    source = str(path or os.environ.get(MNIST_PATH_VARIABLE) or MNIST_REPO_ID)
    is_local = source != MNIST_REPO_ID
    if is_local and not Path(source).is_dir():
        raise DatasetError(
            f"No folder at {source!r}. Give the path of a folder laid out as {MNIST_REPO_ID}, or unset "
            f"{MNIST_PATH_VARIABLE} to read it from the Hub."
        )
    revision = None if is_local else MNIST_REVISION
    splits = _load_splits(source, revision)
    parts = {split: _decode_cached(splits[split], split) for split in ("train", "test")}
    return DigitData(parts["train"], parts["test"], MNIST_REPO_ID, MNIST_REVISION if not is_local else "local copy")


def load_pen_strokes(path: str | Path | None = None) -> list[PenDigit]:
    """Loads the raw pen strokes of 30 writers from a local folder.

    Args:
        path: the data set's folder; by default the environment variable `PEN_STROKES_PATH`.

    Raises:
        DatasetError: no folder was named, or it does not hold pen strokes.
    """
    source = path or os.environ.get(PEN_STROKES_PATH_VARIABLE)
    if not source or not Path(source).is_dir():
        raise DatasetError(
            f"Pen strokes: no folder at {str(source)!r}. Name the data set's folder with --pen-strokes "
            f"or {PEN_STROKES_PATH_VARIABLE}."
        )
    rows = _load_splits(str(source), None)["train"]
    missing = {"label", "writer", "strokes"} - set(rows.column_names)
    if missing:
        raise DatasetError(f"Pen strokes need the columns label, writer, strokes; {source} has {rows.column_names}.")
    return [PenDigit(row["label"], row["writer"], row["strokes"]) for row in rows]


def _load_splits(source: str, revision: str | None):
    from datasets import load_dataset

    try:
        return load_dataset(source, revision=revision)
    except (ConnectionError, FileNotFoundError, ValueError) as error:
        raise DatasetError(
            f"The data set {source!r} could not be loaded ({error}). Without a network, name a local folder: "
            f"--mnist PATH or {MNIST_PATH_VARIABLE}."
        ) from error


def _decode_cached(rows, split: str) -> LabelledImages:
    """Decodes the PNGs of one split, or reads the arrays of an earlier run."""
    return LabelledImages.cached(f"mnist-{split}-{rows._fingerprint}.npz", lambda: decode_rows(rows, split))


def decode_rows(rows, split: str) -> LabelledImages:
    """Decodes the rows of a `datasets` split with columns `image` and `label`.

    Raises:
        DatasetError: other columns, labels outside 0 to 9, or images that are not 28 x 28.
    """
    from tqdm import tqdm

    if not {"image", "label"} <= set(rows.column_names):
        raise DatasetError(f"The {split} rows need the columns image and label; found {rows.column_names}.")
    labels = np.asarray(rows["label"], dtype=np.int64)
    if labels.min() < 0 or labels.max() >= CLASS_COUNT:
        raise DatasetError(f"The {split} labels must lie in 0 to 9; found {labels.min()} to {labels.max()}.")
    images = np.empty((len(rows), IMAGE_SIZE, IMAGE_SIZE), dtype=np.uint8)
    for index, image in enumerate(tqdm(rows["image"], desc=f"decoding {split}", unit="image")):
        pixels = np.asarray(image.convert("L"))
        if pixels.shape != (IMAGE_SIZE, IMAGE_SIZE):
            raise DatasetError(f"The {split} images must be 28 x 28; image {index} is {image.width} x {image.height}.")
        images[index] = pixels
    return LabelledImages(images, labels)
