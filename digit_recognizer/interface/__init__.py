"""The page and its API, in Gradio."""

from digit_recognizer.interface.answers import answers_panel, jury_panel, models_list
from digit_recognizer.interface.browser import FOLDERS, browser_routes
from digit_recognizer.interface.components import Part
from digit_recognizer.interface.compression import PageCompression
from digit_recognizer.interface.embed import embed_route
from digit_recognizer.interface.endpoints import add_endpoints
from digit_recognizer.interface.feedback import feedback_part
from digit_recognizer.interface.footer import page_footer, report_route
from digit_recognizer.interface.how import how_it_works
from digit_recognizer.interface.inputs import draw_panel, visit_part
from digit_recognizer.interface.number import number_offer, number_panel
from digit_recognizer.interface.page import Page
from digit_recognizer.interface.picture import picture_panel
from digit_recognizer.interface.preview import ICON, SCRIPT_MARK, offer_preview, preview_route
from digit_recognizer.interface.room_pages import room_routes
from digit_recognizer.interface.rooms import ROOMS
from digit_recognizer.interface.share import challenges_part, share_part
from digit_recognizer.interface.sight import language_of
from digit_recognizer.interface.speed import freeze_configs, without_matplotlib
from digit_recognizer.interface.text import fallback_texts, head_scripts
from digit_recognizer.interface.theme import STYLE_FILES, page_theme
from digit_recognizer.interface.tools import offer_tools
from digit_recognizer.interface.use import use_section
from digit_recognizer.interface.why import why_part
from digit_recognizer.interface.zero_gpu import register_with_zero_gpu

__all__ = [
    "FOLDERS",
    "ICON",
    "ROOMS",
    "SCRIPT_MARK",
    "STYLE_FILES",
    "Page",
    "PageCompression",
    "Part",
    "add_endpoints",
    "answers_panel",
    "browser_routes",
    "challenges_part",
    "draw_panel",
    "embed_route",
    "fallback_texts",
    "feedback_part",
    "freeze_configs",
    "head_scripts",
    "how_it_works",
    "jury_panel",
    "language_of",
    "models_list",
    "number_offer",
    "number_panel",
    "offer_preview",
    "offer_tools",
    "page_footer",
    "page_theme",
    "picture_panel",
    "preview_route",
    "register_with_zero_gpu",
    "report_route",
    "room_routes",
    "share_part",
    "use_section",
    "visit_part",
    "why_part",
    "without_matplotlib",
]
