"""The same weights become the same bytes in every process; only the record of timings is of the moment."""

import shutil
import subprocess
import sys

import numpy as np
import pytest

from training.evaluation.timing import Timing, timed_once
from training.store.runs import RunFolder

# One for each way that leads to a graph: Keras, with one output and two, TensorFlow, skl2onnx, traced operators, lines.
NAMES = ("lenet", "cnn_tiny", "cnn_tensorflow", "logistic_regression", "random_forest", "line_reader")
EXPORT = """
import sys
from pathlib import Path

import numpy as np

from tests.training.conftest import quick
from training.bundling.export import export_models
from training.data.images import LabelledImages

rows, runs, bundle, *names = sys.argv[1:]
export_models([quick(name) for name in names], LabelledImages(**np.load(rows)), Path(runs), Path(bundle))
"""


@pytest.mark.slow
def test_another_process_exports_the_same_bytes(trained, small_data, tmp_path):
    runs, bundles = tmp_path / "runs", (tmp_path / "first", tmp_path / "again")
    for name in NAMES:
        shutil.copytree(trained.runs / name, runs / name, ignore=shutil.ignore_patterns("fold_*", "model.onnx"))
    np.savez(tmp_path / "rows.npz", **vars(small_data.test))
    for bundle, names in zip(bundles, (NAMES, NAMES[::-1]), strict=True):
        command = [sys.executable, "-c", EXPORT, tmp_path / "rows.npz", runs, bundle, *names]
        subprocess.run(command, check=True, capture_output=True)
    for name in NAMES:
        first, again = (RunFolder(bundle / "models" / name) for bundle in bundles)
        for one, other in zip(*((run.onnx, run.metrics, run.config) for run in (first, again)), strict=True):
            assert one.read_bytes() == other.read_bytes(), one


def test_a_graph_is_timed_once(tmp_path):
    file = tmp_path / "timing.json"
    assert timed_once(file, b"graph", lambda: 1.23456) == 1.235
    assert timed_once(file, b"graph", lambda: pytest.fail("it was timed again")) == 1.235
    assert timed_once(file, b"another graph", lambda: 2) == 2
    assert Timing.read(file).milliseconds == 2
