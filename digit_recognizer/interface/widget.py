"""What the web component `<digit-pad>` holds beside its scripts: markup, styles and texts, as one module of JavaScript.

`python -m digit_recognizer.interface.widget` writes it, and the version of the npm package; a test holds them to their
sources. The component's files then run as they are, from any server of files.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from digit_recognizer import __version__
from digit_recognizer.files import ASSETS, write_atomically
from digit_recognizer.interface.text import SHARED_MODULES, as_literal, pick_texts, read_asset

FOLDER = "widget"
CONTENTS = ASSETS / FOLDER / "contents.js"
PACKAGE = ASSETS / "package.json"
STYLES = ("page/shared.css", "pad/pad.css", "widget/widget.css", "page/access.css")
APP_ROOT = ".gradio-container "  # where the page's own rules begin; the component's hold inside it alone
PAD_HINT = "pad_hint"
COLOURS = re.compile(r"\.gradio-container \{(.*?)\n\}.*?\.gradio-container\.dark \{(.*?)\n\}", re.DOTALL)
COLOUR = re.compile(r"^\s*(--[\w-]+): (#\w+);$", re.MULTILINE)
COMMENT = re.compile(r"^/\*.*?\*/\n+", re.MULTILINE | re.DOTALL)
BETWEEN_TAGS = re.compile(r">\s+<")
HEAD = "// Written by `make readme` from HTML, style sheets and texts elsewhere in assets/: change those instead.\n\n"


def widget_contents() -> str:
    """Returns the module that holds the component's markup, style and texts."""
    markup = (
        read_asset("widget/widget.html").replace("{{pad}}", read_asset("pad/pad.html")).replace("{{hint}}", PAD_HINT)
    )
    values = {"MARKUP": BETWEEN_TAGS.sub("><", markup).strip(), "STYLE": _style(), "TEXTS": _texts(markup)}
    types = {"MARKUP": "string", "STYLE": "string", "TEXTS": "Record<string, Record<string, string>>"}
    lines = [f"/** @type {{{types[name]}}} */\nexport const {name} = {as_literal(values[name])};\n" for name in values]
    return HEAD + "\n".join(lines)


def widget_package() -> str:
    """Returns the description of the npm package, with the version that package, bundle and tags share."""
    package: dict[str, Any] = json.loads(PACKAGE.read_text(encoding="utf-8"))
    return json.dumps(package | {"version": __version__}, indent=2, ensure_ascii=False) + "\n"


def _style() -> str:
    """Composes the style sheet: the page's colours as the element's own, the page's rules, then the component's."""
    found = COLOURS.search(read_asset("page/colours.css"))
    if not found:
        raise ValueError("page/colours.css must hold the colours of light and of dark; one of the two was not found.")
    light, dark = (dict(COLOUR.findall(colours)) for colours in found.groups())
    plain = "".join(f"  {name}: {colour};\n" for name, colour in light.items())
    both = "".join(f"    {name}: light-dark({colour}, {dark[name]});\n" for name, colour in light.items())
    # Light or dark as the page around it is; where a browser cannot tell, light.
    tokens = f":host {{\n{plain}}}\n\n@supports (color: light-dark(red, red)) {{\n  :host {{\n{both}  }}\n}}\n\n"
    return tokens + COMMENT.sub("", "\n".join(map(read_asset, STYLES)).replace(APP_ROOT, ""))


def _texts(markup: str) -> Mapping[str, Mapping[str, str]]:
    """Returns the texts of every language that markup and scripts name, and the models' names."""
    scripts = [file.read_text(encoding="utf-8") for file in sorted((ASSETS / FOLDER).glob("*.js")) if file != CONTENTS]
    sources = "\n".join([markup, *scripts, *map(read_asset, SHARED_MODULES)])
    named = set(re.findall(r"data-(?:text|label)=\"(\w+)\"", sources)) | set(re.findall(r"'(\w+)'", sources))
    return pick_texts(lambda key: key in named or key.startswith("model_"))


def main() -> None:
    """Writes the module and the package's version."""
    write_atomically(CONTENTS, lambda file: file.write(widget_contents().encode()))
    write_atomically(PACKAGE, lambda file: file.write(widget_package().encode()))


if __name__ == "__main__":
    main()
