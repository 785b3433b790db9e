"""The Space: draw a digit, or show a picture of one, and see what every model answers.

Visitors get the pad, the picture tab and the answers of all models side by side. Programs get the endpoints
/predict, /compare, /predict_batch, /explain, /read_number, /normalize and /models.
"""

import gradio as gr

from digit_recognizer import Recognizer
from digit_recognizer.decoding import MAX_BYTES
from digit_recognizer.interface import (
    STYLE_FILES,
    Fragment,
    add_endpoints,
    answers_panel,
    fallback_texts,
    freeze_configs,
    input_tabs,
    page_theme,
    weights_line,
    without_matplotlib,
)
from digit_recognizer.weights import find_bundle, wanted_from_environment

CACHE_SECONDS = 3600


def build_app(recognizer: Recognizer) -> gr.Blocks:
    """Assembles the page and names the endpoints."""
    title = fallback_texts()["title"]
    with gr.Blocks(title=title, delete_cache=(CACHE_SECONDS, CACHE_SECONDS), analytics_enabled=False) as demo:
        Fragment("page/header.html")
        with gr.Row(elem_classes="stage"):
            with gr.Column(elem_classes="input-side"):
                inputs = gr.Group(elem_classes="inputs")
            with gr.Column(elem_classes="answer-side"):
                answers = answers_panel(recognizer)
        with inputs:
            input_tabs(recognizer, answers)
        weights_line(recognizer.bundle)
        add_endpoints(recognizer)
    freeze_configs(demo)
    return demo


def main() -> None:
    """Opens the weights and serves.

    MODEL_REPO and MODEL_REVISION name weights on the Hub; GRADIO_SERVER_NAME and GRADIO_SERVER_PORT are honoured.
    """
    without_matplotlib()
    recognizer = Recognizer(find_bundle(wanted_from_environment()))
    build_app(recognizer).launch(
        theme=page_theme(),
        css_paths=STYLE_FILES,
        max_file_size=MAX_BYTES,
        footer_links=["api"],
        run_history=False,
        ssr_mode=False,
    )


if __name__ == "__main__":
    main()
