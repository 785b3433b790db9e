"""The page and its API, in Gradio."""

from digit_recognizer.interface.answers import answers_panel
from digit_recognizer.interface.components import Fragment
from digit_recognizer.interface.endpoints import add_endpoints
from digit_recognizer.interface.source import weights_line
from digit_recognizer.interface.speed import freeze_configs, without_matplotlib
from digit_recognizer.interface.tabs import input_tabs
from digit_recognizer.interface.text import fallback_texts
from digit_recognizer.interface.theme import STYLE_FILES, page_theme

__all__ = [
    "STYLE_FILES",
    "Fragment",
    "add_endpoints",
    "answers_panel",
    "fallback_texts",
    "freeze_configs",
    "input_tabs",
    "page_theme",
    "weights_line",
    "without_matplotlib",
]
