"""A manifest is read only when it is whole, and says what is wrong when it is not."""

import pytest

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.errors import BundleError
from tests.digit_recognizer.bundle.manifests import change_manifest


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
