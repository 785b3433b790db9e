"""A bundle is opened only when it is whole, and says what is wrong when it is not."""

import shutil

import numpy as np
import pytest

from digit_recognizer import Recognizer
from digit_recognizer.contract import LINE_ALPHABET
from digit_recognizer.errors import BundleError
from tests.digit_recognizer.bundle.manifests import change_manifest


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
    assert answers.shape == (20, len(LINE_ALPHABET) + 1)
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
