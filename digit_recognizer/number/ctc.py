"""What the line reader says of whole texts: connectionist temporal classification (CTC; Graves et al. 2006).

Its forward algorithm goes frame by frame, all texts of one length at once; that of `lattice` goes edge by edge.
"""

from collections.abc import Sequence

import numpy as np

from digit_recognizer.contract import CLASS_COUNT, LINE_ALPHABET

NONE = -1  # the last answer of a frame: that no character is written there


def greedy_text(log_probabilities: np.ndarray) -> tuple[int, ...]:
    """Returns the most likely answer of each frame, float `[frames, answers]`, those that repeat counted once."""
    best = log_probabilities.argmax(axis=1)
    begins = np.concatenate([[True], best[1:] != best[:-1]])
    return tuple(best[begins & (best < log_probabilities.shape[1] + NONE)].tolist())


def reads_signs(log_probabilities: np.ndarray) -> bool:
    """Whether whoever gave these answers, float `[frames, answers]`, knows signs and separators."""
    return log_probabilities.shape[1] > CLASS_COUNT + 1


def digits_alone(log_probabilities: np.ndarray) -> np.ndarray:
    """Returns what answers, float `[frames, answers]`, say of digits, float `[frames, 11]`: a sign is none."""
    others = np.logaddexp.reduce(log_probabilities[:, CLASS_COUNT:], axis=1, keepdims=True)
    return np.concatenate([log_probabilities[:, :CLASS_COUNT], others], axis=1)


def log_likelihoods(log_probabilities: np.ndarray, texts: Sequence[str]) -> list[float]:
    """How likely each text of digits and signs is, by answers, float `[frames, answers]`: natural logarithms."""
    labels = [[LINE_ALPHABET.index(character) for character in text] for text in texts]
    likelihoods = np.full(len(texts), -np.inf)
    for length in {len(text) for text in texts if text}:
        same = [place for place, text in enumerate(texts) if len(text) == length]
        likelihoods[same] = text_log_likelihoods(log_probabilities, np.array([labels[place] for place in same]))
    return likelihoods.tolist()


def text_log_likelihoods(log_probabilities: np.ndarray, texts: np.ndarray) -> np.ndarray:
    """How likely each text is: the sum over all alignments of it with the frames.

    Args:
        log_probabilities: float `[frames, answers]`, natural logarithms.
        texts: int `[n, length]`, characters left to right; of one length, at least one.

    Returns:
        float `[n]`, natural logarithms.
    """
    count, length = texts.shape
    states = np.full((count, 2 * length + 1), NONE)
    states[:, 1::2] = texts
    # Between different characters, no frame without any is needed.
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
