"""MNIST, read through `datasets`, checked, decoded once and cached."""

import os
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from digit_recognizer.contract import CLASS_COUNT, IMAGE_SIZE
from training.data.images import DigitData, LabelledImages
from training.data.loading import DatasetError, load_splits
from training.store.cache import cached

if TYPE_CHECKING:
    from datasets import Dataset

MNIST_REPO_ID = "ylecun/mnist"
MNIST_REVISION = "77f3279092a1c1579b2250db8eafed0ad422088c"
MNIST_PATH_VARIABLE = "MNIST_PATH"
SPLITS = ("train", "test")
VALIDATION_SIZE = 5_000
SPLIT_SEED = 0


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
    splits = load_splits(source, revision, f"--mnist PATH or {MNIST_PATH_VARIABLE}", SPLITS)
    parts = {split: _decode_cached(splits[split], split) for split in SPLITS}
    return DigitData(parts["train"], parts["test"], MNIST_REPO_ID, MNIST_REVISION if not is_local else "local copy")


def _decode_cached(rows: "Dataset", split: str) -> LabelledImages:
    """Decodes the images of one split, or reads what was decoded before."""
    return cached(LabelledImages, _decode, _encoded_of(rows, split), split=split)


def decode_rows(rows: "Dataset", split: str) -> LabelledImages:
    """Decodes the rows of a `datasets` split with columns `image` and `label`.

    Raises:
        DatasetError: other columns, labels outside 0 to 9, or images that are not 28 x 28.
    """
    return _decode(_encoded_of(rows, split), split)


@dataclass(frozen=True)
class _EncodedImages:
    """The files of images, PNGs for instance, with their labels int64 [n], 0 to 9."""

    files: list[bytes]
    labels: np.ndarray


def _encoded_of(rows: "Dataset", split: str) -> _EncodedImages:
    if not {"image", "label"} <= set(rows.column_names):
        raise DatasetError(f"The {split} rows need the columns image and label; found {rows.column_names}.")
    labels = np.asarray(rows["label"], dtype=np.int64)
    if labels.min() < 0 or labels.max() >= CLASS_COUNT:
        raise DatasetError(f"The {split} labels must lie in 0 to 9; found {labels.min()} to {labels.max()}.")
    images = rows.with_format("arrow")[:]["image"].to_pylist()
    return _EncodedImages([image["bytes"] or Path(image["path"]).read_bytes() for image in images], labels)


def _decode(encoded: _EncodedImages, split: str) -> LabelledImages:
    from PIL import Image
    from tqdm import tqdm

    images = np.empty((len(encoded.files), IMAGE_SIZE, IMAGE_SIZE), dtype=np.uint8)
    for index, file in enumerate(tqdm(encoded.files, desc=f"decoding {split}", unit="image")):
        try:
            with Image.open(BytesIO(file)) as image:
                pixels = np.asarray(image.convert("L"))
        except OSError as error:
            raise DatasetError(f"Image {index} of the {split} rows is damaged. Fetch the data set again.") from error
        if pixels.shape != (IMAGE_SIZE, IMAGE_SIZE):
            height, width = pixels.shape
            raise DatasetError(f"The {split} images must be 28 x 28; image {index} is {width} x {height}.")
        images[index] = pixels
    return LabelledImages(images, encoded.labels)
