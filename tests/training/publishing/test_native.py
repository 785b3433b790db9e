"""Native weights belong to the served models, or the commands that make them are named."""

import dataclasses
import shutil
from pathlib import Path

import pytest

from digit_recognizer.bundle.bundle import Bundle
from tests.training.publishing.releases import NAME, make_release
from training.backends import backend_of
from training.publishing.card import render_card
from training.publishing.native import NATIVE_FILES, find_native_weights
from training.store.config import recipe_of
from training.store.restoration import Restoration
from training.store.runs import RunFolder
from training.zoo import ZOO

OTHER_RECIPE = recipe_of(dataclasses.replace(ZOO["svm"], seed=7))


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
    ("change", "step"),
    [
        (shutil.rmtree, "restore"),
        (lambda run: change_config(run, recipe=OTHER_RECIPE), "restore --force"),
        (lambda run: (run / "model.skops").unlink(), "restore"),
        (lambda run: change_config(run, training_seconds=1.0), "make"),
    ],
    ids=["no run", "another recipe", "no weights", "another fit"],
)
def test_weights_that_are_not_the_served_models_come_with_a_command_that_takes_nothing_away(release, change, step):
    assert missing_after(release, change).endswith(f"Get them first:\n  python -m training {step} svm")


def test_a_bundle_of_an_older_recipe_is_made_anew(release):
    change_config(release.bundle / "models" / "svm", recipe=OTHER_RECIPE)
    assert missing_after(release, lambda run: None).endswith("\n  python -m training make svm")


def test_weights_that_could_not_be_had_are_left_out_and_said(release):
    run = RunFolder(release.runs / "svm")
    shutil.rmtree(run.path)
    run.path.mkdir()
    Restoration(how="fitted_again", is_equal=False, seconds=1.0).write(run.restored)
    Restoration(how="served_graph", is_equal=True, seconds=1.0).write(RunFolder(release.runs / "lenet").restored)
    found = find_native_weights(Bundle.open(release.bundle), release.runs)
    assert (list(found.files), found.unavailable, found.from_graphs) == (["lenet"], ("svm",), ("lenet",))
    assert found.how_to_make_the_missing() == ""
    assert "The native weights of svm are left out, and the card says so" in found.what_is_left_out()
    card = render_card(Bundle.open(release.bundle), release.assets / "figures", NAME, native=found)
    assert "There are none of svm." in " ".join(card.split())
    assert "Those of 1 networks were read back out of their graphs" in " ".join(card.split())


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
    assert missing.endswith("\n  python -m training restore line_reader")
