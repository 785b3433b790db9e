"""What can go wrong on the way to the Hub, to be switched on by name."""

import re
from dataclasses import dataclass

FAULTS = {
    "refuse": "the listening sockets are closed",
    "hang": "requests are accepted and not answered until hub.release()",
    "slow": "every response waits for `seconds`",
    "error_500": "the server fails",
    "forbidden_403": "the token has no rights",
    "gated": "files need an agreement first",
    "missing_revision": "no branch, tag or commit is known",
    "flip_byte": "one bit of a downloaded file is wrong",
    "truncate": "a downloaded file ends half-way, against its Content-Length",
    "drop_push": "the connection ends in the middle of a commit or of a large file's upload; nothing is stored",
    "drop_answer": "a commit or an upload is stored, but the connection ends before the answer",
}
PUSHES = r"^POST [^?]*/commit/|^PUT /storage/"
SCOPES = {
    "gated": r"/resolve/",
    "missing_revision": r"/(revision|tree|resolve|paths-info|preupload|commit|commits)/|^POST .*/tag/",
    "drop_push": PUSHES,
    "drop_answer": PUSHES,
    "flip_byte": r"^GET ",
    "truncate": r"^GET ",
}
FILE_FAULTS = ("flip_byte", "truncate")


@dataclass
class Fault:
    """One fault, on every request it can befall or only on some.

    Args:
        name: One of FAULTS.
        only: A regular expression searched in "METHOD /path?query"; without it, every request.
        times: How often it strikes before it switches itself off; without it, until hub.fault is None.
        seconds: How long `slow` waits.
    """

    name: str
    only: str = ""
    times: int | None = None
    seconds: float = 1.0

    def __post_init__(self) -> None:
        if self.name not in FAULTS:
            raise ValueError(f"no fault is called {self.name!r}; there are {', '.join(FAULTS)}")
        if self.name == "refuse" and (self.only or self.times is not None):
            raise ValueError("'refuse' closes the door to every request: it takes neither `only` nor `times`")

    def befalls(self, line: str) -> bool:
        """Says whether a request, given as "METHOD /path?query", is one that this fault strikes."""
        if self.times == 0:
            return False
        return bool(re.search(SCOPES.get(self.name, ""), line) and re.search(self.only, line))


def with_flipped_bit(content: bytes) -> bytes:
    """Returns the content with one bit in its middle turned over."""
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :] if content else content
