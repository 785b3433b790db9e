"""Fills the project's Markdown templates; a name that a template asks for and does not get is an error."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined


def render_template(template: Path, filters: Mapping[str, Callable[..., Any]], **values: Any) -> str:
    """Returns the text of a Jinja template, which may include its neighbours, filled with `values`."""
    environment = Environment(
        loader=FileSystemLoader(template.parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # The text is Markdown made of this project's own words and numbers.
    )
    environment.filters.update(filters)
    return environment.get_template(template.name).render(**values)
