"""Arrays of equally many rows that belong together: taken from, joined, kept and read again."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np

from digit_recognizer.files import write_atomically


@dataclass(frozen=True)
class Columns:
    """Base of frozen dataclasses whose fields are all arrays of the same length."""

    def take(self, rows: np.ndarray) -> Self:
        """Returns the given rows, in the given order."""
        return type(self)(**{name: column[rows] for name, column in vars(self).items()})

    @classmethod
    def joined(cls, parts: Iterable[Self]) -> Self:
        """Returns the rows of every part, one part after the other."""
        parts = list(parts)
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))

    def save(self, file: Path) -> None:
        """Writes one .npz, atomically."""
        write_atomically(file, lambda part: np.savez(part, **vars(self)))

    @classmethod
    def load(cls, file: Path) -> Self:
        """Reads what `save` wrote."""
        with np.load(file, allow_pickle=False) as kept:
            return cls(**kept)
