"""Weighs what the parts of a line say against what the line says as a whole, and chooses the text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from digit_recognizer.contract import CLASS_COUNT
from digit_recognizer.number.ctc import greedy_text, text_log_likelihoods
from digit_recognizer.number.scores import best_way

# How much the parts' score counts beside the whole line's log-likelihood; chosen on 800 numbers of the writers 3 to 18
# (96.8 % read exactly; 92.5 % by the parts alone, 95.3 % by the line alone).
_PARTS_SHARE = 0.5
_TEMPERATURE = 2.0  # makes the probabilities of texts as large as they are right: 900 numbers of the writers 1 to 20
_MIN_LOG = -12.0  # natural logarithm of what the line reader says at least of any answer of a frame
_TEXTS_OF_PARTS = 6  # the most likely that the parts spell are weighed
_LABELS_OF_PART = 2  # of each part

Text = tuple[int, ...]


@dataclass(frozen=True)
class WeighedText:
    """The most likely text.

    Attributes:
        labels: Digits, left to right.
        chosen: Indices of the runs that they are, left to right.
        probabilities: float `[digits, 10]`: of each digit, given the others.
        probability: Its share of all texts weighed, 0..1.
    """

    labels: Text
    chosen: tuple[int, ...]
    probabilities: np.ndarray
    probability: float


def weigh_texts(runs: np.ndarray, label_scores: np.ndarray, log_probabilities: np.ndarray) -> WeighedText:
    """Finds the most likely text among those that the parts or the line suggest, and all that differ in one digit.

    Args:
        runs: int `[n, 2]`: first piece of each run and the one after its last; in order of the first.
        label_scores: float `[n, 10]`: what each run is worth as each digit.
        log_probabilities: float `[frames, 11]`: what the line reader answers.
    """
    log_probabilities = np.maximum(log_probabilities, _MIN_LOG)
    whole = greedy_text(log_probabilities)
    scores = _score(
        {*_texts_of_parts(runs, label_scores), *_shorter(whole), whole}, runs, label_scores, log_probabilities
    )
    best = max(scores, key=scores.__getitem__)
    while unweighed := _altered(best) - scores.keys():
        scores |= _score(unweighed, runs, label_scores, log_probabilities)
        best = max(scores, key=scores.__getitem__)
    tempered = {text: (score - scores[best]) / _TEMPERATURE for text, score in scores.items()}
    chosen = best_way(runs, label_scores[:, list(best)])
    share = 1 / np.exp(list(tempered.values())).sum()
    return WeighedText(best, chosen, _given_the_others(best, tempered), float(share))


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


def _score(
    texts: Iterable[Text], runs: np.ndarray, label_scores: np.ndarray, log_probabilities: np.ndarray
) -> dict[Text, float]:
    """What texts are worth, in natural units of log-probability; those that no way of parting spells are left out."""
    ordered = sorted((text for text in texts if text), key=len)
    totals = _PARTS_SHARE * _way_scores(runs, label_scores, ordered)
    likelihoods = [
        text_log_likelihoods(log_probabilities, np.array(list(same))) for _, same in groupby(ordered, key=len)
    ]
    totals += np.concatenate(likelihoods)
    return {text: total for text, total in zip(ordered, totals.tolist(), strict=True) if total > -np.inf}


def _way_scores(runs: np.ndarray, label_scores: np.ndarray, texts: Sequence[Text]) -> np.ndarray:
    """What the best way of parting is worth that spells each of the texts: float `[texts]`."""
    lengths = np.array([len(text) for text in texts])
    labels = np.zeros((lengths.max(), len(texts)), int)
    for column, text in enumerate(texts):
        labels[: len(text), column] = text
    best = np.full((int(runs[:, 1].max()) + 1, lengths.max() + 1, len(texts)), -np.inf)
    best[0, 0] = 0
    for (first, end), worth in zip(runs.tolist(), label_scores[:, labels], strict=True):
        np.maximum(best[end, 1:], best[first, :-1] + worth, out=best[end, 1:])
    return best[-1, lengths, np.arange(len(texts))]


def _texts_of_parts(runs: np.ndarray, label_scores: np.ndarray) -> set[Text]:
    """The texts that the best ways of parting spell."""
    labels = np.argsort(-label_scores, axis=1)[:, :_LABELS_OF_PART].tolist()
    found: list[dict[Text, float]] = [{} for _ in range(int(runs[:, 1].max()) + 1)]
    found[0][()] = 0.0
    # Runs come in order of their first piece, so all that ends there has been found.
    for index, (first, end) in enumerate(runs.tolist()):
        if len(found[first]) > _TEXTS_OF_PARTS:
            best = sorted(found[first].items(), key=lambda named: -named[1])
            found[first] = dict(best[:_TEXTS_OF_PARTS])
        for text, score in found[first].items():
            for label in labels[index]:
                longer, total = (*text, label), score + label_scores[index, label]
                if total > found[end].get(longer, -np.inf):
                    found[end][longer] = total
    best = sorted(found[-1], key=found[-1].__getitem__, reverse=True)
    return set(best[:_TEXTS_OF_PARTS])
