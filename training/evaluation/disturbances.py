"""How well a model reads the stress images: one curve for each disturbance, and where it reads worst."""

from collections.abc import Callable, Mapping

import numpy as np

from training.data.images import LabelledImages
from training.store.figures import LevelFigures, StressCurve, StressFigures, WorstLevel
from training.synthesis.disturbances.catalogue import DISTURBANCES, Level

CANVAS_STRESS = "canvas_stress"
PredictProba = Callable[[np.ndarray], np.ndarray]


def measure_stress(predict_proba: PredictProba, stress: Mapping[tuple[str, Level], LabelledImages]) -> StressFigures:
    """Returns what metrics.json holds for the set `canvas_stress`: over all levels, and a curve per disturbance.

    Args:
        predict_proba: one model's probabilities float `[n, 10]` for images uint8 `[n, 28, 28]`.
        stress: what `load_stress` returns. A blank image is an error, whatever the model answers.

    """
    right = {key: _is_right(predict_proba, rows) for key, rows in stress.items()}
    names = list(dict.fromkeys(name for name, _ in stress))
    all_right = np.concatenate(list(right.values()))
    in_range = {
        (name, level): right[name, level].mean() for name in names for level in DISTURBANCES[name].stated_levels
    }
    worst = min(in_range, key=in_range.__getitem__)
    return StressFigures(
        rows=len(all_right),
        accuracy=float(all_right.mean()),
        errors=int((~all_right).sum()),
        accuracy_in_range=float(np.mean(list(in_range.values()))),
        worst=WorstLevel(disturbance=worst[0], level=worst[1], accuracy=float(in_range[worst])),
        disturbances={name: _curve(name, right) for name in names},
    )


def _is_right(predict_proba: PredictProba, rows: LabelledImages) -> np.ndarray:
    """Whether each row is read right: bool `[n]`."""
    return (predict_proba(rows.images).argmax(axis=1) == rows.labels) & rows.images.any(axis=(1, 2))


def _curve(name: str, right: Mapping[tuple[str, Level], np.ndarray]) -> StressCurve:
    disturbance = DISTURBANCES[name]
    return StressCurve(
        title=disturbance.title,
        unit=disturbance.unit,
        neutral=disturbance.neutral,
        stated_range=tuple(disturbance.stated_range),
        levels=tuple(
            LevelFigures(level=level, accuracy=float(right[name, level].mean()), rows=len(right[name, level]))
            for level in disturbance.levels
        ),
    )
