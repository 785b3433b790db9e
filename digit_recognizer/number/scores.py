"""Scores candidates, so that the best path through their lattice has the digits.

A semi-Markov conditional random field (Sarawagi, Cohen 2004): the score of a path is the sum of its candidates' scores,
linear in their features, and its probability is the softmax over all paths. `lattice` finds both.
"""

from dataclasses import astuple, dataclass

import numpy as np

from digit_recognizer.number.candidates import GEOMETRY

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

# Found by a search on 305 numbers of the writers 1 to 20 in which digits touch and that were read right: every box is
# right in 74.4 % of them, not 68.5 % as with the weights above; of 214 of the writers 21 to 30, in 73.8 %, not 69.2 %.
PARTING = PathWeights(3.86, 4.86, 1.64, 33.02, -4.21, -16.94, -0.09, -26.97, -0.01, -16.73, 5.71, -3.5)
_TALL = 0.85  # of the digits' height: lower candidates …
_LOWNESS = 48.75  # … lose so much for each square of a digit height

# Found by a search on 343 such numbers (seeds 311 to 313) of the writers 1 to 20; see `parting`.
STROKES = PathWeights(5.8, 12, 0.4, 85, 0, 0, -2, 0, 0, 0, 0, 0)
_STROKES_TALL, _STROKES_LOWNESS = 0.96, 49.0
_STROKES_WIDE = 0.9  # digit heights: what is wider has an excess width


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


def score_parts(
    geometry: np.ndarray, heights: np.ndarray, probabilities: np.ndarray, digit_probability: np.ndarray
) -> np.ndarray:
    """Scores how well each candidate is just the part of the line that each digit takes, where the text is known.

    Args:
        geometry: float `[n, 8]`, as in `Candidates`.
        heights: float `[n]`, each candidate's, in digit heights.
        probabilities: float `[n, 10]`: what a model answers to each.
        digit_probability: float `[n]`: the probability that each is one whole digit.

    Returns:
        float `[n, 10]`.
    """
    lowness = np.square(np.clip(_TALL - heights, 0, None))
    return score_labels(geometry, probabilities, digit_probability, PARTING) - _LOWNESS * lowness[:, np.newaxis]


def score_strokes(
    heights: np.ndarray, widths: np.ndarray, probabilities: np.ndarray, digit_probability: np.ndarray
) -> np.ndarray:
    """Scores how well strokes are one digit each, where the text is known.

    Args:
        heights: float `[n]`, in digit heights.
        widths: float `[n]`, in digit heights.
        probabilities: float `[n]`: what a model answers of the digit that each is.
        digit_probability: float `[n]`: the probability that each is one whole digit.

    Returns:
        float `[n]`.
    """
    geometry = np.zeros((len(heights), len(GEOMETRY)))
    geometry[:, GEOMETRY.index("excess_width")] = np.clip(widths - _STROKES_WIDE, 0, None)
    scores = STROKES.score(candidate_features(geometry, probabilities[:, np.newaxis], digit_probability))
    return scores - _STROKES_LOWNESS * np.square(np.clip(_STROKES_TALL - heights, 0, None))


def score_labels(
    geometry: np.ndarray, probabilities: np.ndarray, digit_probability: np.ndarray | None, weights: PathWeights
) -> np.ndarray:
    """Scores each candidate as each digit, not only as its most likely: float `[n, 10]`; see `candidate_features`."""
    of_labels = [
        weights.score(candidate_features(geometry, of_label[:, np.newaxis], digit_probability))
        for of_label in probabilities.T
    ]
    return np.column_stack(of_labels)
