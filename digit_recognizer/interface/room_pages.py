"""The pages of the rooms: each is one HTML document with modules of its own, which needs no server to run."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.routing import Route

from digit_recognizer.files import ASSETS
from digit_recognizer.interface.documents import document_route
from digit_recognizer.interface.rooms import ROOMS, Room
from digit_recognizer.interface.text import SHARED_MODULES, as_literal, fallback_texts, pick_texts, read_asset

SHELL = "room"
STYLES = (
    "page/page.css",
    "page/shared.css",
    "page/access.css",
    "language/language.css",
    "skip/skip.css",
    "room/room.css",
)
PAD_HINT = "pad_hint"
COLOURS = re.compile(r"\.gradio-container \{(.*?)\n\}.*?\.gradio-container\.dark \{(.*?)\n\}", re.DOTALL)
COMMENT = re.compile(r"^/\*.*?\*/\n+", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"\{\{(\w+)\}\}")
NAMED_TEXT = re.compile(r"(data-text=\"(\w+)\"[^>]*>)(?=</)")


@dataclass(frozen=True)
class Places:
    """Where a page finds what is beside it, as addresses relative to its own.

    Attributes:
        draw: the page that draws.
        ending: what the address of a room has behind its name.
        server: the app that reads where the browser cannot; '' where there is none.
    """

    draw: str = "./"
    ending: str = ""
    server: str = "./"


BESIDE_THE_APP = Places()
AS_FILES = Places(draw="index.html", ending=".html", server="")


def room_routes() -> list[Route]:
    """Returns the routes of the rooms' pages; their scripts are handed out as those of the web component are."""
    return [document_route(f"/{room.name}", room_page(room), _style(room)) for room in ROOMS]


def room_page(room: Room, places: Places = BESIDE_THE_APP) -> str:
    """Returns a room as one HTML document, in English until its script has put up the visitor's language.

    Args:
        room: which one.
        places: what its links lead to; `AS_FILES` for pages that lie in one folder, each as `<name>.html`.
    """
    pad = read_asset("pad/pad.html").replace("{{hint}}", PAD_HINT)
    values = {
        "title": fallback_texts()[f"{room.name}_title"],
        "description": fallback_texts()[f"{room.name}_description"],
        "style": _style(room),
        "draw": places.draw,
        "server": places.server,
        "rooms": _links(room, places),
        "language": read_asset("language/language.html"),
        "name": room.name,
        "folder": room.folder,
        "content": read_asset(f"{room.folder}/{room.folder}.html").replace("{{pad}}", pad),
    }
    page = PLACE.sub(lambda place: values.get(place[1], place[0]), read_asset("room/room.html"))
    page = NAMED_TEXT.sub(lambda element: element[1] + fallback_texts()[element[2]], page)
    # Last, for whatever stands in the texts is no place to fill.
    return page.replace("{{texts}}", as_literal(_texts(room, page)))


def _links(here: Room, places: Places) -> str:
    """Returns the links to all rooms, this one among them."""
    current = {here.name: ' aria-current="page"'}
    links = (
        f'<a href="{room.name}{places.ending}"{current.get(room.name, "")} data-text="room_{room.name}"></a>'
        for room in ROOMS
    )
    return "".join(links)


def _style(room: Room) -> str:
    """Composes the style sheet: the page's colours, light or dark as the system is, what is shared, and its own."""
    found = COLOURS.search(read_asset("page/colours.css"))
    if not found:
        raise ValueError("page/colours.css must hold the colours of light and of dark; one of the two was not found.")
    light, dark = (f".gradio-container {{{colours}\n}}\n" for colours in found.groups())
    sheets = "".join(map(read_asset, (*STYLES, *room.styles, f"{room.folder}/{room.folder}.css")))
    return COMMENT.sub("", f"{light}@media (prefers-color-scheme: dark) {{\n{dark}}}\n{sheets}")


def _texts(room: Room, page: str) -> Mapping[str, Mapping[str, str]]:
    """Returns, in every language, the room's own texts and those that the page and its scripts name."""
    scripts = [*(ASSETS / SHELL).glob("*.js"), *(ASSETS / room.folder).glob("*.js")]
    sources = [page, *(file.read_text(encoding="utf-8") for file in scripts), *map(read_asset, SHARED_MODULES)]
    named = set(re.findall(r"[\"'](\w+)[\"']", "\n".join(sources))) | {"language_name"}
    return pick_texts(lambda key: key in named or key.startswith((room.own_texts, *room.texts)))
