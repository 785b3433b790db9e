"""What a line reader answers to a line that it is sure of."""

import numpy as np

from digit_recognizer.contract import LINE_ALPHABET


def answers_of(text: str, sure: float = 12.0, alphabet: str = LINE_ALPHABET) -> np.ndarray:
    """Returns natural logarithms, float `[frames, answers]`, the surer of the text the larger `sure` is."""
    logits = np.zeros((2 * len(text) + 1, len(alphabet) + 1))
    logits[::2, -1] = sure
    logits[1::2][np.arange(len(text)), [alphabet.index(character) for character in text]] = sure
    return logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)
