"""Probabilities for classifiers of scikit-learn that only give scores."""

from itertools import combinations

import numpy as np
from scipy import special

from digit_recognizer.contract import CLASS_COUNT

PAIRS = tuple(combinations(range(CLASS_COUNT), 2))


def duel_table() -> tuple[np.ndarray, np.ndarray]:
    """Returns for each class its nine columns among the 45 duels, int64 [10, 9], and their signs, float32 [10, 9].

    scikit-learn orders the duels of one class against another as (0, 1), (0, 2), … (8, 9); positive means the first.
    """
    columns = [[number for number, pair in enumerate(PAIRS) if label in pair] for label in range(CLASS_COUNT)]
    signs = [[1 if PAIRS[number][0] == label else -1 for number in row] for label, row in enumerate(columns)]
    return np.array(columns, dtype=np.int64), np.array(signs, dtype=np.float32)


def weakest_duels(duels: np.ndarray) -> np.ndarray:
    """Returns scores [n, 10] from one-against-one decisions [n, 45]: a class is as strong as its weakest duel.

    Whoever wins all duels wins by this score too, as by a count of votes; unlike votes, it says by how much.
    """
    columns, signs = duel_table()
    return (duels[:, columns] * signs).min(axis=2)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Returns probabilities float32 [n, 10] for scores [n, 10]."""
    return special.softmax(scores, axis=1).astype(np.float32)


def probabilities_of(decisions: np.ndarray) -> np.ndarray:
    """Turns decisions [n, 10], or of duels [n, 45], into probabilities float32 [n, 10], not yet calibrated."""
    return softmax(weakest_duels(decisions) if decisions.shape[1] == len(PAIRS) else decisions)
