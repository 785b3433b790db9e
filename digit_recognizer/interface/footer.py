"""The end of the page: what this is, where its source, report, licence and weights are, and how to cite it."""

import os
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

import digit_recognizer
from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.files import ASSETS
from digit_recognizer.interface.components import Part
from digit_recognizer.interface.text import fallback_texts

HUB = "https://huggingface.co"
LICENCE = "https://www.apache.org/licenses/LICENSE-2.0"
REPORT = ASSETS / "REPORT.md"
REPORT_PATH = "/report"
SPACE_VARIABLE = "SPACE_ID"  # set on every Space: USER/NAME
STATIC_VARIABLE = "STATIC_SPACE_ID"  # names a Space with the page as a static site, USER/NAME
SHORT_COMMIT = 7


def page_footer(bundle: Bundle, links: Mapping[str, str] | None = None) -> Part:
    """Adds the footer; the visitor's browser fills in the address at which it found the app.

    Args:
        bundle: whose weights answer.
        links: addresses by name, as `find_links` returns them; by default those of this app.
    """
    source = bundle.source
    return Part(
        "footer",
        links=find_links(bundle) if links is None else links,
        weights=describe_source(bundle),
        weights_key="about_weights_bundled" if source.repo_id is None else "about_weights",
        citation=cite(),
    )


def find_links(bundle: Bundle) -> dict[str, str]:
    """Returns addresses by name; '' for what has none where this app is served."""
    space, source = os.environ.get(SPACE_VARIABLE), bundle.source
    static = os.environ.get(STATIC_VARIABLE)
    files = f"{HUB}/spaces/{space}"
    report_here = f".{REPORT_PATH}" if REPORT.exists() else ""
    return {
        "source": f"{files}/tree/main" if space else "",
        "report": f"{files}/blob/main/assets/{REPORT.name}" if space else report_here,
        "licence": LICENCE,
        "weights": f"{HUB}/{source.repo_id}/tree/{source.commit}" if source.repo_id else "",
        "static": f"{HUB}/spaces/{static}" if static else "",
    }


def cite() -> list[str]:
    """Returns the lines of a BibTeX entry; where and when the page was read, and the closing brace, are to follow."""
    title = fallback_texts()["title"]
    return [
        "@software{draw_a_digit,",
        f"  title = {{{title}: handwritten digits read by many models side by side}},",
        f"  author = {{{{The maintainers of {title}}}}},",
        f"  version = {{{digit_recognizer.__version__}}},",
    ]


def describe_source(bundle: Bundle) -> str:
    """Returns the bundle's version, or its origin on the Hub."""
    source = bundle.source
    if source.repo_id is None:
        return bundle.manifest.bundle_version
    return f"{source.repo_id} {source.revision} ({(source.commit or '')[:SHORT_COMMIT]})"


def report_route() -> Route:
    """Returns the route of the report, which a Space shows among its files; elsewhere the app hands it out as text."""

    async def answer(_: Request) -> Response:
        # What is installed as a package comes without it.
        if not REPORT.exists():
            return Response("The report lies in the repository.", status_code=404, media_type="text/plain")
        return FileResponse(REPORT, media_type="text/plain; charset=utf-8")

    return Route(REPORT_PATH, answer, methods=["GET"])
