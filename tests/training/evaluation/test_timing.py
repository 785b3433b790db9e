"""How long a graph takes to answer is measured once."""

import pytest

from training.evaluation.timing import Timing, timed_once


def test_a_graph_is_timed_once(tmp_path):
    file = tmp_path / "timing.json"
    assert timed_once(file, b"graph", lambda: 1.23456) == 1.235
    assert timed_once(file, b"graph", lambda: pytest.fail("it was timed again")) == 1.235
    assert timed_once(file, b"another graph", lambda: 2) == 2
    assert Timing.read(file).milliseconds == 2
