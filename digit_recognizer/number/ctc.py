"""What the line reader says of whole texts: connectionist temporal classification (CTC; Graves et al. 2006).

Its forward algorithm goes frame by frame, all texts of one length at once; that of `lattice` goes edge by edge.
"""

import numpy as np

from digit_recognizer.contract import CLASS_COUNT

NONE = CLASS_COUNT  # the answer of a frame at which no digit is written


def greedy_text(log_probabilities: np.ndarray) -> tuple[int, ...]:
    """Returns the most likely answer of each frame, float `[frames, 11]`, those that follow themselves counted once."""
    best = log_probabilities.argmax(axis=1)
    begins = np.concatenate([[True], best[1:] != best[:-1]])
    return tuple(best[begins & (best != NONE)].tolist())


def text_log_likelihoods(log_probabilities: np.ndarray, texts: np.ndarray) -> np.ndarray:
    """How likely each text is: the sum over all alignments of it with the frames.

    Args:
        log_probabilities: float `[frames, 11]`, natural logarithms.
        texts: int `[n, length]`, digits left to right; of one length, at least one digit.

    Returns:
        float `[n]`, natural logarithms.
    """
    count, length = texts.shape
    states = np.full((count, 2 * length + 1), NONE)
    states[:, 1::2] = texts
    # Between different digits, no frame without any is needed.
    skips = np.zeros(states.shape, bool)
    skips[:, 3::2] = texts[:, 1:] != texts[:, :-1]
    blocked = np.where(skips, 0.0, -np.inf)[:, 2:]
    reached = np.full(states.shape, -np.inf)
    reached[:, :2] = log_probabilities[0][states[:, :2]]
    for frame in log_probabilities[1:]:
        moved = reached.copy()
        np.logaddexp(moved[:, 1:], reached[:, :-1], out=moved[:, 1:])
        np.logaddexp(moved[:, 2:], reached[:, :-2] + blocked, out=moved[:, 2:])
        reached = moved + frame[states]
    return np.logaddexp(reached[:, -1], reached[:, -2])
