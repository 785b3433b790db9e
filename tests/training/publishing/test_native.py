"""Native weights belong to the served models, or the commands that make them are named."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from digit_recognizer.bundle.bundle import Bundle
from tests.training.publishing.releases import ReleaseFolders, make_release
from training.backends import backend_of
from training.publishing.native import NATIVE_FILES, find_native_weights
from training.store.config import recipe_of
from training.store.runs import RunFolder
from training.zoo import ZOO

OTHER_RECIPE = recipe_of(dataclasses.replace(ZOO["svm"], seed=7))


@pytest.fixture
def release(tmp_path) -> ReleaseFolders:
    return make_release(tmp_path)


def test_native_files_are_called_as_their_backends_call_them():
    assert {spec.framework: backend_of(spec).WEIGHTS_FILE for spec in ZOO.values()} == NATIVE_FILES


def missing_after(release, change) -> str:
    change(release.runs / "svm")
    found = find_native_weights(Bundle.open(release.bundle), release.runs)
    assert list(found.files) == ["lenet"]
    return found.how_to_make_the_missing()


def change_config(path: Path, **changes) -> None:
    run = RunFolder(path)
    run.write_config(dataclasses.replace(run.read_config(), **changes))


@pytest.mark.parametrize(
    ("change", "commands"),
    [
        (shutil.rmtree, "fit svm && python -m training evaluate svm && python -m training export svm"),
        (
            lambda run: change_config(run, recipe=recipe_of(dataclasses.replace(ZOO["svm"], seed=7))),
            "fit svm && python -m training evaluate svm && ",
        ),
        (lambda run: (run / "model.skops").unlink(), "fit --force svm && python -m training evaluate svm && "),
        (lambda run: change_config(run, training_seconds=1.0), "  python -m training evaluate svm && "),
    ],
    ids=["no run", "another recipe", "no weights", "another fit"],
)
def test_weights_that_are_not_the_served_models_come_with_the_commands_that_make_them(release, change, commands):
    assert commands in missing_after(release, change)


def test_nothing_is_said_of_weights_that_are_all_there(release):
    found = find_native_weights(Bundle.open(release.bundle), release.runs)
    assert {name: path.name for name, path in found.files.items()} == {"lenet": "model.keras", "svm": "model.skops"}
    assert found.how_to_make_the_missing() == ""


def test_the_line_reader_s_weights_belong_to_the_bundle_too(tmp_path):
    release = make_release(tmp_path, with_line_reader=True)
    bundle = Bundle.open(release.bundle)
    assert "line_reader" in find_native_weights(bundle, release.runs).files
    shutil.rmtree(release.runs / "line_reader")
    missing = find_native_weights(bundle, release.runs).how_to_make_the_missing()
    assert "  python -m training fit line_reader && python -m training export line_reader" in missing
