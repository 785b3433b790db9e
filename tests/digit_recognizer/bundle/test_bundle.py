"""A bundle is opened only when it is whole, and says what is wrong when it is not."""

import json
import shutil

import numpy as np
import pytest

from digit_recognizer import Recognizer
from digit_recognizer.bundle.bundle import BUNDLED_MODELS, Bundle
from digit_recognizer.errors import BundleError


@pytest.fixture
def folder(tmp_path):
    """A copy of the bundle with LeNet alone."""
    shutil.copytree(BUNDLED_MODELS / "models" / "lenet", tmp_path / "models" / "lenet")
    manifest = json.loads((BUNDLED_MODELS / "manifest.json").read_text(encoding="utf-8"))
    manifest["models"] = {"lenet": manifest["models"]["lenet"]}
    manifest["default_model"] = "lenet"
    shutil.copytree(BUNDLED_MODELS / "models" / "line_reader", tmp_path / "models" / "line_reader")
    change_manifest(tmp_path, lambda _: manifest)
    return tmp_path


def change_manifest(folder, change):
    file = folder / "manifest.json"
    content = json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
    file.write_text(json.dumps(change(content)), encoding="utf-8")


def test_a_whole_bundle_opens(folder):
    assert [info.name for info in Recognizer.load(folder).models] == ["lenet"]


def test_older_bundles_have_no_line_reader(folder):
    change_manifest(folder, lambda manifest: {name: part for name, part in manifest.items() if name != "line_reader"})
    shutil.rmtree(folder / "models" / "line_reader")
    recognizer = Recognizer.load(folder)
    assert recognizer.bundle.manifest.served == recognizer.models
    assert recognizer.read_line(np.zeros((36, 40), np.uint8)) is None


def test_the_line_reader_is_no_model_to_choose_from(folder):
    recognizer = Recognizer.load(folder)
    assert [info.name for info in recognizer.bundle.manifest.served] == ["lenet", "line_reader"]
    answers = recognizer.read_line(np.zeros((36, 40), np.uint8))
    assert answers.shape == (20, 11)
    np.testing.assert_allclose(np.exp(answers).sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("name", ["lenet", "line_reader"])
@pytest.mark.parametrize("place", [0, 1_000, -1])
def test_a_flipped_bit_in_a_model_is_refused(folder, name, place):
    file = folder / "models" / name / "model.onnx"
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)
    with pytest.raises(
        BundleError, match=rf"models/{name}/model.onnx is not the file that the manifest names: SHA-256"
    ):
        Recognizer.load(folder)


def test_a_missing_model_file_is_named(folder):
    (folder / "models" / "lenet" / "model.onnx").unlink()
    with pytest.raises(BundleError, match=r"models/lenet/model.onnx is missing from the bundle"):
        Recognizer.load(folder)


def test_a_folder_without_a_manifest_is_no_bundle(tmp_path):
    with pytest.raises(BundleError, match=r"No bundle at .*: manifest.json cannot be read"):
        Recognizer.load(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", "{", '{"manifest_version": 1', "\x00\xff"], ids=repr)
def test_damaged_json_is_said_to_be_damaged(folder, text):
    (folder / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(BundleError, match="is damaged"):
        Bundle.open(folder)


@pytest.mark.parametrize(
    "content", [[], 3, "x", {}, {"manifest_version": 1}, {"manifest_version": 1, "models": []}], ids=str
)
def test_json_that_is_no_manifest_is_said_to_be_damaged(folder, content):
    change_manifest(folder, lambda _: content)
    with pytest.raises(BundleError, match="is damaged: it lacks"):
        Bundle.open(folder)


@pytest.mark.parametrize("key", ["title", "family", "metrics", "files"])
def test_a_model_without_one_of_its_entries_is_damaged(folder, key):
    change_manifest(folder, lambda content: content["models"]["lenet"].pop(key) and content)
    with pytest.raises(BundleError, match=f"is damaged: it lacks '{key}'"):
        Bundle.open(folder)


def test_a_newer_manifest_asks_for_newer_code(folder):
    change_manifest(folder, lambda content: {**content, "manifest_version": 2})
    with pytest.raises(BundleError, match=r"manifest version 2; this program reads version 1\. Update"):
        Bundle.open(folder)


def test_a_default_model_that_is_absent_is_named(folder):
    change_manifest(folder, lambda content: {**content, "default_model": "resnet"})
    with pytest.raises(BundleError, match="default model 'resnet' is not among its models"):
        Bundle.open(folder)


def test_a_model_without_a_graph_is_damaged(folder):
    def drop_graph(content):
        entry = content["models"]["lenet"]
        entry["files"] = [file for file in entry["files"] if not file["path"].endswith(".onnx")]
        return content

    change_manifest(folder, drop_graph)
    with pytest.raises(BundleError, match=r"lists no graph \(.onnx\) for 'lenet'"):
        Bundle.open(folder)


@pytest.mark.parametrize("path", ["../x/model.onnx", "models/../../model.onnx", "/etc/model.onnx"])
def test_a_file_outside_the_bundle_is_refused(folder, path):
    def point_outside(content):
        content["models"]["lenet"]["files"][0]["path"] = path
        return content

    change_manifest(folder, point_outside)
    with pytest.raises(BundleError, match="lies outside the bundle"):
        Bundle.open(folder)
