"""Measures answers on every set that is at hand."""

import numpy as np

from training.data.label_errors import LABEL_ERRORS
from training.data.mnist_writers import MNIST_WRITERS
from training.evaluation.corruptions import MNIST_C, measure_corrupted
from training.evaluation.disturbances import CANVAS_STRESS, PredictProba, measure_stress
from training.evaluation.metrics import measure
from training.evaluation.people import DrawnAnswers, measure_people
from training.evaluation.sets import MNIST_RELABELLED, MNIST_TEST, EvaluationData
from training.evaluation.writers import measure_writers
from training.store.figures import SetFigures


def measure_sets(
    data: EvaluationData, test: np.ndarray, drawn: DrawnAnswers | None, predict_proba: PredictProba
) -> dict[str, SetFigures]:
    """Returns the figures of every set that is at hand, by name.

    Args:
        data: the rows.
        test: float32 [n, 10], the calibrated answers to MNIST's test rows.
        drawn: the answers to people's drawings, or to some of them; None leaves these sets out.
        predict_proba: answers to the disturbed and the corrupted digits.
    """
    right_labels = np.setdiff1d(np.arange(len(data.test)), LABEL_ERRORS)
    measured: dict[str, SetFigures] = {
        MNIST_TEST: measure(test, data.test.labels),
        MNIST_RELABELLED: measure(test[right_labels], data.test.labels[right_labels]),
    }
    if drawn is not None:
        measured |= measure_people(drawn, data.contributors)
    if data.stress is not None:
        measured[CANVAS_STRESS] = measure_stress(predict_proba, data.stress)
    if data.writers is not None:
        measured[MNIST_WRITERS] = measure_writers(test, data.test.labels, data.writers)
    if data.corrupted is not None:
        measured[MNIST_C] = measure_corrupted(predict_proba, data.corrupted)
    return measured
