"""The least that Gradio can serve: what our start is compared with."""

import gradio as gr

gr.Interface(lambda name: f"Hello {name}", "textbox", "textbox", api_name="predict").launch()
