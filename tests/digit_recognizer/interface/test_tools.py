"""The tools' names hold wherever the app is served."""

import re

import pytest

from digit_recognizer.interface.tools import TOOL_NAMES, Tools


@pytest.mark.parametrize(
    ("prefix", "shown"), [("", ""), ("draw-a-digit_", "draw_a_digit_")], ids=["here", "on a Space"]
)
def test_tools_have_names_that_every_assistant_takes(prefix, shown):
    tools = Tools.__new__(Tools)
    # Gradio puts the Space's name here.
    tools.tool_prefix = prefix
    names = tools.get_tool_to_endpoint()
    assert list(names.values()) == list(TOOL_NAMES)
    for name, endpoint in names.items():
        assert re.fullmatch(r"[a-zA-Z0-9_]{1,64}", name)
        assert name == shown + TOOL_NAMES[endpoint]
