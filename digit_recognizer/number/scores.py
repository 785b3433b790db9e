"""Scores candidates, so that the best path through their lattice has the digits.

A semi-Markov conditional random field (Sarawagi, Cohen 2004): the score of a path is the sum of its candidates' scores,
linear in their features, and its probability is the softmax over all paths. `lattice` finds both.
"""

from dataclasses import astuple, dataclass

import numpy as np

MIN_PROBABILITY = 1e-4  # less than this says no more


@dataclass(frozen=True)
class PathWeights:
    """What each feature of a candidate adds to its score, in natural units of log-probability.

    Attributes:
        log_confidence: For the logarithm of the best label's probability.
        confidence: For that probability itself.
        log_digit: For the logarithm of the probability that the candidate is one whole digit; 0 without a detector.
        digit: For that probability itself.
        segment: For each candidate.
        shortness: For each digit height that it is lower than most digits are.
        excess_width: For each digit height that it is wider than most digits are.
        inner_gap: For each digit height of blank between its segments.
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

    def score(self, features: np.ndarray) -> np.ndarray:
        """Scores candidates by their features, float `[n, 12]` as `candidate_features` returns them: float `[n]`."""
        return features @ np.array(astuple(self))


# Fitted by training.fitting.number_path to the 662 of 700 numbers (seed 1) of the writers 3, 6, 9, 12, 15 and 18
# that could be parted right; read, and detected, by a convolutional network that has not seen these writers. Marks
# were taken whole from 0.995 (digit), 0.95 (label) and up to 0.9 digit heights. Without: the same cuts, but what the
# network says about whole digits is left out of the features. Weights fitted anew to a later network gained nothing.
WITHOUT_DIGIT_PROBABILITY = PathWeights(2.79, 4.79, 0, 0, -1.75, -11.9, -8.08, -10.5, -0.77, -3.78, 4.5, -3.85)
WITH_DIGIT_PROBABILITY = PathWeights(1.82, 1.21, 0.17, 3.32, -2.17, -7.67, -5.34, -10.02, -0.27, -6.01, 4.02, -3.91)


def candidate_features(
    geometry: np.ndarray, probabilities: np.ndarray, digit_probability: np.ndarray | None
) -> np.ndarray:
    """Returns all that counts about each candidate, in the order of `PathWeights`: float `[n, 12]`.

    Args:
        geometry: float `[n, 8]`, as in `Candidates`.
        probabilities: float `[n, labels]`: what a model answers to each; the largest counts.
        digit_probability: float `[n]`: the probability that each is one whole digit; None without a detector.
    """
    confidence = probabilities.max(axis=1)
    whole = np.ones(len(confidence)) if digit_probability is None else digit_probability
    logs = [np.log(np.clip(values, MIN_PROBABILITY, 1)) for values in (confidence, whole)]
    certain = np.zeros(len(confidence)) if digit_probability is None else whole
    return np.column_stack([logs[0], confidence, logs[1], certain, geometry])


def score_labels(
    geometry: np.ndarray, probabilities: np.ndarray, digit_probability: np.ndarray | None, weights: PathWeights
) -> np.ndarray:
    """Scores each candidate as each digit, not only as its most likely: float `[n, 10]`; see `candidate_features`."""
    of_labels = [
        weights.score(candidate_features(geometry, of_label[:, np.newaxis], digit_probability))
        for of_label in probabilities.T
    ]
    return np.column_stack(of_labels)
