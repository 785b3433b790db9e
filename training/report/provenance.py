"""Which measurements a figure was drawn from, written into the figure itself: so that none is shown beside others."""

import hashlib
import json
from pathlib import Path
from typing import Any

from PIL import Image, UnidentifiedImageError

from digit_recognizer.bundle.manifest import MANIFEST_FILE, read_manifest
from training.evaluation.sets import MNIST_TEST
from training.store.figures import DigitFigures, find_figures
from training.store.metrics import ModelMetrics
from training.store.runs import RunFolder

DRAWN_FROM = "Drawn from"
DIGEST_LENGTH = 16


def figure_digests(bundle: Path) -> dict[str, str]:
    """Returns, for each figure of a bundle's models by name, a digest of the measurements that it shows."""
    names = [info.name for info in read_manifest(bundle / MANIFEST_FILE).models]
    metrics = {name: RunFolder(bundle / "models" / name).read_metrics() for name in names}
    shown: dict[str, Any] = {f"confusion_{name}": _confusions(found) for name, found in metrics.items()}
    shown |= {f"curves_{name}": found.history for name, found in metrics.items() if found.history}
    for figure, measure in (("milliseconds", "milliseconds"), ("size", "onnx_bytes")):
        points = [[name, found.sets[MNIST_TEST].accuracy, getattr(found, measure)] for name, found in metrics.items()]
        shown[f"accuracy_against_{figure}"] = sorted(points)
    return {name: _digest(values) for name, values in shown.items()}


def _confusions(metrics: ModelMetrics) -> Any:
    figures = find_figures(metrics.sets, MNIST_TEST, DigitFigures)
    return figures and figures.confusion_matrix


def _digest(values: Any) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:DIGEST_LENGTH]


def read_digest(picture: Path) -> str | None:
    """Returns the digest that stands in a figure; None where there is none, or no figure."""
    try:
        with Image.open(picture) as opened:
            return opened.info.get(DRAWN_FROM)
    except (OSError, UnidentifiedImageError):
        return None
