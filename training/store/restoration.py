"""What restored.json says: how native weights were made again that no training left on this machine."""

from dataclasses import dataclass
from typing import Literal

from training.store.metrics import LineReaderParity, Parity
from training.store.records import Record

How = Literal["served_graph", "fitted_again"]


@dataclass(frozen=True, kw_only=True)
class Restoration(Record):
    """How one model's native weights were made again, and how they compare with the graph that is served.

    Attributes:
        how: read out of the graph, or fitted again with the same seed.
        is_equal: whether they answer as the graph does, as far as the weights that it was exported from did.
        seconds: how long it took.
        parity: of single images' answers …
        line_parity: … or of lines'.
    """

    how: How
    is_equal: bool
    seconds: float
    parity: Parity | None = None
    line_parity: LineReaderParity | None = None

    def __str__(self) -> str:
        """Says it in one line."""
        made = "read out of the served graph" if self.how == "served_graph" else "fitted again with its seed"
        if self.line_parity is not None:
            proof = f"{self.line_parity.rows} lines, largest difference {self.line_parity.largest_gap:.1e}"
        elif self.parity is not None:
            proof = (
                f"the same digit in {self.parity.same_label:,} of {self.parity.rows:,} rows, "
                f"{len(self.parity.beyond_tolerance_rows)} beyond {self.parity.tolerance:.0e}, the others differ by at "
                f"most {self.parity.largest_gap_within:.1e}"
            )
        kept = "" if self.is_equal else "; NOT the served model, so not kept"
        return f"{made} in {self.seconds:.0f} s: {proof}{kept}"
