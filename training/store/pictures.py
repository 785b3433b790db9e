"""What assets/reference/pictures.json says: how well pictures are read in which the ink is hard to find, by kind."""

from dataclasses import dataclass

from training.store.records import Record


@dataclass(frozen=True, kw_only=True)
class PictureFigures(Record):
    """What is measured on one kind of picture.

    Attributes:
        rows: how many pictures.
        accuracy: share that is read correctly.
        refused: share that is called blank, or refused otherwise.
        undoubted_errors: share that is read wrongly and taken for a digit.
    """

    rows: int
    accuracy: float
    refused: float
    undoubted_errors: float


@dataclass(frozen=True, kw_only=True)
class PictureKinds(Record):
    """How well one model reads each kind, and the seed that decided the pictures."""

    model: str
    seed: int
    kinds: dict[str, PictureFigures]
