"""What assets/reference/pictures.json says: how well pictures are read in which the ink is hard to find, by kind."""

from dataclasses import dataclass

from training.store.records import Record


@dataclass(frozen=True, kw_only=True)
class PictureFigures(Record):
    """What is measured on one kind of picture.

    Attributes:
        task: what the reader is asked for: one `digit`, or a whole `number`.
        rows: how many pictures.
        accuracy: share that is answered correctly: read, or, of what is not one digit, refused.
        refused: share that is called blank, or refused otherwise.
        undoubted_errors: share that is answered wrongly and without a doubt.
        before: the accuracy of an earlier version on the same pictures.
    """

    task: str
    rows: int
    accuracy: float
    refused: float
    undoubted_errors: float
    before: float | None = None


@dataclass(frozen=True, kw_only=True)
class PictureKinds(Record):
    """How well one model reads each kind.

    Attributes:
        model: its name.
        seed: decides the pictures.
        before: the commit of the earlier version that was measured beside it.
        kinds: what is measured, by the kind's name.
    """

    model: str
    seed: int
    before: str | None = None
    kinds: dict[str, PictureFigures]
