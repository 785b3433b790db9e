"""The web component: its files are up to date, decide rightly without a browser, and make a package for npm."""

import gzip
import json
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from digit_recognizer.interface.text import ASSETS
from digit_recognizer.interface.widget import CONTENTS, PACKAGE, widget_contents, widget_package
from tests.conftest import REPOSITORY

NODE_TESTS = REPOSITORY / "tests" / "node"
TSC = NODE_TESTS / "node_modules" / ".bin" / "tsc"
MAX_SCRIPT_BYTES = 40_000
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
needs_npm = pytest.mark.skipif(
    not (NODE_TESTS / "node_modules" / "esbuild").exists(), reason="esbuild is not installed: run `make test` once"
)


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    """The folder that npm installs; packed from a copy, beside whose files npm lays others meanwhile."""
    copy = tmp_path_factory.mktemp("repository")
    shutil.copytree(ASSETS, copy / "assets", ignore=shutil.ignore_patterns("figures", "reference"))
    for name in ("docs", "tests"):
        (copy / name).mkdir()
    for name in ("LICENSE", "docs/widget.md"):
        shutil.copy(REPOSITORY / name, copy / name)
    (copy / "tests" / "node").symlink_to(NODE_TESTS)
    subprocess.run(["npm", "pack", "--silent"], cwd=copy / "assets", capture_output=True, check=True)
    assert not (copy / "assets" / "LICENSE").exists()
    [archive] = (copy / "assets").glob("digit-pad-*.tgz")
    with tarfile.open(archive) as package:
        package.extractall(copy, filter="data")
    return copy / "package"


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
    tests = ["node", "--test", *(f"{name}.test.mjs" for name in ("widget", "answering", "wording", "whys"))]
    done = subprocess.run(tests, cwd=NODE_TESTS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@needs_npm
@pytest.mark.slow
def test_the_package_holds_what_reads_by_itself_and_nothing_of_the_page(packed):
    paths = {file.relative_to(packed).as_posix() for file in packed.rglob("*") if file.is_file()}
    names = json.loads((ASSETS / "models" / "manifest.json").read_text(encoding="utf-8"))["models"]
    engine = {"LICENSE", "ThirdPartyNotices.txt", "ort-wasm-simd-threaded.wasm", "ort.wasm.bundle.min.mjs"}
    assert paths == {
        *("LICENSE", "README.md", "package.json", "models/manifest.json", "widget/digit-pad.d.ts"),
        *(f"dist/{name}.js" for name in ("chunk", "digit-pad", "recognizer")),
        *(f"engine/{name}" for name in engine),
        *(f"models/models/{name}/model.onnx" for name in names),
    }
    assert sum(len(gzip.compress(file.read_bytes())) for file in packed.glob("dist/*")) <= MAX_SCRIPT_BYTES


@needs_npm
@pytest.mark.slow
def test_the_packed_script_runs_where_there_are_no_elements(packed):
    code = "const { DigitPad } = await import('./dist/digit-pad.js'); console.log(DigitPad.formAssociated)"
    command = ["node", "--input-type=module", "--eval", code]
    done = subprocess.run(command, cwd=packed, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("true\n", "")


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
