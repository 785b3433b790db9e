"""What a Python lacks is said in one sentence, and TensorFlow is loaded without noise, or not at all."""

import subprocess
import sys

import pytest

from training import environment

BARE = "import runpy, sys; sys.path[:0] = ['.']; runpy.run_module('training', run_name='__main__')"
COMMANDS = """
import sys
from training.__main__ import main

sys.exit(any(main([command, "--repo-id", "no name", *more]) != 2 or "tensorflow" in sys.modules for command, *more in (
    ["publish", "--dry-run"], ["deploy", "--dry-run", "--space-id", "also none"])))
"""


def run(*arguments):
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def test_a_bare_python_is_told_how_to_get_the_packages():
    ended = run("-I", "-S", "-c", BARE)  # without site-packages
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith(f"Training needs packages that {sys.executable} lacks: numpy and ")
    assert "Run `make setup` once, then .venv/bin/python -m training." in ended.stderr


def test_a_python_that_is_too_old_is_named(monkeypatch):
    monkeypatch.setattr(environment, "MIN_PYTHON", (9, 0))
    with pytest.raises(SystemExit, match=r"Training needs Python 9.0 or newer; .* is 3\."):
        environment.require_packages()


@pytest.mark.slow
def test_tensorflow_is_loaded_without_a_word():
    ended = run("-c", "from training.backends import keras_backend, tensorflow_backend")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


@pytest.mark.slow
def test_publishing_and_deploying_do_not_load_tensorflow():
    ended = run("-c", COMMANDS)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("first", ["training", "training.zoo.keras_models", "tests.training.conftest"])
def test_whoever_loads_tensorflow_first_gets_the_settings_of_all(first, monkeypatch):
    monkeypatch.delenv("TF_ENABLE_ONEDNN_OPTS", raising=False)
    told = f"import {first}, os, sys; print(os.environ['TF_ENABLE_ONEDNN_OPTS'], 'tensorflow' in sys.modules)"
    assert run("-c", told).stdout.split() == ["1", "False"]
