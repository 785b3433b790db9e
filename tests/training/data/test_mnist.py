"""Data is checked before it is trained on, and says what was found."""

import datasets
import httpx2
import numpy as np
import pytest
from datasets import Dataset, Image
from PIL import Image as PillowImage

from training.data.images import LabelledImages, features_of
from training.data.loading import DatasetError
from training.data.mnist import MNIST_PATH_VARIABLE, decode_rows, load_mnist, split_validation
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE, load_pen_strokes


def rows_of(labels, size=(28, 28), columns=("image", "label")):
    """A `datasets` split with one grey image per label, each as bright as its number in the row."""
    images = [PillowImage.new("L", size, number) for number in range(len(labels))]
    return Dataset.from_dict(dict(zip(columns, (images, labels), strict=True))).cast_column(columns[0], Image())


@pytest.fixture(scope="module")
def rows():
    generator = np.random.default_rng(0)
    return LabelledImages(generator.integers(0, 256, (600, 28, 28), dtype=np.uint8), np.repeat(np.arange(10), 60))


def test_rows_are_decoded_in_order():
    decoded = decode_rows(rows_of([3, 1, 9]), "train")
    assert (decoded.images.shape, decoded.images.dtype) == ((3, 28, 28), np.uint8)
    assert decoded.images[:, 0, 0].tolist() == [0, 1, 2]
    assert decoded.labels.tolist() == [3, 1, 9]


def test_wrong_columns_are_named():
    with pytest.raises(
        DatasetError, match=r"train rows need the columns image and label; found \['picture', 'digit'\]"
    ):
        decode_rows(rows_of([1], columns=("picture", "digit")), "train")


@pytest.mark.parametrize(("labels", "found"), [([0, 10], "0 to 10"), ([-1, 4], "-1 to 4")])
def test_labels_that_are_no_digits_are_named(labels, found):
    with pytest.raises(DatasetError, match=f"labels must lie in 0 to 9; found {found}"):
        decode_rows(rows_of(labels), "test")


def test_images_of_another_size_are_named():
    with pytest.raises(DatasetError, match="must be 28 x 28; image 0 is 8 x 8"):
        decode_rows(rows_of([1, 2], size=(8, 8)), "test")


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(DatasetError, match=r"No folder at .*nowhere.*ylecun/mnist"):
        load_mnist(tmp_path / "nowhere")


def test_the_environments_folder_is_used(tmp_path, monkeypatch):
    monkeypatch.setenv(MNIST_PATH_VARIABLE, str(tmp_path / "elsewhere"))
    with pytest.raises(DatasetError, match="elsewhere"):
        load_mnist()


def test_a_folder_without_data_says_what_to_do(tmp_path):
    with pytest.raises(DatasetError, match="could not be loaded"):
        load_mnist(tmp_path)


def test_mnist_is_read_from_a_folder_laid_out_as_on_the_hub(tmp_path):
    for split, labels in (("train", [5, 0, 4]), ("test", [7])):
        rows_of(labels).to_parquet(tmp_path / "mnist" / f"{split}-00000-of-00001.parquet")
    first = load_mnist(tmp_path / "mnist")
    assert (first.train.labels.tolist(), first.test.labels.tolist()) == ([5, 0, 4], [7])
    assert (first.source, first.revision) == ("ylecun/mnist", "local copy")
    again = load_mnist(tmp_path / "mnist")
    np.testing.assert_array_equal(again.train.images, first.train.images)


@pytest.fixture
def folder(tmp_path):
    """A data set of two splits, on disk."""
    for split, labels in (("train", [5, 0, 4]), ("test", [7])):
        rows_of(labels).to_parquet(tmp_path / "mnist" / f"{split}-00000-of-00001.parquet")
    return tmp_path / "mnist"


@pytest.mark.parametrize(
    "damage", [lambda content: content[: len(content) // 2], lambda _: b"<html>"], ids=["truncated", "another file"]
)
def test_a_damaged_file_is_named(folder, damage):
    file = folder / "test-00000-of-00001.parquet"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(DatasetError, match=f"^{file} is damaged .*Fetch it again") as raised:
        load_mnist(folder)
    assert "\n" not in str(raised.value)


def test_a_missing_split_is_named(folder):
    (folder / "test-00000-of-00001.parquet").unlink()
    with pytest.raises(DatasetError, match=r"has no test split, only train: add test-….parquet there"):
        load_mnist(folder)


def test_a_damaged_image_is_named():
    rows = Dataset.from_dict({"image": [{"bytes": b"no picture", "path": None}], "label": [1]})
    with pytest.raises(DatasetError, match="Image 0 of the test rows is damaged"):
        decode_rows(rows.cast_column("image", Image(decode=False)), "test")


def test_a_hub_out_of_reach_is_asked_once(monkeypatch, capfd):
    asked, was_offline = [], datasets.config.HF_HUB_OFFLINE

    def refuse(self, repo_id, **_):
        asked.append(repo_id)
        raise httpx2.ConnectError("no network")

    monkeypatch.delenv(MNIST_PATH_VARIABLE, raising=False)
    monkeypatch.setattr("huggingface_hub.HfApi.dataset_info", refuse)
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", "nowhere")
    with pytest.raises(DatasetError, match=r"the Hub does not answer.*name a local folder: --mnist PATH"):
        load_mnist()
    assert asked == ["ylecun/mnist"]
    assert capfd.readouterr().err == ""
    assert was_offline == datasets.config.HF_HUB_OFFLINE


def test_missing_pen_strokes_say_how_to_name_them(tmp_path, monkeypatch):
    monkeypatch.delenv(PEN_STROKES_PATH_VARIABLE, raising=False)
    with pytest.raises(DatasetError, match=PEN_STROKES_PATH_VARIABLE):
        load_pen_strokes()
    with pytest.raises(DatasetError, match="nowhere"):
        load_pen_strokes(tmp_path / "nowhere")


def test_features_are_fractions_of_full_ink():
    features = features_of(np.array([[[0, 51], [102, 255]]], dtype=np.uint8))
    assert features.dtype == np.float32
    np.testing.assert_allclose(features, [[0, 0.2, 0.4, 1]], rtol=1e-6)


def test_validation_is_stratified_and_disjoint_and_loses_nothing(rows):
    train, validation = split_validation(rows, size=100)
    assert (len(train), len(validation)) == (500, 100)
    assert np.bincount(validation.labels).tolist() == [10] * 10
    found = {image.tobytes() for image in np.concatenate([train.images, validation.images])}
    assert found == {image.tobytes() for image in rows.images}
    assert len(found) == 600


def test_validation_is_the_same_each_time_and_another_for_another_seed(rows):
    first, again = (split_validation(rows, size=100)[1] for _ in range(2))
    np.testing.assert_array_equal(first.images, again.images)
    other = split_validation(rows, size=100, seed=1)[1]
    assert not np.array_equal(first.images, other.images)
