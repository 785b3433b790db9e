"""Checkpoints: all that a training goes on from after it was stopped, in one file that is replaced whole."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from digit_recognizer.files import write_atomically
from training.store.files import read_json, write_json

CHECKPOINT_FILE, RESUMED_FILE = "checkpoint.npz", "resumed.json"
_PROGRESS = "progress"


@dataclass(frozen=True)
class Checkpoint:
    """The state between two epochs, or two steps.

    What decides rows, their order and their changes is the seed and `done`; every other state of chance is one of the
    variables.

    Attributes:
        done: epochs or steps.
        seconds: what they took, in all the runs that did them.
        history: for each measure, the values so far.
        variables: those of the network, of its dropout and of the optimizer, in the order that the backend gives them.
    """

    done: int
    seconds: float
    history: Mapping[str, Sequence[float]]
    variables: Sequence[np.ndarray]

    def write(self, folder: Path) -> None:
        """Replaces the folder's checkpoint; killed at any moment, the old one or the new one is there."""
        content = io.BytesIO()
        progress = json.dumps({"done": self.done, "seconds": self.seconds, "history": dict(self.history)})
        arrays = {f"{number:03d}": variable for number, variable in enumerate(self.variables)}
        np.savez(content, allow_pickle=False, **{_PROGRESS: np.array(progress)}, **arrays)
        write_atomically(folder / CHECKPOINT_FILE, lambda file: file.write(content.getbuffer()))


def resume(folder: Path) -> Checkpoint | None:
    """Returns the checkpoint of a training that was stopped, and notes in the folder that it goes on; None without."""
    file = folder / CHECKPOINT_FILE
    if not file.exists():
        return None
    with np.load(file, allow_pickle=False) as arrays:
        progress = json.loads(str(arrays[_PROGRESS]))
        checkpoint = Checkpoint(**progress, variables=[arrays[name] for name in sorted(set(arrays) - {_PROGRESS})])
    note_resumed(folder, checkpoint.done, checkpoint.seconds)
    return checkpoint


def done_in(folder: Path) -> int:
    """Returns how many epochs or steps an earlier run has finished in `folder`."""
    file = folder / CHECKPOINT_FILE
    if not file.exists():
        return 0
    with np.load(file, allow_pickle=False) as arrays:
        return int(json.loads(str(arrays[_PROGRESS]))["done"])


def forget(folder: Path) -> None:
    """Deletes the checkpoint of a training that has ended."""
    (folder / CHECKPOINT_FILE).unlink(missing_ok=True)


@dataclass(frozen=True)
class Resumption:
    """Where a training went on: after so many epochs or steps, which had taken so many seconds."""

    after: int
    seconds: float


def note_resumed(folder: Path, after: int, seconds: float) -> None:
    """Adds to the folder's list of where its training went on."""
    resumptions = [*resumptions_of(folder), Resumption(after, seconds)]
    write_json(folder / RESUMED_FILE, [asdict(resumption) for resumption in resumptions])


def resumptions_of(folder: Path) -> list[Resumption]:
    """Returns where a training went on, in order."""
    file = folder / RESUMED_FILE
    return [Resumption(**noted) for noted in read_json(file)] if file.exists() else []


def seconds_before(folder: Path) -> float:
    """Returns what the epochs or steps took that the last run found done."""
    resumptions = resumptions_of(folder)
    return resumptions[-1].seconds if resumptions else 0.0


def all_resumed(run: Path) -> dict[str, list[int]] | None:
    """Returns where the trainings below a run's folder went on, by their folders; None where none was stopped."""
    folders = sorted(file.parent for file in run.rglob(RESUMED_FILE))
    places = {
        folder.relative_to(run).as_posix(): [resumption.after for resumption in resumptions_of(folder)]
        for folder in folders
    }
    return places or None
