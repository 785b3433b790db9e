"""Trains a compiled Keras network epoch by epoch; killed and started again, it takes the very path it would have."""

from training import quiet_tensorflow  # noqa: F401

# isort: split
import multiprocessing
import re
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import keras
from tqdm import tqdm

from training.store.checkpoints import Checkpoint, resume

History = dict[str, list[float]]
_STAGES = re.compile(r"selection|final|common|fold_\d+|cycle_\d+")


def fit_epochs(
    network: keras.Model, stream: Any, folder: Path, *, epochs: int, steps: int, validation: Any = None
) -> History:
    """Trains a compiled network; stopped and started again, it goes on after the last finished epoch.

    Args:
        network: what is trained.
        stream: batches without end, beginning with that after the last of `done_in(folder)` epochs.
        folder: keeps the checkpoint, which the caller deletes once the network is saved, and where it went on.
        epochs: how many there are …
        steps: … and of how many batches each.
        validation: images and labels that are measured after each epoch.

    Returns:
        for each measure, one value per epoch, also of those before an interruption.
    """
    network.optimizer.build(network.trainable_variables)
    checkpoints = EpochCheckpoints(folder, _state_of(network))
    done = checkpoints.restore()
    progress = EpochProgress(stage_of(network.name, folder), epochs=epochs, steps=steps, done=done)
    network.fit(
        stream,
        initial_epoch=done,
        epochs=epochs,
        steps_per_epoch=steps,
        shuffle=False,
        validation_data=validation,
        callbacks=[checkpoints, progress],
        verbose=0,
    )
    return checkpoints.history


def _state_of(network: keras.Model) -> list[keras.Variable]:
    """Returns every variable that decides how a training goes on: weights, averages, dropout's state of chance."""
    of_metrics = {id(variable) for variable in network.metrics_variables}
    return [
        *(variable for variable in network.variables if id(variable) not in of_metrics),
        *network.optimizer.variables,
    ]


class EpochCheckpoints(keras.callbacks.Callback):
    """Writes a checkpoint after each epoch.

    Attributes:
        history: for each measure, one value per epoch.
    """

    def __init__(self, folder: Path, variables: list[keras.Variable]) -> None:
        super().__init__()
        self.history: History = {}
        self._folder, self._variables = folder, variables
        self._seconds_before, self._began = 0.0, time.perf_counter()

    def restore(self) -> int:
        """Puts the network where the last run left it; returns how many epochs are done."""
        kept = resume(self._folder)
        if kept is None:
            return 0
        for variable, value in zip(self._variables, kept.variables, strict=True):
            variable.assign(value)
        self.history = {name: list(values) for name, values in kept.history.items()}
        self._seconds_before = kept.seconds
        return kept.done

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        """Keeps what the next epoch begins with."""
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(float(value))
        seconds = self._seconds_before + time.perf_counter() - self._began
        state = [variable.numpy() for variable in self._variables]
        Checkpoint(epoch + 1, round(seconds, 1), self.history, state).write(self._folder)


class EpochProgress(keras.callbacks.Callback):
    """Says how far a training is and how much time is left: in a bar, or, where several train at once, by epoch."""

    def __init__(self, stage: str, *, epochs: int, steps: int, done: int) -> None:
        super().__init__()
        self._stage, self._epochs, self._done = stage, epochs, done
        self._is_alone = multiprocessing.parent_process() is None
        self._bar = tqdm(
            total=epochs * steps, initial=done * steps, desc=stage, unit="batch", disable=not self._is_alone
        )
        self._began = time.perf_counter()

    def on_train_batch_end(self, batch: int, logs: Mapping[str, float] | None = None) -> None:
        """Counts one batch."""
        self._bar.update()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        """Says how many epochs are done."""
        if self._is_alone:
            return
        seconds = (time.perf_counter() - self._began) / (epoch + 1 - self._done)
        left = tqdm.format_interval(seconds * (self._epochs - epoch - 1))
        tqdm.write(f"{self._stage}: {epoch + 1} of {self._epochs} epochs, {left} left", file=sys.stderr)

    def on_train_end(self, logs: Mapping[str, float] | None = None) -> None:
        """Closes the bar."""
        self._bar.close()


def stage_of(name: str, folder: Path) -> str:
    """Returns how progress names one of the trainings of a model, by the folder of its checkpoint."""
    return ", ".join([name, *(part.replace("_", " ") for part in folder.parts if _STAGES.fullmatch(part))])
