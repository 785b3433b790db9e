"""The page's look where Gradio draws it: colours, type and the quiet of everything that is not the answer."""

import gradio as gr

from digit_recognizer.files import ASSETS

FONTS = ["ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif"]
STYLES = (
    "page/colours.css",
    "page/shared.css",
    "page/page.css",
    "number/panel.css",
    "offer/panel.css",
    "why/layer.css",
)
STYLE_FILES = [ASSETS / name for name in STYLES]


def page_theme() -> gr.themes.Base:
    """Returns a theme whose colours are the variables of colours.css."""
    theme = gr.themes.Base(font=FONTS, font_mono=["ui-monospace", "monospace"], radius_size="lg", text_size="lg")
    colours = {
        "body_background_fill": "var(--page)",
        "body_text_color": "var(--ink)",
        "body_text_color_subdued": "var(--quiet)",
        "background_fill_primary": "var(--page)",
        "background_fill_secondary": "var(--pad-paper)",
        "block_background_fill": "var(--pad-paper)",
        "block_border_color": "var(--line)",
        "border_color_primary": "var(--line)",
        "border_color_accent": "var(--accent)",
        "color_accent": "var(--accent)",
        "color_accent_soft": "var(--accent-soft)",
    }
    return theme.set(
        **{
            f"{name}{suffix}": colour
            for name, colour in colours.items()
            for suffix in ("", "_dark")
            if hasattr(theme, f"{name}{suffix}")
        }
    )
