"""The imports keep to the plan of the rooms, and the drawing in the docs shows them as they are."""

import pytest

from tests.rooms import (
    ARCHITECTURE,
    PLAN,
    REPOSITORY,
    draw,
    product_files,
    read_imports,
    replace_block,
    room_of,
    whole_house,
)

MAX_ROOMS = 19
MAX_IMPORTS = 80


@pytest.fixture(scope="module")
def imports():
    return read_imports()


def test_every_file_lives_in_a_room_of_the_plan():
    assert {room_of(file) for file in product_files()} == set(PLAN)


def test_no_room_imports_one_above_it(imports):
    floors = {room: floor for floor, room in enumerate(PLAN)}
    upwards = {pair: where for pair, where in imports.items() if floors[pair[0]] >= floors[pair[1]]}
    assert not upwards


def test_the_whole_house_stays_small(imports):
    pairs = whole_house(imports)
    assert len({room for pair in pairs for room in pair}) <= MAX_ROOMS
    assert len(pairs) <= MAX_IMPORTS


def test_the_drawing_is_up_to_date(imports):
    page = ARCHITECTURE.read_text(encoding="utf-8")
    assert page == replace_block(page, draw(imports)), "run `make readme`"


def test_an_import_in_a_function_counts_and_a_librarys_does_not(tmp_path):
    for name, code in {
        "app.py": "import numpy\n\n\ndef main():\n    from digit_recognizer.image.ink import find\n",
        "digit_recognizer/image/ink.py": "from digit_recognizer.errors import NoInkError\n",
        "digit_recognizer/errors.py": "",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(code)
    assert dict(read_imports(tmp_path)) == {
        ("app", "digit_recognizer/image"): {"app.py: digit_recognizer.image.ink.find"},
        ("digit_recognizer/image", "digit_recognizer/ground"): {
            "digit_recognizer/image/ink.py: digit_recognizer.errors.NoInkError"
        },
    }


def test_a_file_over_three_hundred_lines_is_two_ideas():
    lengths = {str(file): len((REPOSITORY / file).read_text(encoding="utf-8").splitlines()) for file in product_files()}
    assert {file: length for file, length in lengths.items() if length > 310} == {}
