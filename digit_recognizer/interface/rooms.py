"""Which rooms there are beside the page that draws."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    """A page beside the one that draws.

    Attributes:
        name: its address; what the keys of its texts begin with, `<name>_title` and `<name>_description` among them.
        folder: in assets/, where `<folder>.html`, `<folder>.css` and `<folder>.js`, the module that runs it, lie.
        styles: further style sheets that it uses, below assets/, in the order in which they come before its own.
        texts: what the keys of other texts begin with that it needs; those that it names in quotes come by themselves.
    """

    name: str
    folder: str
    styles: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def own_texts(self) -> str:
        """What the keys of its own texts begin with, which no other page needs."""
        return f"{self.name}_"


_LEARN = ("path", "controls", "figures", "layers", "examples")
ROOMS = (
    Room("practise", "practise", styles=("pad/pad.css", "practise/tasks.css", "practise/writing.css")),
    Room(
        "models",
        "models_room",
        styles=("models_room/models.css", "models_room/tables.css"),
        texts=("model_", "kind_", "family_"),
    ),
    Room("learn", "learn", styles=("pad/pad.css", *(f"learn/{name}.css" for name in _LEARN))),
)
