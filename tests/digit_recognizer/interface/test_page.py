"""A call that fails by the server's fault, and a Gradio in which what this app replaces is gone."""

from pathlib import Path
from types import SimpleNamespace

import gradio as gr
import gradio.mcp
import gradio.routes
import pytest

from digit_recognizer.errors import GradioVersionError
from digit_recognizer.interface.page import Page
from digit_recognizer.interface.preview import PAGE_TEMPLATE, offer_preview, with_preview
from digit_recognizer.interface.speed import freeze_configs
from digit_recognizer.interface.tools import offer_tools
from tests.loops import in_a_loop_of_its_own

SECRET = "data:image/png;base64," + "A" * 50_000


def test_a_call_that_fails_is_one_line_of_the_log_without_what_was_sent(monkeypatch, caplog):
    async def fail(_, sent):
        raise RuntimeError(f"cannot read the picture {sent}")

    monkeypatch.setattr(gr.Blocks, "process_api", fail)
    page, refusals = Page.__new__(Page), []
    page.on_refusal = refusals.append
    with pytest.raises(gr.Error, match="The server failed") as raised:
        in_a_loop_of_its_own(page.process_api([SECRET]))
    assert (raised.value.title, raised.value.print_exception) == ("ServerError", False)
    [record] = caplog.records
    assert "RuntimeError in test_page.py" in record.getMessage()
    assert len(record.getMessage()) < 400
    assert record.exc_info is None
    assert refusals == ["ServerError"]


@pytest.mark.parametrize("lost", [['<meta charset="utf-8" />'], ["<gradio-app"], ["og:", "twitter:"]], ids=str)
def test_a_page_of_gradio_without_what_is_replaced_in_it(lost):
    source = (Path(gradio.routes.STATIC_TEMPLATE_LIB) / PAGE_TEMPLATE).read_text(encoding="utf-8")
    with_preview(source)
    for part in lost:
        source = source.replace(part, "x")
    with pytest.raises(GradioVersionError, match=r"in its page, which this app replaces\. Install the Gradio"):
        with_preview(source)


def test_a_gradio_without_the_other_places_that_are_replaced(monkeypatch, recognizer):
    monkeypatch.delattr(gradio.mcp.GradioMCPServer, "postprocess_output_data")
    with pytest.raises(GradioVersionError, match=r"no GradioMCPServer\.postprocess_output_data"):
        offer_tools()
    monkeypatch.setattr(gradio.routes.templates.env, "loader", None)
    with pytest.raises(GradioVersionError, match="loader of its page"):
        offer_preview(recognizer)
    with pytest.raises(GradioVersionError, match="get_config of object"):
        freeze_configs(SimpleNamespace(blocks={1: object()}))
    monkeypatch.delattr(gr.Blocks, "preprocess_data")
    with pytest.raises(GradioVersionError, match=r"Blocks\.preprocess_data"):
        Page()
