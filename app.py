"""The Space: draw a digit or a number, or show a picture of one, and see what every model answers.

Visitors get the pads, the picture tab and the answers of all models side by side. Programs get the endpoints
/predict, /compare, /predict_batch, /explain, /turn, /read_number, /normalize and /models; assistants get them as tools
by MCP.
"""

from contextlib import nullcontext

import gradio as gr

from digit_recognizer import Recognizer
from digit_recognizer.bundle.sources import find_bundle, reference_from_environment
from digit_recognizer.feedback import Feedback, feedback_from_environment
from digit_recognizer.http import app_options, configure_logs, keep_connections
from digit_recognizer.interface import (
    ICON,
    ROOMS,
    STYLE_FILES,
    Page,
    Part,
    add_endpoints,
    answers_panel,
    browser_routes,
    challenges_part,
    draw_panel,
    embed_route,
    fallback_texts,
    feedback_part,
    freeze_configs,
    head_scripts,
    how_it_works,
    jury_panel,
    models_list,
    number_offer,
    number_panel,
    offer_preview,
    offer_tools,
    page_footer,
    page_theme,
    picture_panel,
    preview_route,
    register_with_zero_gpu,
    report_route,
    room_routes,
    share_part,
    use_section,
    visit_part,
    without_matplotlib,
)
from digit_recognizer.limits import limits

CACHE_SECONDS = 3600


def build_app(recognizer: Recognizer, feedback: Feedback | None = None) -> Page:
    """Assembles the page and names the endpoints; without `feedback` visitors are not asked what was right."""
    title = fallback_texts()["title"]
    with Page(title=title, delete_cache=(CACHE_SECONDS, CACHE_SECONDS), analytics_enabled=False) as demo:
        Part("skip")
        with gr.Row(elem_classes="first-line"):
            Part("header", rooms=[room.name for room in ROOMS])
            Part("switch")
            Part("language")
        number_panel(recognizer)
        with gr.Row(elem_classes="stage"):
            with gr.Column(elem_classes="input-side"):
                inputs = gr.Group(elem_classes="inputs")
            jury_panel(recognizer)
        share_part(recognizer)
        with gr.Row(elem_classes="details"):
            feedback_part(recognizer, feedback)
            answers_panel(recognizer)
            models_list(recognizer)
        with inputs:
            draw_panel(recognizer)
            picture_panel(recognizer)
            number_offer(recognizer)
        challenges_part(recognizer)
        how_it_works(recognizer)
        use_section(recognizer)
        page_footer(recognizer.bundle)
        # Last, for it puts back what the other parts hold.
        visit_part(recognizer, demo)
        add_endpoints(recognizer)
    demo.queue(max_size=max(1, limits().light_waiting))
    freeze_configs(demo)
    return demo


def main() -> None:
    """Opens the weights and serves.

    MODEL_REPO and MODEL_REVISION name weights on the Hub; GRADIO_SERVER_NAME and GRADIO_SERVER_PORT are honoured.
    FEEDBACK, FEEDBACK_FOLDER and FEEDBACK_REPO say whether and where is kept what visitors say was right.
    LOG_FORMAT and LOG_LEVEL say how is logged, METRICS whether is counted.
    On ZeroGPU the app registers itself.
    """
    configure_logs()
    without_matplotlib()
    register_with_zero_gpu()
    offer_tools()
    recognizer = Recognizer(find_bundle(reference_from_environment()))
    offer_preview(recognizer)
    feedback = feedback_from_environment()
    with feedback or nullcontext():
        demo = build_app(recognizer, feedback)
        routes = [embed_route(recognizer), preview_route(), report_route(), *room_routes()]
        routes += browser_routes(recognizer.bundle)
        demo.launch(
            theme=page_theme(),
            css_paths=STYLE_FILES,
            head=head_scripts(),
            max_file_size=limits().picture_bytes,
            app_kwargs=app_options(demo, recognizer, routes),
            favicon_path=ICON,
            footer_links=["api"],
            run_history=False,
            enable_monitoring=False,
            ssr_mode=False,
            mcp_server=True,
            prevent_thread_lock=True,
        )
        keep_connections(demo)
        demo.block_thread()


if __name__ == "__main__":
    main()
