"""What cannot be read in the browser is said in one sentence, which names the file, with a code to fall back by."""

import shutil
from typing import Any

import pytest
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from digit_recognizer.bundle.bundle import BUNDLED_MODELS
from tests.widget.conftest import serving


@pytest.fixture(scope="module")
def found(in_node, address, tmp_path_factory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("bundle")
    shutil.copy(BUNDLED_MODELS / "manifest.json", folder)
    graph = folder / "models" / "lenet" / "model.onnx"
    graph.parent.mkdir(parents=True)
    content = bytearray((BUNDLED_MODELS / "models" / "lenet" / "model.onnx").read_bytes())
    content[1000] ^= 1
    graph.write_bytes(content)
    with serving([Mount("/models", StaticFiles(directory=folder))]) as bad:
        return in_node("widget_failures.mjs", {"good": address, "bad": bad})


@pytest.mark.parametrize(
    ("case", "code", "says"),
    [
        ("no WebAssembly", "no-webassembly", "no WebAssembly"),
        ("no manifest", "blocked", "/nowhere/models/manifest.json could not be fetched: the server answered 404"),
        ("no engine", "engine", "/nowhere/ort.wasm.bundle.min.mjs?1.30.0 could not be loaded"),
        ("damaged", "damaged", "/models/models/lenet/model.onnx is not the file that the manifest names: SHA-256 "),
        ("blocked", "blocked", "/models/models/svm/model.onnx could not be fetched: the server answered 404"),
        (
            "damaged, on a page that is not secure",
            "blocked",
            "/models/models/lenet/model.onnx could not be fetched, or is not the file that the manifest names: ",
        ),
        ("unknown", "unknown-model", 'No model is called "nonesuch". Known models: cnn, cnn_tiny, '),
        ("photo", "drawing", "no drawing on paper of one colour"),
        ("no size", "drawing", "received undefined and undefined"),
        ("top k", "options", "topK must be a whole number from 1 to 10; received 11."),
    ],
)
def test_a_failure_has_a_code_and_names_what_failed(found, case, code, says):
    assert found[case]["code"] == code
    assert says in found[case]["message"]


def test_the_latest_drawing_wins_in_each_line_of_readings(found):
    assert found["superseded"] == [[True, []], [False, ["lenet"]], [True, []], [True, []]]


def test_a_model_that_does_not_judge_leaves_it_open(found):
    assert found["verdict"]["digitProbability"] is None
    assert found["verdict"]["isDigit"] is None


def test_engine_and_models_are_shared(found):
    assert found["isShared"]


@pytest.mark.parametrize("case", ["withoutEngine", "withoutWebAssembly"])
def test_a_network_is_read_without_the_engine(found, case):
    assert found[case]["label"] == 7
    assert found[case]["isDigit"] is True
