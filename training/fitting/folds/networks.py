"""The networks of one recipe, one for each fold of writers and one for all: trained side by side, kept when done."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypedDict

from training.backends import Backend
from training.fitting.folds.held_out import FOLDS
from training.store.checkpoints import all_resumed, forget, seconds_before
from training.store.files import read_json, write_json
from training.store.runs import RunFolder
from training.synthesis.parallel import map_in_processes
from training.zoo.spec import ModelSpec

NETWORKS = (None, *range(FOLDS))  # the one that has seen all writers, and one for each fold of them
SECONDS_FILE, HISTORY_FILE = "seconds.json", "history.json"


def train_all(train_one: Callable[[int | None], None], workers: int) -> None:
    """Trains every network, several at once; `train_one` gets the fold that the network must not see."""
    for _ in map_in_processes(train_one, NETWORKS, workers):
        pass


def portable(spec: ModelSpec) -> ModelSpec:
    """Returns the spec with plain dictionaries, which another process can be sent."""
    return replace(
        spec, hyperparameters=dict(spec.hyperparameters), training=dict(spec.training), tuned=dict(spec.tuned)
    )


def keep_trained(
    backend: Backend, folder: Path, checkpoints: Path, train: Callable[[], tuple[Any, Mapping[str, list[float]]]]
) -> None:
    """Trains one network and keeps it in `folder`, unless an earlier run did.

    Args:
        backend: writes the weights, last of all.
        folder: gets them, the history and how many seconds it took; is there when training begins.
        checkpoints: the folder that keeps the training's while it lasts.
        train: returns the network and its history.
    """
    file = folder / backend.WEIGHTS_FILE
    if file.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    network, history = train()
    write_json(folder / HISTORY_FILE, history)
    write_json(folder / SECONDS_FILE, round(time.perf_counter() - started + seconds_before(checkpoints), 1))
    backend.save(network, file)
    forget(checkpoints)


class Seconds(TypedDict):
    """The fields of `RunConfig` that say how long a recipe was trained, and where it went on."""

    training_seconds: float
    final_fit_seconds: float
    resumed: dict[str, list[int]] | None


def training_seconds(run: RunFolder) -> Seconds:
    """Returns how long the networks were trained, all of them and the one that ships, and where they went on."""
    seconds = [read_json(run.fold(fold) / SECONDS_FILE) for fold in NETWORKS]
    return {
        "training_seconds": round(sum(seconds), 1),
        "final_fit_seconds": seconds[0],
        "resumed": all_resumed(run.path),
    }
