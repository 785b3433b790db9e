"""The web component: its files are up to date, decide rightly without a browser, and make a package for npm."""

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path, PurePosixPath

import pytest

import digit_recognizer
from digit_recognizer.interface.text import ASSETS
from digit_recognizer.interface.widget import CONTENTS, PACKAGE, widget_contents, widget_package
from tests.conftest import REPOSITORY

NODE_TESTS = REPOSITORY / "tests" / "node"
TSC = NODE_TESTS / "node_modules" / ".bin" / "tsc"
MAX_SCRIPT_BYTES = 40_000
IMPORT = re.compile(r"^import .*?from '(\.[^']+)'|import\('(\.[^']+)'\)", re.MULTILINE | re.DOTALL)
USER = """
import { DigitPad, type DigitAnswer } from 'digit-pad';
const pad = document.querySelector('digit-pad')!;
pad.addEventListener('answer', (event) => {
  const answer: DigitAnswer = event.detail;
  console.log(answer.label?.toFixed());
});
pad.addEventListener('click', () => pad.clear());
const made: DigitPad = document.createElement('digit-pad');
made.strokes = [{ points: [[1, 2]], width: 18 }];
const first: number | undefined = made.confidences[0]?.confidence;
export const value: string = made.value;
"""
MISTAKES = (
    "made.value = '7';",
    "made.strokes = [[1, 2]];",
    "made.addEventListener('answer', (event) => event.detail.digit);",
)

needs_node = pytest.mark.skipif(
    not shutil.which("node"), reason="no Node.js: install it to run the component's scripts"
)
needs_npm = pytest.mark.skipif(not shutil.which("npm"), reason="no npm: install it to pack the component")


def reached_from(script: Path) -> set[Path]:
    """Returns a module and all that it imports, at once or later."""
    found, waiting = set(), [script]
    while waiting:
        file = waiting.pop()
        if file in found:
            continue
        found.add(file)
        if file.suffix == ".js":
            names = IMPORT.findall(file.read_text(encoding="utf-8"))
            waiting += [(file.parent / (at_once or later)).resolve() for at_once, later in names]
    return found


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> dict:
    """What npm would pack; from a copy, for npm lays licence and page beside it meanwhile."""
    copy = tmp_path_factory.mktemp("package")
    shutil.copytree(ASSETS, copy / "assets", ignore=shutil.ignore_patterns("figures", "reference"))
    (copy / "docs").mkdir()
    for name in ("LICENSE", "docs/widget.md"):
        shutil.copy(REPOSITORY / name, copy / name)
    pack = ["npm", "pack", "--dry-run", "--json"]
    done = subprocess.run(pack, cwd=copy / "assets", capture_output=True, text=True, check=True)
    [package] = json.loads(done.stdout[done.stdout.index("[\n") :])
    return package


def test_what_is_written_is_up_to_date():
    assert CONTENTS.read_text(encoding="utf-8") == widget_contents(), "run `make readme`"
    assert PACKAGE.read_text(encoding="utf-8") == widget_package(), "run `make readme`"


def test_every_text_that_the_scripts_ask_for_is_there():
    scripts = "\n".join(file.read_text(encoding="utf-8") for file in ASSETS.glob("widget/*.js") if file != CONTENTS)
    asked = set(re.findall(r"\btext\('(\w+)'", scripts)) | set(re.findall(r"'(widget_\w+)'", scripts))
    assert len(asked) > 5
    for locale in ("en", "ar"):
        texts = json.loads(re.search(r"TEXTS = (.*);", widget_contents()).group(1))[locale]
        assert asked <= set(texts)


@needs_node
@pytest.mark.slow
def test_the_scripts_decide_as_they_should():
    tests = ["node", "--test", "widget.test.mjs"]
    done = subprocess.run(tests, cwd=NODE_TESTS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@needs_npm
@pytest.mark.slow
def test_the_package_holds_all_that_it_imports_and_no_more_of_the_page(packed):
    paths = {file["path"] for file in packed["files"]}
    scripts = {file.relative_to(ASSETS).as_posix() for file in reached_from(ASSETS / "widget" / "digit-pad.js")}
    assert packed["version"] == digit_recognizer.__version__
    assert scripts <= paths
    assert {"LICENSE", "README.md", "package.json", "widget/digit-pad.d.ts", "models/manifest.json"} <= paths
    manifest = json.loads((ASSETS / "models" / "manifest.json").read_text(encoding="utf-8"))
    assert {f"models/models/{name}/model.onnx" for name in manifest["models"]} <= paths
    assert {PurePosixPath(path).parts[0] for path in paths if "/" in path} <= {
        "models",
        "pad",
        "page",
        "widget",
        "engine",
    }
    assert {"engine/ort-wasm-simd-threaded.wasm", "engine/ort.wasm.bundle.min.mjs", "engine/LICENSE"} <= paths
    assert not {path for path in paths if path.endswith((".br", ".css", ".html", "metrics.json"))}


def test_the_script_is_light():
    scripts = reached_from(ASSETS / "widget" / "digit-pad.js") - reached_from(ASSETS / "widget" / "recognizer.js")
    assert sum(len(gzip.compress(file.read_bytes())) for file in scripts) <= MAX_SCRIPT_BYTES


@pytest.mark.skipif(not TSC.exists(), reason="no type checker: run `make test` once")
@pytest.mark.slow
def test_its_types_serve_a_user_of_typescript(tmp_path):
    package = tmp_path / "node_modules" / "digit-pad"
    (package / "widget").mkdir(parents=True)
    for name in ("package.json", "widget/digit-pad.d.ts"):
        shutil.copy(ASSETS / name, package / name)
    (tmp_path / "user.ts").write_text(USER)
    (tmp_path / "wrong.ts").write_text(
        "import { DigitPad } from 'digit-pad';\nconst made = new DigitPad();\n" + "\n".join(MISTAKES)
    )
    options = ["--noEmit", "--strict", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"]
    checker = [TSC, *options, "user.ts", "wrong.ts"]
    done = subprocess.run(checker, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert re.findall(r"^(\S+)\((\d+),", done.stdout, re.MULTILINE) == [("wrong.ts", str(line)) for line in (3, 4, 5)]
