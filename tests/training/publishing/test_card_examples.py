"""Every example in the card does what it says, against published models and a running app."""

import re
import shlex
import sys
from pathlib import Path

import pytest

from tests.hub.client import run_client, run_command
from tests.hub.fixtures import hub
from tests.pictures import as_png, draw_digit
from tests.training.publishing.releases import NAME, make_release, publish
from training.backends import backend_of
from training.zoo import ZOO

__all__ = ["hub"]

pytestmark = pytest.mark.slow
LIMIT_SECONDS = 180


@pytest.fixture
def card(hub, tmp_path, server_url) -> str:
    """The card of LeNet alone, published with weights that Keras can open; the app is named as its Space."""
    release = make_release(tmp_path / "release", ("lenet",))
    spec = ZOO["lenet"]
    model = spec.build(**spec.hyperparameters, seed=spec.seed)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    backend_of(spec).save(model, release.runs / "lenet" / "model.keras")
    publish(release, hub, space_id=server_url)
    return hub.repo(NAME).files["README.md"].decode()


@pytest.fixture
def folder(tmp_path) -> Path:
    """Where a reader tries the examples: a picture of a 7 lies there."""
    (tmp_path / "reader").mkdir()
    (tmp_path / "reader" / "digit.png").write_bytes(as_png(draw_digit("7")))
    return tmp_path / "reader"


def example(card: str, heading: str, language: str = "python") -> str:
    section = card.split(f"### {heading}\n")[1].split("\n##", maxsplit=1)[0]
    [code] = re.findall(rf"```{language}\n(.*?)```", section, flags=re.DOTALL)
    return code


def run_in(folder: Path, code: str, hub) -> str:
    # The project's own packages are found from where the process starts.
    start = f"import os, digit_recognizer\nos.chdir({str(folder)!r})\n"
    return run_client(start + code, hub, token=None, timeout=LIMIT_SECONDS)


def test_the_library_reads_a_drawing(card, folder, hub):
    assert run_in(folder, example(card, "Python, with `digit_recognizer`"), hub).split()[-1] == "7"


def test_a_download_and_five_lines_of_onnxruntime(card, folder, hub):
    download = shlex.split(example(card, "Plain onnxruntime", "sh"))
    assert download[:3] == ["hf", "download", NAME]
    target = str(folder / download.pop())
    run_command([str(Path(sys.executable).with_name("hf")), *download[1:], target], hub, token=None)
    code = example(card, "Plain onnxruntime")
    assert len([line for line in code.splitlines() if line]) == 5
    assert re.fullmatch(r"\[\d\]", run_in(folder, code, hub).strip())


def test_keras_trains_one_epoch_more(card, folder, hub):
    said = run_in(folder, example(card, "Keras, to train on") + "\nprint(type(model).__name__)", hub)
    assert said.split()[-1] == "Sequential"
    assert "loss" in said


def test_the_spaces_api_answers(card, folder, hub):
    said = run_in(folder, example(card, "Over the Space's API"), hub)
    assert "'label': '7'" in said
