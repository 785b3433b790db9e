"""What keeps a call over plain HTTP fast: Gradio's work that is the same for every call is done once, or not at all."""

import sys
from functools import partial

import gradio as gr

from digit_recognizer.interface.errors import require_of_gradio


def freeze_configs(demo: gr.Blocks) -> None:
    """Computes the configuration of every component once, when the page is complete.

    For each call without a session Gradio describes every component of the page anew, by inspecting signatures; that
    took three times as long as the answer. No component of this page changes what it is.
    """
    for block in demo.blocks.values():
        require_of_gradio(callable(getattr(block, "get_config", None)), f"get_config of {type(block).__name__}")
        block.get_config = partial(dict, block.get_config())  # type: ignore[method-assign]


def without_matplotlib() -> None:
    """Tells Python that this process has no matplotlib.

    Around each call Gradio tries to import it, to set its backend. Where it is not installed, as in serving, Python
    searches the disk for it twice a call; a `None` in `sys.modules` is the documented way to say that there is none.
    """
    sys.modules.setdefault("matplotlib", None)  # type: ignore[arg-type]
