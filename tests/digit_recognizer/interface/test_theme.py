"""Colours are defined once, in colours.css, for light and dark."""

import re

from digit_recognizer.interface.text import ASSETS, read_asset
from digit_recognizer.interface.theme import STYLE_FILES, page_theme

DEFINED = re.compile(r"^\s*(--[\w-]+):", re.MULTILINE)
USED = re.compile(r"var\((--[\w-]+)")
SET_BY_SCRIPT = {"--share", "--dot", "--aspect", "--rows", "--columns", "--tint", "--seats"}
LIGHT_AND_DARK = re.compile(r"\.gradio-container \{(.*?)\n\}.*?\.gradio-container\.dark \{(.*?)\n\}", re.DOTALL)


def test_every_colour_that_is_used_is_defined():
    styles = [file.read_text(encoding="utf-8") for file in ASSETS.rglob("*.css")]
    used = {name for style in styles for name in USED.findall(style)}
    defined = {name for style in styles for name in DEFINED.findall(style)}
    assert used - defined - SET_BY_SCRIPT == set()


def test_light_and_dark_define_the_same_colours():
    light, dark = LIGHT_AND_DARK.search(read_asset("page/colours.css")).groups()
    assert set(DEFINED.findall(light)) == set(DEFINED.findall(dark))


def test_the_theme_uses_the_pages_colours_in_light_and_dark():
    theme = page_theme()
    assert theme.body_background_fill == theme.body_background_fill_dark == "var(--page)"
    assert theme.body_text_color == theme.body_text_color_dark == "var(--ink)"


def test_style_files_are_there():
    assert all(file.is_file() for file in STYLE_FILES)


def test_for_and_against_differ_in_lightness_from_each_other_and_from_the_paper():
    for colours in LIGHT_AND_DARK.search(read_asset("page/colours.css")).groups():
        speaks_for, against, paper = (luminance(colours, name) for name in ("--for", "--against", "--pad-paper"))
        assert contrast(speaks_for, against) > 2.5
        assert contrast(speaks_for, paper) > 3
        assert contrast(against, paper) > 3


def luminance(colours, name):
    """Returns the relative luminance of a colour that is written in hexadecimal digits (WCAG 2.2)."""
    digits = re.search(rf"{name}: #([0-9a-f]+);", colours)[1]
    pairs = [digit * 2 for digit in digits] if len(digits) == 3 else re.findall("..", digits)
    shares = [int(pair, 16) / 255 for pair in pairs]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
