"""Measures fitted models on rows they never saw, each as its course asks for."""

import logging
from collections.abc import Sequence
from pathlib import Path

from training.evaluation.courses import evaluation_course
from training.evaluation.measured_sets import write_metrics
from training.evaluation.metrics import headline
from training.evaluation.sets import EvaluationData
from training.store.runs import RunFolder
from training.zoo.spec import ModelSpec

logger = logging.getLogger(__name__)


def evaluate_models(specs: Sequence[ModelSpec], data: EvaluationData, runs: Path) -> None:
    """Evaluates each fitted model on each set and writes its metrics.json.

    Raises:
        RunError: a model has not been fitted.
    """
    from tqdm import tqdm

    for spec in tqdm(specs, desc="evaluating", unit="model"):
        run = RunFolder(runs / spec.name)
        measured = evaluation_course(spec).measure(spec, run, data)
        write_metrics(run, measured)
        logger.info("%s: %s", spec.name, headline(measured["sets"]))
