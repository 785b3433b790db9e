"""What the served HTML says before any script runs: to those who show links elsewhere, and to the visitor's eye."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import gradio.routes
from jinja2 import BaseLoader, Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from digit_recognizer.files import ASSETS
from digit_recognizer.interface.errors import require_of_gradio
from digit_recognizer.interface.sight import sight_for
from digit_recognizer.interface.text import FALLBACK_LOCALE, load_locales, read_asset
from digit_recognizer.recognizer import Recognizer

ICON = ASSETS / "preview" / "icon.png"
PICTURE = ASSETS / "preview" / "preview.png"
PICTURE_PATH = "/preview.png"
PAGE_TEMPLATE = "frontend/index.html"
HEAD_START = '<meta charset="utf-8" />\n'
APP_START = "<gradio-app"
SCRIPT_MARK = "script_mark"  # where a request holds the word by which the scripts of its page's template are known
SCRIPT = re.compile(r"<script(?=[\s>])")
GRADIOS_OWN = re.compile(r'<meta\s+(?:property="og:|name="twitter:)[^>]*/>\s*')


@dataclass(frozen=True)
class Preview:
    """What the head of the page says of it; addresses are absolute, as those who show previews need them."""

    title: str
    description: str
    address: str
    picture: str
    picture_alt: str


def preview_of(request: Request, root: str) -> Preview:
    """Returns the preview in the language that the link names with `?lang=`, else in English.

    Args:
        request: the request for the page.
        root: the address at which the outside world reaches the app, as Gradio finds it.
    """
    named = request.query_params.get("lang", "")
    locales = load_locales()
    texts = locales.get(named, locales[FALLBACK_LOCALE])
    return Preview(
        title=texts["title"],
        description=texts["preview_description"],
        address=f"{root}/?lang={named}" if named in locales else f"{root}/",
        picture=f"{root}{PICTURE_PATH}",
        picture_alt=texts["preview_alt"],
    )


class PageLoader(FileSystemLoader):
    """Loads Gradio's templates; the page's own says what this app is, where Gradio's speaks of Gradio."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Returns a template's source, its file, and what tells whether it has changed."""
        source, file, is_current = super().get_source(environment, template)
        return with_preview(source) if template == PAGE_TEMPLATE else source, file, is_current


def with_preview(source: str) -> str:
    """Returns the page's template with this app's preview in place of Gradio's two, and its first sight."""
    for part in (HEAD_START, APP_START):
        require_of_gradio(source.count(part) == 1, f"one {part.strip()} in its page")
    require_of_gradio(GRADIOS_OWN.search(source) is not None, "preview in its page")
    page = GRADIOS_OWN.sub("", source).replace(HEAD_START, HEAD_START + read_asset("preview/preview.html"), 1)
    page = page.replace(APP_START, read_asset("sight/sight.html") + APP_START, 1)
    return SCRIPT.sub('<script data-mark="{{ mark_of(request) }}"', page)


def mark_of(request: Request) -> str:
    """Returns the word that the scripts of this request's page carry; '' where nobody asks which they are."""
    return request.scope.get(SCRIPT_MARK, "")


def offer_preview(recognizer: Recognizer) -> None:
    """Makes Gradio write the preview and the first sight into the page; it renders each page from its templates.

    Args:
        recognizer: the models whose names are seen first.
    """
    environment = gradio.routes.templates.env
    require_of_gradio(isinstance(environment.loader, BaseLoader), "loader of its page's template")
    environment.loader = PageLoader(gradio.routes.STATIC_TEMPLATE_LIB)
    environment.globals["preview_of"] = preview_of
    environment.globals["mark_of"] = mark_of
    environment.globals["sight_of"] = sight_for(recognizer)
    environment.get_template(PAGE_TEMPLATE)


def preview_route() -> Route:
    """Returns the route of the picture that previews show."""

    async def answer(_: Request) -> FileResponse:
        return FileResponse(PICTURE, headers={"Cache-Control": "public, max-age=86400"})

    return Route(PICTURE_PATH, answer, methods=["GET"])
