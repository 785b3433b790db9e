"""Equal content has equal digests, wherever it is computed; other content and other code have others."""

import subprocess
import sys
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest

from tests.conftest import REPOSITORY
from training.data.images import LabelledImages
from training.data.pen_strokes import PenDigit
from training.store.digests import code_digest, content_digest, source_files

IMAGES = np.arange(2 * 28 * 28, dtype=np.uint8).reshape(2, 28, 28)


def digit(**changes):
    return PenDigit(**{"label": 3, "writer": 7, "strokes": [[[0.5, 1.0], [2.0, 3.25]], [[4.0, 5.0]]], **changes})


DIFFERENT = {
    "images": IMAGES,
    "other pixels": IMAGES + np.uint8(1),
    "other order": IMAGES[::-1],
    "other shape": IMAGES.reshape(28, 2, 28),
    "other type": IMAGES.astype(np.int16),
    "with labels": LabelledImages(IMAGES, np.array([1, 2])),
    "other labels": LabelledImages(IMAGES, np.array([1, 3])),
    "digit": [digit()],
    "other label": [digit(label=4)],
    "other writer": [digit(writer=8)],
    "other point": [digit(strokes=[[[0.5, 1.0], [2.0, 3.5]], [[4.0, 5.0]]])],
    "strokes joined": [digit(strokes=[[[0.5, 1.0], [2.0, 3.25], [4.0, 5.0]]])],
    "nothing": None,
    "number": 1,
    "truth": True,
    "text": "1",
    "bytes": b"1",
    "mapping": {"shapes": 1},
}


def test_other_content_has_another_digest():
    for (first, content), (second, other) in combinations(DIFFERENT.items(), 2):
        assert content_digest(content) != content_digest(other), (first, second)


def test_equal_content_of_other_objects_has_the_same_digest():
    assert content_digest(LabelledImages(IMAGES.copy(), np.array([1, 2]))) == content_digest(DIFFERENT["with labels"])
    assert content_digest([digit()], 1) == content_digest((digit(),), np.int64(1))
    assert content_digest(np.asfortranarray(IMAGES)) == content_digest(IMAGES)
    assert content_digest(IMAGES[:, ::2]) == content_digest(IMAGES[:, ::2].copy())


def test_the_byte_order_of_a_machine_does_not_count():
    values = np.array([1, 256], np.int64)
    assert content_digest(values.astype(">i8")) == content_digest(values.astype("<i8"))


def test_values_are_told_apart_from_their_neighbours():
    assert content_digest("a", "bc") != content_digest("ab", "c")
    assert content_digest([1], [2]) != content_digest([1, 2])


def test_a_path_stands_for_what_its_file_holds(tmp_path):
    first, again, other = (tmp_path / name for name in ("first", "again", "other"))
    for file, text in ((first, "a"), (again, "a"), (other, "b")):
        file.write_text(text)
    assert content_digest(first) == content_digest(again) != content_digest(other)


@pytest.mark.parametrize(
    "value", [object(), {1, 2}, np.array([None]), digit], ids=["object", "set", "array", "function"]
)
def test_what_cannot_be_told_is_refused(value):
    with pytest.raises(TypeError, match="content of a"):
        content_digest(value)


def test_digests_are_the_same_in_every_process():
    values, module = ["a", 0.1, {"b": b"c"}], "training.synthesis.pen"
    code = f"from training.store.digests import *; print(content_digest({values!r}), code_digest({module!r}))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert ran.stdout.split() == [content_digest(values), code_digest(module)]


@dataclass(frozen=True)
class Package:
    """A package of modules that a test writes."""

    name: str
    write: object

    def digest(self) -> str:
        return code_digest(f"{self.name}.maker")


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Three modules, of which one makes, by help of the second; the third is not imported."""
    folder = tmp_path / "made_up_for_digests"
    folder.mkdir()
    monkeypatch.syspath_prepend(tmp_path)

    def write(name, text):
        (folder / name).write_text(text)

    write("__init__.py", "")
    write("maker.py", "import numpy\nfrom made_up_for_digests.helper import two\n\n\ndef make():\n    return two()\n")
    write("helper.py", "def two():\n    return 2\n")
    write("stranger.py", "THREE = 3\n")
    return Package(folder.name, write)


def test_code_that_makes_or_helps_counts(package):
    assert list(source_files(f"{package.name}.maker")) == [f"{package.name}.{name}" for name in ("maker", "helper")]
    before = package.digest()
    package.write("helper.py", "def two():\n    return 2.0\n")
    helped = package.digest()
    package.write("maker.py", "from made_up_for_digests import helper\n\n\ndef make():\n    return helper.two() + 1\n")
    assert len({before, helped, package.digest()}) == 3


def test_code_that_takes_no_part_does_not_count(package):
    before = package.digest()
    package.write("stranger.py", "THREE = 4\n")
    assert package.digest() == before


def test_comments_docstrings_and_formatting_do_not_count(package):
    before = package.digest()
    package.write("helper.py", '"""Two."""\n\n\ndef two( ):\n    """Returns 2."""\n    return (2)  # two\n')
    assert package.digest() == before


def test_a_table_beside_a_module_counts(package):
    before = package.digest()
    package.write("helper.json", "[1]")
    first = package.digest()
    package.write("helper.json", "[2]")
    assert len({before, first, package.digest()}) == 3
