"""Colours are defined once, in colours.css, for light and dark."""

import re

from digit_recognizer.interface.text import ASSETS, read_asset
from digit_recognizer.interface.theme import STYLE_FILES, page_theme

DEFINED = re.compile(r"^\s*(--[\w-]+):", re.MULTILINE)
USED = re.compile(r"var\((--[\w-]+)")
SET_BY_SCRIPT = {"--share", "--dot", "--aspect", "--rows"}
LIGHT_AND_DARK = re.compile(r"\.gradio-container \{(.*?)\n\}.*?\.gradio-container\.dark \{(.*?)\n\}", re.DOTALL)


def test_every_colour_that_is_used_is_defined():
    used = set()
    for file in ASSETS.rglob("*.css"):
        used |= set(USED.findall(file.read_text(encoding="utf-8")))
    assert used - set(DEFINED.findall(read_asset("page/colours.css"))) - SET_BY_SCRIPT == set()


def test_light_and_dark_define_the_same_colours():
    light, dark = LIGHT_AND_DARK.search(read_asset("page/colours.css")).groups()
    assert set(DEFINED.findall(light)) == set(DEFINED.findall(dark))


def test_the_theme_uses_the_pages_colours_in_light_and_dark():
    theme = page_theme()
    assert theme.body_background_fill == theme.body_background_fill_dark == "var(--page)"
    assert theme.body_text_color == theme.body_text_color_dark == "var(--ink)"


def test_style_files_are_there():
    assert all(file.is_file() for file in STYLE_FILES)
