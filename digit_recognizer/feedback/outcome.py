"""What comes of one commit to the dataset, as the process that makes it prints it in JSON."""

from typing import TypedDict, final


@final
class Published(TypedDict):
    """How many new pictures a commit has taken, and how many are left for the next."""

    published: int
    left: int


@final
class Failure(TypedDict):
    """What kind of failure kept a commit from being made, and a sentence on it."""

    kind: str
    message: str


Outcome = Published | Failure
