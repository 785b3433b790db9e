"""Where the site leads to."""

from collections.abc import Mapping
from dataclasses import dataclass

from digit_recognizer.interface.footer import HUB, LICENCE, STATIC_VARIABLE

__all__ = ["STATIC_VARIABLE", "Addresses", "space_address"]


@dataclass(frozen=True)
class Addresses:
    """What the site leads to, each '' where there is no such thing.

    Attributes:
        full_app: the app with a server, which reads whole numbers and photos too.
        source: the code that the site is made from.
        weights: the models on the Hub.
    """

    full_app: str = ""
    source: str = ""
    weights: str = ""

    @property
    def links(self) -> Mapping[str, str]:
        """The footer's addresses by name."""
        return {"source": self.source, "report": "", "licence": LICENCE, "weights": self.weights, "static": ""}


def space_address(space_id: str) -> str:
    """Returns where the Hub shows a Space, USER/NAME; '' without one."""
    return f"{HUB}/spaces/{space_id}" if space_id else ""
