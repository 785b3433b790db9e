"""On ZeroGPU the app registers one function, with which it may start there; elsewhere it needs no such package."""

import sys
from types import ModuleType

import pytest

from digit_recognizer.interface import register_with_zero_gpu


@pytest.mark.parametrize(("value", "count"), [("true", 1), ("1", 1), ("", 0), ("false", 0)])
def test_one_function_is_registered_on_zero_gpu_alone(monkeypatch, value, count):
    registered = []
    spaces = ModuleType("spaces")
    spaces.GPU = registered.append
    monkeypatch.setitem(sys.modules, "spaces", spaces)
    monkeypatch.setenv("SPACES_ZERO_GPU", value)
    register_with_zero_gpu()
    assert len(registered) == count
