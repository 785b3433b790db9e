"""Gathers the site's files: the page, what reads in the browser, and what keeps it all without a network."""

import asyncio
import hashlib
import html
import io
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from typing import Any

from jinja2 import Template
from PIL import Image

from digit_recognizer.interface.preview import ICON, PICTURE
from digit_recognizer.interface.sight import sight_in
from digit_recognizer.interface.text import (
    FALLBACK_LOCALE,
    HEAD_STYLES,
    PAGE_SCRIPTS,
    as_literal,
    fallback_texts,
    read_asset,
)
from digit_recognizer.recognizer import Recognizer
from digit_recognizer.site.addresses import Addresses
from digit_recognizer.site.draw import draw_page
from digit_recognizer.site.policy import policy_of
from digit_recognizer.site.reading import reader_files
from digit_recognizer.site.rendering import COMMENT_LINES, Rendered, render
from digit_recognizer.site.rooms import room_files

HOME = "index.html"
# How the app's page asks; the site has another way in each one's place.
OF_THE_APP = ("page/questions.js", "page/answering.js", "page/local.js")
SCRIPTS = (*(name for name in PAGE_SCRIPTS if name not in OF_THE_APP), "site/models.js", "site/questions.js")
STYLES = ("page/colours.css", "site/frame.css", "page/shared.css", "page/page.css", "why/layer.css", *HEAD_STYLES)
# What the app says of its server, the site says of its models.
REWORDED = {"waiting_line": "site_waiting", "error_summary": "site_failed", "jury_idle_lead": "site_idle"}
LIGHT, DARK = "#fbfaf7", "#101216"  # the page's ground in colours.css
ACCENT = (0x27, 0x47, 0xDC)
ICON_SIDES = (192, 512)
MASKABLE = "icon-maskable.png"
# The worker keeps all files but these: the page itself keeps the models; the others are for who asks for them.
NOT_KEPT = ("models/models/*", "engine/*.txt", "engine/LICENSE", "preview.png")


def site_files(recognizer: Recognizer, addresses: Addresses | None = None) -> Mapping[str, bytes]:
    """Returns the content of every file by its path.

    Args:
        recognizer: the models that the site carries.
        addresses: what it leads to.

    Raises:
        BundleError: a graph is missing or is not the one that the manifest names.
    """
    files = {
        **dict(_page_files(recognizer, addresses or Addresses())),
        **dict(room_files()),
        **dict(reader_files(recognizer.bundle)),
        **dict(_icons()),
        "preview.png": PICTURE.read_bytes(),
    }
    files["worker.js"] = _worker(files).encode()
    return dict(sorted(files.items()))


def _page_files(recognizer: Recognizer, addresses: Addresses) -> Iterator[tuple[str, bytes]]:
    # In a thread of its own: whoever calls may have an event loop already.
    with ThreadPoolExecutor(1) as thread:
        page = thread.submit(asyncio.run, draw_page(recognizer, addresses.links, addresses.full_app)).result()
    rendered = render(page, SCRIPTS, read_asset("site/start.js"), STYLES, REWORDED)
    yield HOME, _document(rendered, _sight(recognizer)).encode()
    yield "draw.css", rendered.style.encode()
    yield "draw.js", rendered.script.encode()
    yield "site.webmanifest", _web_manifest().encode()


def _document(rendered: Rendered, sight: str) -> str:
    """Puts the page together; its policy comes last, for it names what stands in the page."""
    texts = fallback_texts()
    values = {
        "language": FALLBACK_LOCALE,
        "title": html.escape(texts["title"]),
        "description": html.escape(texts["preview_description"]),
        "light": LIGHT,
        "dark": DARK,
        "scheme": f"(() => {{\n{COMMENT_LINES.sub('', read_asset('site/scheme.js'))}}})();",
        "sight": sight,
        "body": rendered.body,
    }
    page = read_asset("site/page.html")
    for name, value in values.items():
        page = page.replace(f"{{{{{name}}}}}", value)
    return page.replace("{{policy}}", policy_of(page))


def _sight(recognizer: Recognizer) -> str:
    """Returns what is seen before the script runs, and instead where none may."""
    sight = sight_in(recognizer, FALLBACK_LOCALE)
    return Template(read_asset("sight/sight.html")).render(sight_of=lambda request: sight, request=None)


def _web_manifest() -> str:
    """Describes the site to who installs it."""
    texts = fallback_texts()
    icons = [{"src": f"./icon-{side}.png", "sizes": f"{side}x{side}", "type": "image/png"} for side in ICON_SIDES]
    side = ICON_SIDES[-1]
    icons.append({"src": f"./{MASKABLE}", "sizes": f"{side}x{side}", "type": "image/png", "purpose": "maskable"})
    manifest: dict[str, Any] = {
        "name": texts["title"],
        "short_name": texts["title"],
        "description": texts["preview_description"],
        "lang": FALLBACK_LOCALE,
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": LIGHT,
        "theme_color": LIGHT,
        "icons": icons,
    }
    return json.dumps(manifest, ensure_ascii=False, indent=2)


def _icons() -> Iterator[tuple[str, bytes]]:
    """Yields the icon in both sizes, and on a ground of its colour, of which systems may cut the corners."""
    with Image.open(ICON) as icon:
        for side in ICON_SIDES:
            yield f"icon-{side}.png", _png(icon.resize((side, side), Image.Resampling.LANCZOS))
        ground = Image.new("RGBA", icon.size, ACCENT)
        ground.alpha_composite(icon.convert("RGBA"))
        yield MASKABLE, _png(ground.convert("RGB"))


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()


def _worker(files: Mapping[str, bytes]) -> str:
    """Returns the service worker, which names what it keeps; another content of any file makes it another release."""
    kept = {path: content for path, content in files.items() if not any(fnmatch(path, left) for left in NOT_KEPT)}
    digest = hashlib.sha256()
    for path, content in sorted(kept.items()):
        digest.update(f"{path} {len(content)} ".encode() + content)
    site = {"version": digest.hexdigest()[:16], "files": sorted(kept)}
    return f"const SITE = {as_literal(site)};\n{COMMENT_LINES.sub('', read_asset('site/worker.js'))}"
