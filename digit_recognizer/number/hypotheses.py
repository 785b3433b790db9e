"""Scores hypotheses, texts that a line may spell: what its candidates say against what the whole line says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from digit_recognizer.contract import CLASS_COUNT
from digit_recognizer.number.ctc import greedy_text, text_log_likelihoods
from digit_recognizer.number.lattice import Lattice

# How much the best path's score counts beside the whole line's log-likelihood; chosen on 800 numbers of the writers 3
# to 18 (96.8 % read exactly; 92.5 % by the candidates alone, 95.3 % by the line alone).
_PATH_SHARE = 0.5
_TEMPERATURE = 2.0  # makes the probabilities of texts as large as they are right: 900 numbers of the writers 1 to 20
_MIN_LOG = -12.0  # natural logarithm of what the line reader says at least of any answer of a frame
_BEAM = 6  # the most likely texts that paths spell, to each node
_LABELS_PER_CANDIDATE = 2

Text = tuple[int, ...]


@dataclass(frozen=True)
class Hypothesis:
    """The most likely text.

    Attributes:
        labels: Digits, left to right.
        path: Indices of the candidates that they are, left to right.
        probabilities: float `[digits, 10]`: of each digit, given the others.
        probability: Its share of all hypotheses scored, 0..1.
    """

    labels: Text
    path: tuple[int, ...]
    probabilities: np.ndarray
    probability: float


@dataclass(frozen=True)
class _Evidence:
    """What texts are scored by: the lattice, its candidates' scores as each digit, and the line reader's answers."""

    lattice: Lattice
    label_scores: np.ndarray
    log_probabilities: np.ndarray

    def score(self, texts: Iterable[Text]) -> dict[Text, float]:
        """Scores texts, in natural units of log-probability; those that no path spells are left out."""
        ordered = sorted((text for text in texts if text), key=len)
        if not ordered:
            return {}
        totals = _PATH_SHARE * self._path_scores(ordered)
        likelihoods = [
            text_log_likelihoods(self.log_probabilities, np.array(list(same))) for _, same in groupby(ordered, key=len)
        ]
        totals += np.concatenate(likelihoods)
        return {text: total for text, total in zip(ordered, totals.tolist(), strict=True) if total > -np.inf}

    def _path_scores(self, texts: Sequence[Text]) -> np.ndarray:
        """Scores of the best paths that spell the texts: float `[texts]`."""
        lengths = np.array([len(text) for text in texts])
        labels = np.zeros((lengths.max(), len(texts)), int)
        for column, text in enumerate(texts):
            labels[: len(text), column] = text
        best = self.lattice.forward_by_length(self.label_scores[:, labels])
        return best[-1, lengths, np.arange(len(texts))]


def best_hypothesis(lattice: Lattice, label_scores: np.ndarray, log_probabilities: np.ndarray) -> Hypothesis | None:
    """Finds the most likely text among those that paths or the line suggest, and all that differ in one digit.

    Args:
        lattice: of the candidates.
        label_scores: float `[n, 10]`: each candidate's score as each digit.
        log_probabilities: float `[frames, 11]`: what the line reader answers.

    Returns:
        The text; None where no text that a path spells has room in the line reader's frames, as in marks that are drawn
        over each other.
    """
    evidence = _Evidence(lattice, label_scores, np.maximum(log_probabilities, _MIN_LOG))
    whole = greedy_text(evidence.log_probabilities)
    scores = evidence.score({*_texts_of_paths(lattice, label_scores), *_shorter(whole), whole})
    if not scores:
        return None
    best = max(scores, key=scores.__getitem__)
    while unscored := _altered(best) - scores.keys():
        scores |= evidence.score(unscored)
        best = max(scores, key=scores.__getitem__)
    tempered = {text: (score - scores[best]) / _TEMPERATURE for text, score in scores.items()}
    path = lattice.most_likely_path_of_length(label_scores[:, list(best)])
    assert path is not None  # texts that no path spells have no score
    share = 1 / np.exp(list(tempered.values())).sum()
    return Hypothesis(best, path, _given_the_others(best, tempered), float(share))


def _shorter(text: Text) -> set[Text]:
    """Texts that lack one of its digits."""
    return {text[:place] + text[place + 1 :] for place in range(len(text))}


def _altered(text: Text) -> set[Text]:
    """Texts in which one digit is another."""
    return {(*text[:place], label, *text[place + 1 :]) for place in range(len(text)) for label in range(CLASS_COUNT)}


def _given_the_others(text: Text, logs: dict[Text, float]) -> np.ndarray:
    """How probable each label is in each place of a text whose other digits stay: float `[digits, 10]`."""
    of_places = [
        [logs[(*text[:place], label, *text[place + 1 :])] for label in range(CLASS_COUNT)] for place in range(len(text))
    ]
    shares = np.exp(np.array(of_places))
    return shares / shares.sum(axis=1, keepdims=True)


def _texts_of_paths(lattice: Lattice, label_scores: np.ndarray) -> set[Text]:
    """The texts that the best paths spell, found by beam search."""
    labels = np.argsort(-label_scores, axis=1)[:, :_LABELS_PER_CANDIDATE].tolist()
    beams: list[dict[Text, float]] = [{} for _ in range(lattice.end + 1)]
    beams[0][()] = 0.0

    def extend(beam: dict[Text, float], edge: int) -> dict[Text, float]:
        return {
            (*text, label): score + label_scores[edge, label] for text, score in beam.items() for label in labels[edge]
        }

    lattice.sweep(beams, extend, _keep_better, _prune)
    return {text for text, _ in _best(beams[-1])}


def _keep_better(beam: dict[Text, float], longer: dict[Text, float]) -> dict[Text, float]:
    """Adds texts to a beam, or their scores where those are better."""
    for text, score in longer.items():
        if score > beam.get(text, -np.inf):
            beam[text] = score
    return beam


def _prune(beam: dict[Text, float]) -> dict[Text, float]:
    """Keeps the best of a beam that is too wide."""
    return dict(_best(beam)) if len(beam) > _BEAM else beam


def _best(beam: dict[Text, float]) -> list[tuple[Text, float]]:
    """The best texts of a beam with their scores, best first."""
    return sorted(beam.items(), key=lambda scored: -scored[1])[:_BEAM]
