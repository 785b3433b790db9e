"""Measures fitted models on rows they never saw, each as its course asks for."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from training.evaluation.courses import evaluation_course
from training.evaluation.metrics import headline
from training.evaluation.sets import EvaluationData
from training.store.losses import MayDrop, amounts_of, check_nothing_lost, lost, refuse
from training.store.runs import RunFolder
from training.zoo.spec import ModelSpec

logger = logging.getLogger(__name__)


def evaluate_models(specs: Sequence[ModelSpec], data: EvaluationData, runs: Path, may_drop: MayDrop = refuse) -> None:
    """Evaluates each fitted model on each set and writes its metrics.json.

    Args:
        specs: fitted models.
        data: the sets that are at hand; figures on others stay as they are.
        runs: the folder of runs.
        may_drop: asked before figures are replaced by those of fewer rows.

    Raises:
        RunError: a model has not been fitted.
        LossError: figures would rest on less than before, and nobody agrees.
    """
    from tqdm import tqdm

    for spec in tqdm(specs, desc="evaluating", unit="model"):
        run = RunFolder(runs / spec.name)
        measured = evaluation_course(spec).measure(spec, run, data)
        before = run.refreshed_metrics()
        after = replace(
            before,
            sets={**before.sets, **measured.sets},
            repeats=measured.repeats or before.repeats,
            not_a_digit=measured.not_a_digit or before.not_a_digit,
            whole_numbers=measured.whole_numbers or before.whole_numbers,
            contributed_numbers=measured.contributed_numbers or before.contributed_numbers,
            real_characters=measured.real_characters or before.real_characters,
        )
        losses = {spec.name: lost(amounts_of(before), amounts_of(after))}
        check_nothing_lost("Evaluating", losses, "Evaluate on the data of before.", may_drop)
        after.write(run.metrics)
        logger.info("%s: %s", spec.name, headline(measured.sets))
