"""The room Models: its mathematics, and the texts that it puts together from names in the bundle."""

import json
import re
import shutil
import subprocess

import pytest

from digit_recognizer.files import ASSETS
from digit_recognizer.interface.text import fallback_texts
from tests.conftest import REPOSITORY

FOLDER = ASSETS / "models_room"
SHOWN_SETS = re.compile(r"const SETS = \[(.*)\]")


def metrics_of_the_bundle() -> list[dict]:
    files = (ASSETS / "models" / "models").glob("*/metrics.json")
    return [json.loads(file.read_text(encoding="utf-8")) for file in files if file.parent.name != "line_reader"]


@pytest.mark.skipif(not shutil.which("node"), reason="no Node.js")
@pytest.mark.slow
def test_the_mathematics_is_right():
    tests = ["node", "--test", "models_room.test.mjs"]
    done = subprocess.run(tests, cwd=REPOSITORY / "tests" / "node", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_text_that_the_scripts_name_is_there():
    sources = "\n".join(file.read_text(encoding="utf-8") for file in FOLDER.glob("*.js"))
    named = set(re.findall(r"'(models_\w+)'", sources))
    assert len(named) > 60
    assert named <= set(fallback_texts())


def test_whatever_the_bundle_measures_has_a_name():
    texts = fallback_texts()
    for metrics in metrics_of_the_bundle():
        assert {f"models_set_{name}" for name in metrics["sets"]} <= set(texts)
        assert {f"models_curve_{name}" for name in metrics.get("history", {}) if name != "step"} <= set(texts)
        stress = metrics["sets"].get("canvas_stress", {}).get("disturbances", {})
        assert {f"models_disturbance_{name}" for name in stress} <= set(texts)
    [columns] = SHOWN_SETS.findall((FOLDER / "overview.js").read_text(encoding="utf-8"))
    assert {f"models_short_{name}" for name in re.findall(r"\w+", columns)} <= set(texts)
