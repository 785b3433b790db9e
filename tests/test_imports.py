"""Imports run one way: app.py -> digit_recognizer <- training; and nothing heavy or unsafe on the way to serving."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

TRAINING_LIBRARIES = {
    *("tensorflow", "keras", "sklearn", "skl2onnx", "tf2onnx", "skops", "datasets", "onnx", "scipy"),
    *("joblib", "distributed", "dask", "matplotlib"),
}
PICKLES = {"pickle", "cPickle", "joblib", "dill", "cloudpickle", "shelve", "marshal"}
# joblib shares out work; that it also opens pickles is why each use of it is listed.
WORK_SHARING = {
    REPOSITORY / "training" / "fitting" / "tune.py": {"effective_n_jobs", "parallel_config"},
    REPOSITORY / "training" / "interruption.py": {"get_reusable_executor"},
}
WEB_ROOMS = ("digit_recognizer.http", "digit_recognizer.interface")
LIBRARY_FILES = sorted(REPOSITORY.glob("digit_recognizer/**/*.py"))
TRAINING_FILES = sorted(REPOSITORY.glob("training/**/*.py"))
PRODUCT_FILES = [REPOSITORY / "app.py", *LIBRARY_FILES, *TRAINING_FILES]


def modules_of(file: Path) -> set[str]:
    """Returns every module that a file imports, anywhere in it, by its full name."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively, line {node.lineno}"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def packages_of(file: Path) -> set[str]:
    return {module.partition(".")[0] for module in modules_of(file)}


def named(files):
    return pytest.mark.parametrize("file", files, ids=lambda file: str(file.relative_to(REPOSITORY)))


def test_the_files_were_found():
    assert len(LIBRARY_FILES) > 10
    assert len(TRAINING_FILES) > 10


@named(LIBRARY_FILES)
def test_the_library_imports_neither_the_app_nor_training(file):
    allowed = {"distributed"} if file.name == "cluster.py" else set()  # only who reads on a cluster has it
    assert packages_of(file) & ({"app", "training", "tests"} | TRAINING_LIBRARIES) <= allowed


@named([file for file in LIBRARY_FILES if not {"http", "interface", "site"} & set(file.parts)])
def test_the_library_works_without_gradio(file):
    assert "gradio" not in packages_of(file)
    assert not any(module.startswith(WEB_ROOMS) for module in modules_of(file))


def test_the_app_imports_no_training():
    assert packages_of(REPOSITORY / "app.py") & ({"training", "tests"} | TRAINING_LIBRARIES) == set()


@named(TRAINING_FILES)
def test_training_imports_neither_the_app_nor_the_interface(file):
    assert packages_of(file) & {"app", "gradio", "tests"} == set()
    assert not any(module.startswith(WEB_ROOMS) for module in modules_of(file))


def joblib_attributes_of(code: str) -> set[str]:
    """Returns what code takes from joblib; whatever is not plainly `joblib.name` counts as "unclear"."""
    nodes = list(ast.walk(ast.parse(code)))
    names = [node for node in nodes if isinstance(node, ast.Name) and node.id == "joblib"]
    plain = [node for node in nodes if isinstance(node, ast.Attribute) and node.value in names]
    found = {node.attr for node in plain}
    if len(plain) < len(names):
        found.add("unclear")
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "joblib":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            imported = [alias for alias in node.names if alias.name.partition(".")[0] == "joblib"]
            if any(alias.name != "joblib" or alias.asname for alias in imported):
                found.add("unclear")
    return found


@named(PRODUCT_FILES)
def test_no_pickle_is_ever_opened(file):
    code = file.read_text(encoding="utf-8")
    allowed = WORK_SHARING.get(file, set())
    assert packages_of(file) & PICKLES <= ({"joblib"} if allowed else set())
    assert joblib_attributes_of(code) <= allowed
    assert "allow_pickle=True" not in code


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import joblib\njoblib.effective_n_jobs(-1)\njoblib.effective_n_jobs(2)", {"effective_n_jobs"}),
        ("import joblib\njoblib.effective_n_jobs(-1)\njoblib.load('x')", {"effective_n_jobs", "load"}),
        ("from joblib import load", {"load"}),
        ("import joblib as shared\nshared.load('x')", {"unclear"}),
        ("import joblib.numpy_pickle", {"unclear"}),
        ("import joblib\ngetattr(joblib, 'load')('x')", {"unclear"}),
    ],
)
def test_every_use_of_joblib_is_seen(code, found):
    assert joblib_attributes_of(code) == found


def loaded_after(code: str) -> set[str]:
    """Runs code in a fresh interpreter and returns the top-level packages that it loaded."""
    code += "\nimport sys\nprint(*{name.partition('.')[0] for name in sys.modules})"
    ran = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


@pytest.mark.slow
def test_serving_never_loads_training_libraries():
    loaded = loaded_after("import app\nfrom digit_recognizer import Recognizer\napp.build_app(Recognizer.load())")
    assert "gradio" in loaded
    assert loaded & ({"training", "tests"} | TRAINING_LIBRARIES) == set()


def test_the_library_alone_never_loads_gradio():
    loaded = loaded_after("from digit_recognizer import Recognizer\nRecognizer.load()")
    assert "onnxruntime" in loaded
    assert loaded & ({"gradio", "training"} | TRAINING_LIBRARIES) == set()
