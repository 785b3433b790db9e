"""The page's first sight, in the HTML that is served: what is seen before scripts run, and instead where none may."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from starlette.requests import Request

from digit_recognizer.bundle.manifest import ModelInfo
from digit_recognizer.interface.answers import accuracy_shown
from digit_recognizer.interface.text import FALLBACK_LOCALE, load_locales, read_asset
from digit_recognizer.recognizer import Recognizer

APP_ROOT = ".gradio-container"  # where the page's own style sheets begin
STYLES = ("page/colours.css", "page/frame.css", "header/header.css", "sight/sight.css")
RIGHT_TO_LEFT = ("ar",)
# Browsers say nb or nn for what the page calls no.
ALIASES = {"nb": "no", "nn": "no"}


@dataclass(frozen=True)
class Sight:
    """What the template shows: texts and the models' short names, best first, in the visitor's language."""

    style: str
    language: str
    direction: str
    texts: Mapping[str, str]
    names: tuple[str, ...]


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
    return Sight(_style(), language, direction, texts, tuple(short_title(model, texts) for model in models))


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
