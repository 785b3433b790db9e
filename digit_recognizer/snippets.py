"""Code that uses the app from elsewhere, as the page and docs/ show it and as the tests run it."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from digit_recognizer.errors import SnippetError
from digit_recognizer.files import ASSETS

SNIPPETS_FILE = ASSETS / "use" / "snippets.toml"
FRONT_END_PAGE = "templates/frontend/index.html"


@dataclass(frozen=True)
class Snippet:
    """Code in one language.

    Attributes:
        id: names it; the texts `use_<id>` and `use_<id>_hint` in `assets/locales/` are its title and explanation.
        language: what a Markdown fence calls it.
        code: with {{url}}, {{script}} and {{model}} where `filled` puts what differs between servers.
    """

    id: str
    language: str
    code: str

    def filled(self, url: str, script: str, model: str) -> str:
        """Returns the code for one running app.

        Args:
            url: where it is served, without a slash at the end.
            script: the file of Gradio's front end, below `url`, as `front_end_script` finds it.
            model: a model's name.
        """
        return self.code.replace("{{url}}", url).replace("{{script}}", script).replace("{{model}}", model)


@cache
def load_snippets() -> tuple[Snippet, ...]:
    """Returns every snippet, in the order in which they are shown."""
    content = tomllib.loads(SNIPPETS_FILE.read_text(encoding="utf-8"))
    return tuple(Snippet(entry["id"], entry["language"], entry["code"].strip()) for entry in content["snippet"])


@cache
def front_end_script() -> str:
    """Returns the path, on any of its servers, of the script with which the installed Gradio draws its apps.

    Its name changes with each release. Pages that load it from the app itself need no other host. Found without
    importing Gradio, so that docs/ can be written where only the package lies.

    Raises:
        SnippetError: Gradio is not installed, or lies on the disk in another way than it used to.
    """
    spec = find_spec("gradio")
    if spec is None or spec.origin is None:
        raise SnippetError("Gradio is not installed: pip install -r requirements.txt")
    page = Path(spec.origin).parent / FRONT_END_PAGE
    found = re.search(r"assets/index-[\w-]+\.js", page.read_text(encoding="utf-8")) if page.exists() else None
    if found is None:
        raise SnippetError(f"{page} names no assets/index-….js: see where this release of Gradio keeps it.")
    return found.group()
