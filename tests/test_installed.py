"""The package as a stranger gets it: a wheel, installed into an empty environment, run far from the repository."""

import csv
import io
import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx
import numpy as np
import pytest

import digit_recognizer
from tests.benchmarks.servers import free_port
from tests.conftest import REPOSITORY, started
from tests.pictures import as_payload, as_png, draw_digit

pytestmark = pytest.mark.slow

MAX_WHEEL_BYTES = 25_000_000
CALLER = """\
from digit_recognizer import NumberReading, Prediction, Recognizer, normalize_drawing

recognizer = Recognizer.load()
answer: Prediction = recognizer.predict("seven.png", top_k=3)
label: int = answer.label
number: NumberReading = recognizer.read_number(b"")
text: str = number.text
titles: list[str] = [info.title for info in recognizer.models]
probabilities = recognizer.predict_proba(normalize_drawing("seven.png")[None])
"""
MISTAKES = {
    'Recognizer.load().predict("seven.png", top_k="3")': "arg-type",
    'text: str = Recognizer.load().predict("seven.png").label': "assignment",
    'Recognizer.load().predict("seven.png").digit': "attr-defined",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from the repository."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    [file] = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory) -> Path:
    """The commands of a new environment that holds the wheel; the libraries it needs are lent from this one."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    commands = folder / "bin"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", commands / "python"]
    subprocess.run([*pip, "install", "--quiet", "--no-index", "--no-deps", wheel], check=True)
    [site] = folder.glob("lib/python*/site-packages")
    # Behind its own packages, so the library is the wheel's even where this environment has one.
    (site / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return commands


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory) -> Path:
    """A folder of pictures, far from the repository."""
    folder = tmp_path_factory.mktemp("pictures")
    (folder / "seven.png").write_bytes(as_png(draw_digit("7")))
    (folder / "deep").mkdir()
    (folder / "deep" / "three.png").write_bytes(as_png(draw_digit("3")))
    number = np.concatenate([draw_digit(name) for name in "204"], axis=1)
    (folder / "number.png").write_bytes(as_png(number))
    (folder / "damaged.png").write_bytes(b"no picture")
    return folder


@pytest.fixture
def run(environment, elsewhere) -> Callable[..., subprocess.CompletedProcess]:
    """Runs a command of the environment in the folder of pictures."""

    def run_command(name: str, *arguments: str, **options) -> subprocess.CompletedProcess:
        return subprocess.run(
            [environment / name, *arguments],
            cwd=elsewhere,
            env=without_python_path(),
            capture_output=True,
            check=False,
            **options,
        )

    return run_command


def without_python_path() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def test_the_wheel_holds_library_weights_and_page_and_nothing_else(wheel):
    assert wheel.name == f"digit_recognizer-{digit_recognizer.__version__}-py3-none-any.whl"
    assert wheel.stat().st_size < MAX_WHEEL_BYTES
    names = set(zipfile.ZipFile(wheel).namelist())
    information = f"digit_recognizer-{digit_recognizer.__version__}.dist-info/"
    assert {name.partition("/")[0] + "/" for name in names} == {"digit_recognizer/", information}
    inside = {name.removeprefix("digit_recognizer/") for name in names if not name.startswith(information)}
    assert {"py.typed", "app.py", "assets/models/manifest.json", "assets/locales/en.json"} <= inside
    assert not {name for name in inside if name.startswith(("assets/figures/", "assets/reference/", "training/"))}
    licences = {name for name in inside if Path(name).name == "LICENSE"}
    assert {Path(name).suffix for name in inside - licences} <= {
        *(".py", ".typed", ".onnx", ".json", ".toml"),
        *(".html", ".css", ".js", ".svg", ".png", ".br"),
    }


def test_the_library_is_the_wheels(run, environment):
    ran = run("python", "-c", "import digit_recognizer as d; print(d.__version__, d.__file__)", text=True)
    version, file = ran.stdout.split()
    assert version == digit_recognizer.__version__
    assert Path(file).is_relative_to(environment.parent)


def test_pictures_are_read(run, elsewhere, recognizer):
    ran = run("digits", "read", "seven.png", "deep", "--json", text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    records = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [(record["picture"], record["label"]) for record in records] == [("seven.png", 7), ("deep/three.png", 3)]
    assert records[0]["confidences"][0]["confidence"] == pytest.approx(
        recognizer.predict(elsewhere / "seven.png").confidences[0].confidence, abs=1e-6
    )


def test_one_bad_picture_costs_one_line_and_the_exit_code(run):
    ran = run("digits", "read", ".", "--csv", text=True)
    assert ran.returncode == 1
    assert ran.stderr == (
        "damaged.png: The 10 bytes received are not a picture in a known format. "
        "Please send a PNG, JPEG, WebP or HEIC.\n"
    )
    rows = list(csv.DictReader(io.StringIO(ran.stdout)))
    assert [(row["picture"], row["is_digit"]) for row in rows] == [
        ("deep/three.png", "true"),
        ("number.png", "false"),
        ("seven.png", "true"),
    ]


def test_standard_input_and_numbers_are_read(run, elsewhere):
    ran = run("digits", "read", "--number", "-", input=(elsewhere / "number.png").read_bytes())
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.startswith(b"-  204  ")


def test_wrong_usage_has_its_own_exit_code(run):
    ran = run("digits", "read", "seven.png", "--model", "nobody", text=True)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "No model is called 'nobody'. Known models: cnn, " in ran.stderr


def test_the_models_are_listed(run, recognizer):
    ran = run("digits", "models", "--json", text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert [json.loads(line)["name"] for line in ran.stdout.splitlines()] == [info.name for info in recognizer.models]


def test_the_page_is_served(environment, elsewhere, tmp_path):
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [environment / "digits", "serve", "--host", "127.0.0.1", "--port", str(port)]
    with started(command, url, tmp_path / "log.txt", cwd=elsewhere, env=without_python_path()):
        data = [as_payload((elsewhere / "seven.png").read_bytes()), "cnn", 1]
        answer = httpx.post(f"{url}/gradio_api/run/predict", json={"data": data}, timeout=60).raise_for_status()
        assert answer.json()["data"][0]["label"] == "7"
        assert "embed/embed.js" in httpx.get(f"{url}/embed").text


def test_a_callers_types_are_checked(environment, tmp_path):
    (tmp_path / "caller.py").write_text(CALLER, encoding="utf-8")
    mistaken = "\n".join(["from digit_recognizer import Recognizer", *MISTAKES])
    (tmp_path / "mistaken.py").write_text(mistaken, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--python-executable", environment / "python", "."],
        cwd=tmp_path,
        env=without_python_path(),
        capture_output=True,
        text=True,
        check=False,
    )
    *errors, summary = ran.stdout.splitlines()
    places = [(f"mistaken.py:{line}", kind) for line, kind in enumerate(MISTAKES.values(), 2)]
    assert [(error.partition(": error")[0], error.rpartition("[")[2].rstrip("]")) for error in errors] == places
    assert summary == f"Found {len(MISTAKES)} errors in 1 file (checked 2 source files)"
