"""Chooses the digits among the candidates: the most likely way to part a line of pieces into runs.

A semi-Markov conditional random field (Sarawagi, Cohen 2004): the score of a way is the sum of its runs' scores, linear
in what was measured of them, and its probability is the softmax over all ways. Dynamic programming finds both.
"""

from dataclasses import astuple, dataclass

import numpy as np

MIN_PROBABILITY = 1e-4  # less than this says no more


@dataclass(frozen=True)
class PathWeights:
    """What each measure of a run adds to its score, in natural units of log-probability.

    Attributes:
        log_confidence: For the logarithm of the best label's probability.
        confidence: For that probability itself.
        log_digit: For the logarithm of the probability that the run is one whole digit; 0 where no model says it.
        digit: For that probability itself.
        segment: For each run.
        shortness: For each digit height that it is lower than most digits are.
        excess_width: For each digit height that it is wider than most digits are.
        inner_gap: For each digit height of blank between its pieces.
        cut: For each stroke that the cut to its left crosses.
        overlap: For each digit height that its marks reach over the ones to their left.
        gap: For each digit height of blank to its left.
        parted: For a cut to its left, through whatever ink.
    """

    log_confidence: float
    confidence: float
    log_digit: float
    digit: float
    segment: float
    shortness: float
    excess_width: float
    inner_gap: float
    cut: float
    overlap: float
    gap: float
    parted: float

    def score(self, measures: np.ndarray) -> np.ndarray:
        """What runs measured as `measure_candidates` does, float `[n, 12]`, are worth: float `[n]`."""
        return measures @ np.array(astuple(self))


# Fitted by `python -m training fit-number-path` to the 662 of 700 numbers (seed 1) of the writers 3, 6, 9, 12, 15 and
# 18 that could be parted right; read and judged by a convolutional network that has not seen these writers. Marks
# were taken whole from 0.995 (digit), 0.95 (label) and up to 0.9 digit heights. Without: the same cuts, but what the
# network says about whole digits is left out of the measures. Weights fitted anew to a later network gained nothing.
WITHOUT_DIGIT_PROBABILITY = PathWeights(2.79, 4.79, 0, 0, -1.75, -11.9, -8.08, -10.5, -0.77, -3.78, 4.5, -3.85)
WITH_DIGIT_PROBABILITY = PathWeights(1.82, 1.21, 0.17, 3.32, -2.17, -7.67, -5.34, -10.02, -0.27, -6.01, 4.02, -3.91)


@dataclass(frozen=True)
class Path:
    """The most likely way.

    Attributes:
        chosen: Indices of its candidates, left to right.
        probability: Its share of all ways, 0..1.
    """

    chosen: tuple[int, ...]
    probability: float


def measure_candidates(
    geometry: np.ndarray, probabilities: np.ndarray, digit_probability: np.ndarray | None
) -> np.ndarray:
    """Everything that counts about each candidate, in the order of `PathWeights`: float `[n, 12]`.

    Args:
        geometry: float `[n, 8]`, as in `Candidates`.
        probabilities: float `[n, labels]`: what a model answers to each; the largest counts.
        digit_probability: float `[n]`: the probability that each is one whole digit, where a model says it.
    """
    confidence = probabilities.max(axis=1)
    whole = np.ones(len(confidence)) if digit_probability is None else digit_probability
    logs = [np.log(np.clip(values, MIN_PROBABILITY, 1)) for values in (confidence, whole)]
    certain = np.zeros(len(confidence)) if digit_probability is None else whole
    return np.column_stack([logs[0], confidence, logs[1], certain, geometry])


def score_labels(
    geometry: np.ndarray, probabilities: np.ndarray, digit_probability: np.ndarray | None, weights: PathWeights
) -> np.ndarray:
    """What each run is worth as each digit, not only as its most likely: float `[n, 10]`; see `measure_candidates`."""
    of_labels = [
        weights.score(measure_candidates(geometry, of_label[:, np.newaxis], digit_probability))
        for of_label in probabilities.T
    ]
    return np.column_stack(of_labels)


def best_path(runs: np.ndarray, measures: np.ndarray, weights: PathWeights) -> Path:
    """Finds the most likely way.

    Args:
        runs: int `[n, 2]`: first piece of each candidate and the one after its last; in order of the first.
        measures: float `[n, 12]` as `measure_candidates` returns them.
        weights: What each is worth.
    """
    scores = weights.score(measures)
    count = int(runs[:, 1].max())
    best = np.full(count + 1, -np.inf)
    total = np.full(count + 1, -np.inf)
    arrived = np.zeros(count + 1, int)
    best[0] = total[0] = 0
    for index, (first, end) in enumerate(runs.tolist()):
        if best[first] + scores[index] > best[end]:
            best[end], arrived[end] = best[first] + scores[index], index
        total[end] = np.logaddexp(total[end], total[first] + scores[index])
    chosen = []
    end = count
    while end:
        chosen.append(int(arrived[end]))
        end = int(runs[chosen[-1], 0])
    return Path(tuple(reversed(chosen)), float(np.exp(best[count] - total[count])))


def best_way(runs: np.ndarray, worth: np.ndarray) -> tuple[int, ...] | None:
    """Finds the way of parting a line into a given number of digits whose runs are worth most together.

    Args:
        runs: int `[n, 2]`: first piece of each run and the one after its last; in order of the first.
        worth: float `[n, digits]`: what each run is worth in each place; minus infinity where it cannot be.

    Returns:
        indices of the runs, left to right; None when no way has so many digits.
    """
    best: dict[tuple[int, int], tuple[float, tuple[int, ...]]] = {(0, 0): (0.0, ())}
    for index, (first, end) in enumerate(runs.tolist()):
        for place, own in enumerate(worth[index].tolist()):
            if (first, place) not in best:
                continue
            total, way = best[first, place]
            if total + own > best.get((end, place + 1), (-np.inf, ()))[0]:
                best[end, place + 1] = total + own, (*way, index)
    return best.get((int(runs[:, 1].max()), worth.shape[1]), (0.0, None))[1]
