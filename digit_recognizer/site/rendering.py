"""Writes a page of Gradio's components as plain HTML, styles and a script, which need nothing of Gradio to run."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from digit_recognizer.interface import Part
from digit_recognizer.interface.text import as_literal, load_locales, read_asset, read_script

VALUE = re.compile(r"\{\{(\w+)\}\}")
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# For readers of the files only; a comment with code after it on its line stays.
COMMENT_LINES = re.compile(r"^ *(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/)\n", re.MULTILINE | re.DOTALL)
FORM = re.compile(r"_(?:zero|one|two|few|many|other)$")  # of a text that depends on a count
STYLE_COMMENT = re.compile(r"/\*.*?\*/\n*", re.DOTALL)
CONTAINERS: Mapping[type, tuple[str, str]] = {
    gr.Row: ('<div class="row {classes}"{id}>', "</div>"),
    gr.Column: ('<div class="column {classes}"{id}>', "</div>"),
    gr.Group: ('<div class="group {classes}"{id}><div class="styler">', "</div></div>"),
}


@dataclass(frozen=True)
class Rendered:
    """A page without its head: markup, the style sheet and the script of all its parts."""

    body: str
    style: str
    script: str


def render(
    page: gr.Blocks, shared: Sequence[str], start: str, styles: Sequence[str], reworded: Mapping[str, str]
) -> Rendered:
    """Writes a page whose components are parts, rows, columns and groups.

    Args:
        page: what is written.
        shared: scripts below `assets/` that all parts share, in the order in which they run.
        start: the script that puts the parts up; it finds them in `parts`, and what they run in `scripts`.
        styles: style sheets below `assets/` that hold for the whole page.
        reworded: keys of texts, of those with a count without its form, and of the texts that stand in for them.
    """
    body = "\n".join(map(_markup, page.children))
    parts = [block for block in page.blocks.values() if isinstance(block, Part)]
    style = "\n".join([*map(read_asset, styles), *_styles(parts)])
    code = _code(parts, shared, start)
    texts = _texts(body + code, reworded)
    script = f"window.digitLocales = {as_literal(texts)};\n{code}"
    return Rendered(body, STYLE_COMMENT.sub("", style), script)


def _markup(block: Any) -> str:
    if isinstance(block, Part):
        # As Gradio nests them: styles and scripts of the parts find one another so.
        inside = VALUE.sub(lambda found: html.escape(str(block.props[found[1]])), block.html_template)
        return f'<div class="block" id="{block.elem_id}"><div class="html-container">{inside}</div></div>'
    start, end = CONTAINERS[type(block)]
    attribute = f' id="{block.elem_id}"' if block.elem_id else ""
    inside = "\n".join(map(_markup, block.children))
    return start.format(classes=" ".join(block.elem_classes), id=attribute) + inside + end


def _styles(parts: list[Part]) -> Iterator[str]:
    """Yields each part's own style sheet, which holds within the part alone."""
    for part in parts:
        if part.css_template:
            yield f"#{part.elem_id} {{\n{part.css_template}}}"


def _code(parts: list[Part], shared: Sequence[str], start: str) -> str:
    """Composes one script of what parts share, the parts, and what puts them up."""
    runs = list(dict.fromkeys(str(part.js_on_load) for part in parts))
    functions = ",\n".join(f"(element, props, server) => {{\n{run}}}" for run in runs)
    described = [
        {"id": part.elem_id, "script": runs.index(str(part.js_on_load)), "props": part.props} for part in parts
    ]
    heads = dict.fromkeys(script for part in parts for script in INLINE.findall(part.head or ""))
    put_up = f"(() => {{\nconst parts = {as_literal(described)};\nconst scripts = [\n{functions}\n];\n{start}}})();"
    return COMMENT_LINES.sub("", "\n".join([*map(read_script, shared), *heads, put_up]))


def _texts(sources: str, reworded: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Returns the texts of every language that the sources name; where they name the beginning, all that begin so."""
    words = set(re.findall(r"\w+", sources))
    beginnings = tuple(re.findall(r"`(\w+_)\$\{", sources))

    def is_named(key: str) -> bool:
        return key in words or FORM.sub("", key) in words or key.startswith(beginnings)

    return {
        locale: {key: texts[reworded.get(FORM.sub("", key), key)] for key in texts if is_named(key)}
        for locale, texts in load_locales().items()
    }
