"""Reads a data set through `datasets`, from the Hub or a local folder."""

from typing import TYPE_CHECKING

from training.errors import TrainingError

if TYPE_CHECKING:
    from datasets import DatasetDict


class DatasetError(TrainingError):
    """A data set is out of reach or is not what training expects; the message says what was found."""


def load_splits(source: str, revision: str | None, local_option: str) -> "DatasetDict":
    """Loads every split of a data set.

    Args:
        source: a repository on the Hub, or a local folder laid out like one.
        revision: the commit on the Hub; None for a local folder.
        local_option: how a local folder is named, for the message: an option and a variable.

    Raises:
        DatasetError: the data set is out of reach or damaged.
    """
    from datasets import load_dataset

    try:
        return load_dataset(source, revision=revision)
    except (ConnectionError, FileNotFoundError, ValueError) as error:
        raise DatasetError(
            f"The data set {source!r} could not be loaded ({error}). Without a network, name a local folder: "
            f"{local_option}."
        ) from error
