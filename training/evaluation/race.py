"""Times trainings to the finish: LeNet's recipe, and the one made to be fast, one seed after the other."""

import logging
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from training.backends import backend_of
from training.data.images import DigitData, LabelledImages
from training.store.config import environment
from training.store.races import RaceOutcome, Run
from training.zoo import ZOO
from training.zoo.lenet_fast import LENET_FAST, LENET_FAST_NAME

_REFERENCE = "lenet"
Read = Callable[[np.ndarray], np.ndarray]
logger = logging.getLogger(__name__)


def race(data: DigitData, seeds: Sequence[int], file: Path) -> RaceOutcome:
    """Trains both recipes on all training rows with each seed, and writes what came of it.

    Libraries are loaded and rows lie in memory when a clock starts; it stops when the weights are trained. Building the
    network and its graph counts, answering to the test rows does not.

    Args:
        data: MNIST; its test rows are read once for each training.
        seeds: of the trainings.
        file: gets the outcome.
    """
    logging.getLogger("tensorflow").setLevel("ERROR")  # it would warn that every training traces a graph of its own
    trainings = {LENET_FAST_NAME: _train_fast, _REFERENCE: _train_reference}
    runs = {name: tuple(_run(name, train, data, seed) for seed in seeds) for name, train in trainings.items()}
    outcome = RaceOutcome(runs=runs, hardware=environment()["hardware"])
    outcome.write(file)
    return outcome


def _run(name: str, train: Callable[[LabelledImages, int], Read], data: DigitData, seed: int) -> Run:
    started, worked = time.perf_counter(), time.process_time()
    read = train(data.train, seed)
    seconds, cpu_seconds = round(time.perf_counter() - started, 2), round(time.process_time() - worked, 2)
    accuracy = float((read(data.test.images) == data.test.labels).mean())
    logger.info("%s, seed %d: %.2f s, %.2f of CPU, %.4f of the test rows", name, seed, seconds, cpu_seconds, accuracy)
    return Run(seed=seed, seconds=seconds, cpu_seconds=cpu_seconds, accuracy=accuracy)


def _train_fast(rows: LabelledImages, seed: int) -> Read:
    from training.backends.lenet_fast import train_fast

    return train_fast(LENET_FAST, rows, seed).read


def _train_reference(rows: LabelledImages, seed: int) -> Read:
    """Trains the served model's recipe as its final fit does."""
    spec = replace(ZOO[_REFERENCE], seed=seed)
    backend = backend_of(spec)
    with tempfile.TemporaryDirectory() as folder:
        model, _ = backend.fit(spec, rows, None, Path(folder))
    return lambda images: backend.predict_proba(model, images).argmax(axis=1)
