"""What visitors take with them: the card of their drawing, and challenges that end in one."""

from digit_recognizer.interface.components import Part
from digit_recognizer.interface.inputs import PAD_SIDE
from digit_recognizer.interface.number import NUMBER_WIDTH
from digit_recognizer.interface.text import read_asset
from digit_recognizer.recognizer import Recognizer

PAD = {"width": PAD_SIDE, "height": PAD_SIDE}
PADS = {"draw": PAD, "number": {"width": NUMBER_WIDTH, "height": PAD_SIDE}}


def share_part(recognizer: Recognizer) -> Part:
    """Adds the button for the card, and the window in which the card is looked at, saved and passed on."""
    return Part("share", head=_script("share/card.js"), pads=PADS, models=_named(recognizer))


def challenges_part(recognizer: Recognizer) -> Part:
    """Adds the challenges, which are played on the pad for digits; their cards are put up by the part above."""
    return Part("challenges", head=_script("challenges/rules.js"), pad=PAD, models=_named(recognizer))


def _script(name: str) -> str:
    return f"<script>{read_asset(name)}</script>"


def _named(recognizer: Recognizer) -> list[dict[str, str]]:
    return [{"name": info.name, "title": info.title} for info in recognizer.models]
