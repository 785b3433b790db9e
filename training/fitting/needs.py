"""What training needs before it starts: data, fonts, disk and time, and which of them is missing."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from training.data.loading import DatasetError
from training.data.mnist import load_mnist
from training.data.mnist_writers import MNIST_WRITERS, MNIST_WRITERS_PATH_VARIABLE, find_mnist_writers
from training.data.pen_strokes import load_pen_strokes
from training.data.unipen import clean, load_unipen
from training.errors import TrainingError
from training.fitting.fit import is_fitted
from training.store.cache import cache_folder
from training.store.durations import estimate_seconds
from training.store.files import DEFAULT_BUNDLE
from training.store.runs import RunFolder
from training.synthesis.outliers.fonts import find_fonts
from training.zoo import ZOO
from training.zoo.spec import ModelSpec

NEEDED_BYTES = 2_000_000_000  # native weights and backups of all models, and every drawing that is cached
FONT_SPLITS = ("train", "test")


class NeedsError(TrainingError):
    """Something that training needs is missing; the message says what, and how to get it."""


@dataclass(frozen=True)
class Need:
    """One thing that training needs; `missing` says what to do about it, and is empty where it is there."""

    name: str
    found: str = ""
    missing: str = ""

    def __str__(self) -> str:
        """Says it in one line."""
        return f"{self.name}: {f'MISSING. {self.missing}' if self.missing else self.found}"


def find_needs(specs: Sequence[ModelSpec], mnist: Path | None, runs: Path, bundle: Path) -> list[Need]:
    """Looks for everything that fitting, evaluating, exporting and calibrating these models takes.

    Args:
        specs: the models.
        mnist: MNIST's folder; see `load_mnist`.
        runs: the folder that is to get the native weights.
        bundle: its models say how long their trainings took.
    """
    needs = [_mnist(mnist), _pen_strokes(), *_unipen(specs)]
    if any(spec.course.has_detector for spec in specs):
        needs.append(_fonts())
    return [*needs, *_writers(specs, bundle), *_disk(runs), _time(specs, runs, bundle)]


def find_needs_of_fitting(
    specs: Sequence[ModelSpec], runs: Path, bundle: Path = DEFAULT_BUNDLE, force: bool = False
) -> list[Need]:
    """Looks for everything beside MNIST that fitting these models takes: what some of them learn from, disk and time.

    Args:
        specs: the models.
        runs: the folder that is to get the native weights; what is fitted there already needs nothing.
        bundle: its models say how long their trainings took.
        force: what is fitted already is fitted again.
    """
    left = list(specs) if force else left_to_fit(specs, runs)
    if not left:
        return []
    needs = [_pen_strokes()] if any(spec.course.learns_from_writers for spec in left) else []
    needs += _unipen(left)
    if any(spec.course.has_detector for spec in left):
        needs.append(_fonts())
    return [*needs, *_disk(runs), _time_of(left, bundle)]


def left_to_fit(specs: Sequence[ModelSpec], runs: Path) -> list[ModelSpec]:
    """Returns the models that have not been fitted with their recipes."""
    return [spec for spec in specs if not is_fitted(RunFolder(runs / spec.name), spec)]


def check_nothing_missing(needs: Sequence[Need]) -> None:
    """Says what is needed, one thing a line, and makes sure that all of it is there.

    Raises:
        NeedsError: something is missing.
    """
    for need in needs:
        tqdm.write(str(need))
    missing = [need.name for need in needs if need.missing]
    if missing:
        raise NeedsError(f"Training does not start: {', '.join(missing)} missing; see above what to do.")


def _mnist(folder: Path | None) -> Need:
    try:
        data = load_mnist(folder)
    except (DatasetError, OSError) as error:
        return Need("MNIST", missing=str(error))
    return Need("MNIST", f"{len(data.train):,} training and {len(data.test):,} test rows, {data.revision}")


def _pen_strokes() -> Need:
    try:
        digits = load_pen_strokes()
    except (DatasetError, OSError) as error:
        return Need("pen strokes", missing=str(error))
    return Need("pen strokes", f"{len(digits):,} digits by {len({digit.writer for digit in digits})} writers")


def _unipen(specs: Sequence[ModelSpec]) -> list[Need]:
    """Looks for UNIPEN where one of the models learns from its contributors."""
    names = [spec.name for spec in specs if spec.learns_from_contributors]
    if not names:
        return []
    try:
        characters = clean(load_unipen())
    except (DatasetError, OSError) as error:
        return [Need("UNIPEN", missing=f"It teaches {' and '.join(names)}. {error}")]
    contributors = {character.contributor for character in characters}
    return [Need("UNIPEN", f"{len(characters):,} characters by {len(contributors)} contributors")]


def _fonts() -> Need:
    try:
        families = {font.family for split in FONT_SPLITS for font in find_fonts(split)}
    except DatasetError as error:
        return Need("fonts", missing=str(error))
    return Need("fonts", f"{len(families)} families")


def _writers(specs: Sequence[ModelSpec], bundle: Path) -> list[Need]:
    """Says whether it is at hand who wrote MNIST, where the bundle has figures that new ones would lack without it."""
    folders = [RunFolder(bundle / "models" / spec.name) for spec in specs if spec.name in ZOO]
    if not any(MNIST_WRITERS in folder.read_metrics().sets for folder in folders if folder.metrics.exists()):
        return []
    try:
        writers = find_mnist_writers()
    except (DatasetError, OSError) as error:
        return [Need("who wrote MNIST", missing=str(error))]
    if writers is None:
        hint = f"not at hand. Without {MNIST_WRITERS_PATH_VARIABLE} the bundle's figures by writer would be lost, which"
        return [Need("who wrote MNIST", f"{hint} export refuses unless told --drop-figures")]
    return [Need("who wrote MNIST", f"{len(np.unique(writers.test.writers))} writers of the test rows")]


def _disk(runs: Path) -> list[Need]:
    """Looks at the disks of the native weights and of the cache, which may be one."""
    return [_room("disk for weights", runs.absolute()), _room("disk for drawings", cache_folder())]


def _room(name: str, folder: Path) -> Need:
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    said = f"{free / 1e9:.1f} GB free in {there}, {NEEDED_BYTES / 1e9:.0f} GB needed"
    return Need(name, said) if free >= NEEDED_BYTES else Need(name, missing=f"{said}. Free some space.")


def _time(specs: Sequence[ModelSpec], runs: Path, bundle: Path) -> Need:
    return _time_of(left_to_fit(specs, runs), bundle)


def _time_of(left: Sequence[ModelSpec], bundle: Path) -> Need:
    """Says how long these models take together, and each of them."""
    estimates = {spec.name: estimate_seconds(spec, bundle) for spec in left}
    known = {name: seconds for name, seconds in estimates.items() if seconds is not None}
    unknown = [name for name in estimates if name not in known]
    models = "1 model" if len(left) == 1 else f"{len(left)} models"
    if unknown and not known:
        return Need("time", f"nothing is known of how long it takes to fit {', '.join(unknown)}")
    said = (
        f"about {in_words(sum(known.values()))} on a machine like the one that trained the bundle, for {models} to fit"
    )
    if known:
        longest_first = sorted(known, key=lambda name: -known[name])
        said += f": {', '.join(f'{name} {in_words(known[name])}' for name in longest_first)}"
    return Need("time", f"{said}; nothing is known of {', '.join(unknown)}" if unknown else said)


def in_words(seconds: float) -> str:
    """Returns a time as one reads it at a glance."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5_400 else f"{seconds / 3600:.1f} h"
