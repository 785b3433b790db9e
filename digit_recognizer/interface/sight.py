"""The page's first sight, in the HTML that is served: what is seen before scripts run, and instead where none may."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from starlette.requests import Request

from digit_recognizer.bundle.manifest import ModelInfo
from digit_recognizer.interface.answers import accuracy_shown
from digit_recognizer.interface.text import FALLBACK_LOCALE, load_locales, read_asset
from digit_recognizer.recognizer import Recognizer

APP_ROOT = ".gradio-container"  # where the page's own style sheets begin
STYLES = ("page/colours.css", "page/frame.css", "header/header.css", "sight/sight.css")
MOST_ROWS, SEATS = 4, 5  # of the wall, and tiles in a row at least where there are enough
RIGHT_TO_LEFT = ("ar",)
# Browsers say nb or nn for what the page calls no.
ALIASES = {"nb": "no", "nn": "no"}


@dataclass(frozen=True)
class Sight:
    """What the template shows, in the visitor's language.

    Attributes:
        texts: every text of the page by its key.
        tiles: the models' short names, best first, each with how many tiles stand in its row.
    """

    style: str
    language: str
    direction: str
    texts: Mapping[str, str]
    tiles: tuple[tuple[str, int], ...]


def sight_for(recognizer: Recognizer) -> Callable[[Request], Sight]:
    """Returns what makes the first sight of a request for the page.

    Args:
        recognizer: the models that will have a seat in it.
    """

    def sight_of(request: Request) -> Sight:
        return sight_in(recognizer, language_of(request))

    return sight_of


def sight_in(recognizer: Recognizer, language: str) -> Sight:
    """Returns the first sight in one of the page's languages."""
    models = sorted(recognizer.models, key=accuracy_shown, reverse=True)
    texts = {**load_locales()[FALLBACK_LOCALE], **load_locales()[language]}
    direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
    seats = [count for count in rows_of(len(models)) for _ in range(count)]
    tiles = tuple((short_title(model, texts), count) for model, count in zip(models, seats, strict=True))
    return Sight(_style() + _seat_rules(seats), language, direction, texts, tiles)


def _seat_rules(seats: Iterable[int]) -> str:
    """Returns the rules by which tiles learn how many stand in their row: strict policies allow no style at a tag."""
    return "".join(f'.sight-wall [data-seats="{count}"] {{ --seats: {count} }}\n' for count in sorted(set(seats)))


def rows_of(total: int) -> list[int]:
    """Returns how many tiles stand in each row of the wall, as the page's scripts have it (`digits.votes.rows`)."""
    count = min(MOST_ROWS, math.ceil(total / SEATS))
    return [(total + row) // count for row in range(count)]


@cache
def _style() -> str:
    return "".join(map(read_asset, STYLES)).replace(APP_ROOT, ".sight")


def short_title(model: ModelInfo, texts: Mapping[str, str]) -> str:
    """Returns what a model is called where there is little room, as the page's scripts do."""
    return texts.get(f"short_{model.name}", texts.get(f"model_{model.name}", model.title))


def language_of(request: Request) -> str:
    """Returns the language that the link names with `?lang=`, else the first of the browser's that the page speaks."""
    accepted = request.headers.get("accept-language", "").split(",")
    for tag in (request.query_params.get("lang", ""), *accepted):
        code = tag.split(";")[0].strip().lower().split("-")[0]
        code = ALIASES.get(code, code)
        if code in load_locales():
            return code
    return FALLBACK_LOCALE
