"""Letters and symbols that people wrote with a pen, drawn as visitors would: what is no digit, by real hands."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from training.data.columns import Columns
from training.data.unipen import PenCharacter, number_contributors
from training.store.cache import cached
from training.synthesis.hands import Hand
from training.synthesis.parallel import map_chunks
from training.synthesis.renders import draw_by_hand

_HAND = Hand(rotation=8.0, slant=0.2, stretch=0.15)  # less than a digit's: turned far enough, some letters are digits
_CHUNK = 250


@dataclass(frozen=True)
class Characters(Columns):
    """Drawn letters and symbols: images uint8 [n, 28, 28], labels str [n], and whose: writers int64 [n]."""

    images: np.ndarray
    labels: np.ndarray
    writers: np.ndarray

    def __len__(self) -> int:
        return len(self.images)


def load_characters(characters: Sequence[PenCharacter], seed: int = 0, workers: int = 2) -> Characters:
    """Draws each character once, by a slightly different hand, or reads what was drawn before.

    Args:
        characters: letters and symbols, but for those that are a digit in disguise.
        seed: decides hands, pens and places.
        workers: processes that draw; with 1, this one does. The drawings do not depend on it.
    """
    return cached(Characters, _draw_all, characters, seed, workers=workers)


def _draw_all(characters: Sequence[PenCharacter], seed: int, workers: int) -> Characters:
    job = partial(_draw_chunk, seed)
    numbers = number_contributors(characters)
    images = map_chunks(job, characters, _CHUNK, workers, doing="drawing letters and symbols", unit="characters")
    return Characters(
        np.concatenate(list(images)),
        np.array([character.label for character in characters]),
        np.array([numbers[character.contributor] for character in characters], np.int64),
    )


def _draw_chunk(seed: int, chunk: tuple[int, Sequence[PenCharacter]]) -> np.ndarray:
    place, characters = chunk
    rng = np.random.default_rng((seed, place))
    drawn = [
        draw_by_hand([np.asarray(stroke, np.float64).reshape(-1, 2) for stroke in character.strokes], _HAND, rng)
        for character in characters
    ]
    return np.array(drawn)
