"""A small bundle to damage."""

import json
import shutil

import pytest

from digit_recognizer.bundle.bundle import BUNDLED_MODELS
from tests.digit_recognizer.bundle.manifests import change_manifest


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
