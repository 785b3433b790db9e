"""Reads a data set through `datasets`, from the Hub or a local folder."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from training.errors import TrainingError

if TYPE_CHECKING:
    from datasets import DatasetDict

PROBE_SECONDS = 5  # the Hub's client itself tries for half a minute


class DatasetError(TrainingError):
    """A data set is out of reach or is not what training expects; the message says what was found."""


def load_splits(source: str, revision: str | None, local_option: str, needed: Sequence[str] = ()) -> "DatasetDict":
    """Loads every split of a data set.

    Args:
        source: a repository on the Hub, or a local folder laid out like one.
        revision: the commit on the Hub; None for a local folder.
        local_option: how a local folder is named, for the message: an option and a variable.
        needed: the splits that there must be.

    Raises:
        DatasetError: the data set is out of reach or damaged, or lacks a split.
    """
    from datasets import load_dataset
    from datasets.exceptions import DatasetGenerationError
    from datasets.utils.logging import get_logger

    get_logger("datasets").setLevel("CRITICAL")  # what goes wrong is said below, in a sentence
    is_out_of_reach = revision is not None and not _is_hub_in_reach(source, revision)
    try:
        with _offline() if is_out_of_reach else contextlib.nullcontext():
            splits = load_dataset(source, revision=revision)
    except DatasetGenerationError as error:
        raise DatasetError(_damage(source, error)) from error
    except (ConnectionError, FileNotFoundError, ValueError) as error:
        reason = "the Hub does not answer, and no earlier download is here" if is_out_of_reach else error
        raise DatasetError(
            f"The data set {source!r} could not be loaded ({reason}). Without a network, name a local folder: "
            f"{local_option}."
        ) from error
    if missing := [split for split in needed if split not in splits]:
        raise DatasetError(
            f"{source} has no {' and no '.join(missing)} split, only {', '.join(splits)}: add {missing[0]}-….parquet "
            f"there, or name another folder: {local_option}."
        )
    return splits


def _is_hub_in_reach(repo_id: str, revision: str) -> bool:
    """Asks the Hub once, not for long."""
    import httpx2
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

    try:
        HfApi().dataset_info(repo_id, revision=revision, timeout=PROBE_SECONDS)
    except (httpx2.TransportError, OfflineModeIsEnabled):
        return False
    except HfHubHTTPError:
        return True  # it answers; `datasets` says what is wrong
    return True


@contextlib.contextmanager
def _offline() -> Iterator[None]:
    """Has `datasets` take what it downloaded before or fail at once, instead of asking a Hub that is out of reach."""
    import datasets
    import huggingface_hub

    settings: tuple[Any, ...] = (datasets.config, huggingface_hub.constants)
    before = [setting.HF_HUB_OFFLINE for setting in settings]
    for setting in settings:
        setting.HF_HUB_OFFLINE = True
    try:
        yield
    finally:
        for setting, value in zip(settings, before, strict=True):
            setting.HF_HUB_OFFLINE = value


def _damage(source: str, error: Exception) -> str:
    """Names the damaged file of a local data set."""
    import pyarrow.parquet

    for file in sorted(Path(source).rglob("*.parquet")):
        try:
            pyarrow.parquet.read_table(file)
        except (OSError, ValueError) as damage:
            reason = str(damage).removeprefix(f"Could not open Parquet input source '{file}': ").rstrip(".")
            return f"{file} is damaged ({reason}). Fetch it again."
    return f"The data set {source!r} could not be read ({error.__cause__ or error}). Fetch it again."
