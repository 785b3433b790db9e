"""Trains networks cycle by cycle: those that show nobody who is held out once, the others for each network."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from training.backends import backend_of
from training.fitting.folds.cycles import Cycle, cycles_of
from training.fitting.folds.networks import HISTORY_FILE, SECONDS_FILE, keep_trained, train_all
from training.store.files import read_json, write_json
from training.store.runs import RunFolder
from training.zoo.spec import ModelSpec

Trained = tuple[Any, Mapping[str, list[float]]]  # a network and its history


@dataclass(frozen=True)
class Stage:
    """One cycle of one network's training.

    Attributes:
        cycle: what is learnt, and how.
        fold: whom the network must not see; nobody, where it is None.
        folder: keeps the checkpoint while the training lasts.
        start: native weights that the cycle before ended with; None for the first.
    """

    cycle: Cycle
    fold: int | None
    folder: Path
    start: Path | None


TrainStage = Callable[[Stage], Trained]
Complete = Callable[[Any, int | None], Any]


def _as_it_is(network: Any, fold: int | None) -> Any:
    return network


def train_networks(
    spec: ModelSpec, run: RunFolder, train_stage: TrainStage, workers: int, complete: Complete = _as_it_is
) -> None:
    """Trains what all networks of a recipe have in common, then each of them, several at once.

    Args:
        spec: the recipe, `portable`.
        run: gets the networks, each as soon as it is trained.
        train_stage: trains one cycle of one; other processes are sent it.
        workers: processes that train.
        complete: makes of a network that has gone through its cycles, and its fold, the one that is kept.
    """
    train_common(spec, run, train_stage)
    train_all(partial(train_network, spec, run, train_stage, complete=complete), workers)


def train_common(spec: ModelSpec, run: RunFolder, train_stage: TrainStage) -> None:
    """Trains the cycles that all networks have in common, on all cores, unless an earlier run did."""
    cycles = [cycle for cycle in cycles_of(spec.training) if cycle.is_common]
    _train_cycles(spec, cycles, train_stage, fold=None, folder=run.common, start=None)


def train_network(
    spec: ModelSpec, run: RunFolder, train_stage: TrainStage, fold: int | None, complete: Complete = _as_it_is
) -> None:
    """Trains one network cycle by cycle and keeps the mean of what they end with, unless an earlier run did.

    What ships counts the cycles that are common to all networks as its own.
    """
    from training.fitting.folds.epochs import average

    backend, folder = backend_of(spec), run.fold(fold)
    file = folder / backend.WEIGHTS_FILE
    if file.exists():
        return
    common = common_ends(run, file.name)
    cycles = [cycle for cycle in cycles_of(spec.training) if not cycle.is_common]
    start = common[-1] if common else None
    ends = _train_cycles(spec, cycles, train_stage, fold=fold, folder=folder / "training", start=start)
    counted = [*common, *ends] if fold is None else ends
    histories = [read_json(end.with_name(HISTORY_FILE)) for end in counted]
    joint = {name: [value for history in histories for value in history[name]] for name in histories[0]}
    write_json(folder / HISTORY_FILE, joint)
    write_json(folder / SECONDS_FILE, round(sum(read_json(end.with_name(SECONDS_FILE)) for end in counted), 1))
    backend.save(complete(average(ends), fold), file)


def common_ends(run: RunFolder, file: str) -> list[Path]:
    """Returns the weights that the common cycles of a run ended with, in their order."""
    return sorted(run.common.glob(f"cycle_*/{file}"))


def _train_cycles(
    spec: ModelSpec,
    cycles: Sequence[Cycle],
    train_stage: TrainStage,
    *,
    fold: int | None,
    folder: Path,
    start: Path | None,
) -> list[Path]:
    """Trains cycles one after the other, each from the end of the one before, and returns the weights they end with."""
    backend = backend_of(spec)
    ends: list[Path] = []
    for number, cycle in enumerate(cycles):
        stage = Stage(cycle, fold, folder / f"cycle_{number}", ends[-1] if ends else start)
        keep_trained(backend, stage.folder, stage.folder, partial(train_stage, stage))
        ends.append(stage.folder / backend.WEIGHTS_FILE)
    return ends
