"""The stress images: chosen rows of MNIST, redrawn under every disturbance and normalised by the code that serves."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np

from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.errors import NoInkError
from digit_recognizer.image.normalization import normalize_drawing
from training.data.images import DigitData, LabelledImages
from training.data.label_errors import LABEL_ERRORS
from training.store.cache import CacheEntry
from training.synthesis.disturbances.catalogue import DISTURBANCES, Disturbance, Level
from training.synthesis.disturbances.centre_line import CentreLine, find_centre_line
from training.synthesis.parallel import map_in_processes

TEST, DEVELOPMENT = "test", "development"
DEVELOPMENT_ROWS = 5_000
STRESS_ROWS = 1_000
STRESS_SEED = 0
PROCESSES = 2
StressImages = dict[tuple[str, Level], LabelledImages]


def choose_stress_rows(
    data: DigitData, split: str = TEST, count: int = STRESS_ROWS, seed: int = STRESS_SEED
) -> LabelledImages:
    """Chooses the rows to redraw, stratified by label.

    Args:
        data: MNIST.
        split: "test", without its validated label errors, or "development", the last 5,000 training rows, on which
            everything that is tuned must be tuned.
        count: how many rows; all of them where there are no more.
        seed: decides which.

    Raises:
        ValueError: there is no such split.
    """
    if split == TEST:
        rows = np.setdiff1d(np.arange(len(data.test)), LABEL_ERRORS)
        candidates = data.test.take(rows)
    elif split == DEVELOPMENT:
        candidates = data.train.take(np.arange(len(data.train))[-DEVELOPMENT_ROWS:])
    else:
        raise ValueError(f"No split is called {split!r}. Choose {TEST!r} or {DEVELOPMENT!r}.")
    if count >= len(candidates):
        return candidates
    return candidates.take(_stratified(candidates.labels, count, seed))


def _stratified(labels: np.ndarray, count: int, seed: int) -> np.ndarray:
    from sklearn.model_selection import train_test_split

    chosen, _ = train_test_split(np.arange(len(labels)), train_size=count, random_state=seed, stratify=labels)
    return np.sort(chosen)


def draw_stress(
    lines: Sequence[CentreLine], disturbance: Disturbance, level: Level, seed: int = STRESS_SEED
) -> Iterator[np.ndarray]:
    """Yields one canvas, uint8 RGB `[500, 500, 3]`, for each digit under one disturbance at one level.

    Chance is the same at every level of a disturbance, so that levels differ in strength alone.
    """
    # The name decides, not the place in the list: another disturbance leaves this one's canvases as they are.
    key = zlib.crc32(disturbance.name.encode())
    for number, line in enumerate(lines):
        yield disturbance.draw(line, level, np.random.default_rng([seed, key, number]))


def load_stress(
    rows: LabelledImages,
    seed: int = STRESS_SEED,
    disturbances: Mapping[str, Disturbance] = DISTURBANCES,
    processes: int = PROCESSES,
) -> StressImages:
    """Redraws and normalises the rows under every disturbance at every level, or reads what an earlier run made.

    A canvas on which no ink is found becomes an image of zeros, which `measure_stress` counts as an error.

    Args:
        rows: MNIST images that hold ink, with their labels; see `choose_stress_rows`.
        seed: decides places, angles, noise and lines.
        disturbances: what to draw, by name, out of `DISTURBANCES`.
        processes: how many draw at once; 1 draws in this process.

    Returns:
        images by the disturbance's name and level, in the order of the rows.
    """
    from tqdm import tqdm

    tasks = [(disturbance.name, level) for disturbance in disturbances.values() for level in disturbance.levels]
    entries = {task: CacheEntry.of(LabelledImages, normalize_stress, rows, seed, *task) for task in tasks}
    stress = {task: images for task, entry in entries.items() if (images := entry.read()) is not None}
    missing = [task for task in tasks if task not in stress]
    lines = [find_centre_line(image) for image in rows.images] if missing else []
    progress = tqdm(total=len(tasks), initial=len(tasks) - len(missing), desc="stressing digits", unit="level")
    with progress:
        drawn = map_in_processes(partial(_normalize_task, lines, seed), missing, processes)
        for task, pixels in zip(missing, drawn, strict=True):
            stress[task] = LabelledImages(pixels, rows.labels)
            entries[task].write(stress[task])
            progress.update()
    return {task: stress[task] for task in tasks}


def _normalize_task(lines: Sequence[CentreLine], seed: int, task: tuple[str, Level]) -> np.ndarray:
    return normalize_stress(lines, *task, seed)


def normalize_stress(lines: Sequence[CentreLine], name: str, level: Level, seed: int = STRESS_SEED) -> np.ndarray:
    """Returns uint8 `[n, 28, 28]`: the digits under one disturbance at one level; zeros where no ink was found."""
    images = np.zeros((len(lines), IMAGE_SIZE, IMAGE_SIZE), dtype=np.uint8)
    for image, canvas in zip(images, draw_stress(lines, DISTURBANCES[name], level, seed), strict=True):
        try:
            image[:] = normalize_drawing(canvas)
        except NoInkError:
            continue
    return images
