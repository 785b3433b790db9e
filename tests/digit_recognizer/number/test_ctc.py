"""What the line reader says of texts, against counting every alignment with the frames."""

from itertools import product

import numpy as np
import pytest

from digit_recognizer.contract import CLASS_COUNT, LINE_ALPHABET
from digit_recognizer.number.ctc import NONE, digits_alone, greedy_text, reads_signs, text_log_likelihoods

FRAMES = 5


@pytest.fixture(params=range(3))
def log_probabilities(request) -> np.ndarray:
    """Answers of which three digits and none take all."""
    values = np.random.default_rng(request.param).normal(size=(FRAMES, 11))
    values[:, 3:NONE] = -np.inf
    return values - np.logaddexp.reduce(values, axis=1, keepdims=True)


def spelled(answers) -> tuple[int, ...]:
    kept = [answer for place, answer in enumerate(answers) if place == 0 or answer != answers[place - 1]]
    return tuple(answer for answer in kept if answer != NONE)


@pytest.mark.parametrize("text", [(0,), (1, 2), (1, 1), (2, 0, 2), (0, 0, 0), (1, 1, 1, 1)])
def test_a_text_is_as_likely_as_all_its_alignments_together(log_probabilities, text):
    alignments = [way for way in product((0, 1, 2, NONE), repeat=FRAMES) if spelled(way) == text]
    total = sum(np.exp(sum(log_probabilities[frame, answer] for frame, answer in enumerate(way))) for way in alignments)
    found = text_log_likelihoods(log_probabilities, np.array([text]))
    np.testing.assert_allclose(np.exp(found), [total], rtol=1e-9)


def test_texts_of_one_length_are_weighed_at_once(log_probabilities):
    texts = np.array(list(product(range(3), repeat=2)))
    alone = [text_log_likelihoods(log_probabilities, text[np.newaxis])[0] for text in texts]
    np.testing.assert_allclose(text_log_likelihoods(log_probabilities, texts), alone)


@pytest.mark.parametrize(
    ("answers", "text"),
    [((NONE, 7, 7, NONE, 1), (7, 1)), ((1, 1, NONE, 1, 2), (1, 1, 2)), ((NONE,) * 4, ()), ((5,), (5,))],
)
def test_the_likeliest_answers_spell_a_text(answers, text):
    assert greedy_text(np.log(np.eye(11)[list(answers)] + 1e-9)) == text


def test_to_a_reader_of_digits_a_sign_is_none():
    signed = np.log(np.full((2, len(LINE_ALPHABET) + 1), 1e-9))
    signed[0, LINE_ALPHABET.index("7")] = signed[1, LINE_ALPHABET.index("-")] = 0.0
    assert reads_signs(signed)
    assert greedy_text(signed) == (7, LINE_ALPHABET.index("-"))
    alone = digits_alone(signed)
    assert alone.shape == (2, CLASS_COUNT + 1)
    assert not reads_signs(alone)
    assert greedy_text(alone) == (7,)
    np.testing.assert_array_equal(digits_alone(alone), alone)
