"""`digits read`: answers on standard output, one line of error for each picture that cannot be read, exit codes."""

import csv
import io
import json
import subprocess
import sys

import numpy as np
import pytest

from digit_recognizer.command_line.pictures import list_pictures
from digit_recognizer.errors import InvalidImageError
from tests.pictures import as_png, blank_png, draw_digit


@pytest.fixture
def seven(tmp_path):
    path = tmp_path / "seven.png"
    path.write_bytes(as_png(draw_digit("7")))
    return path


@pytest.fixture
def number(tmp_path):
    path = tmp_path / "number.png"
    path.write_bytes(as_png(np.concatenate([draw_digit(name) for name in "204"], axis=1)))
    return path


def test_a_picture_gets_its_name_the_digit_and_how_probable_it_is(run, seven, recognizer):
    confidence = recognizer.predict(seven).confidences[0].confidence
    assert run("read", seven) == (0, f"{seven}  7  {100 * confidence:5.1f}%\n", "")


def test_what_is_no_digit_is_doubted(run, number):
    assert run("read", number).output.endswith("not a digit?\n")


def test_json_lines_hold_what_the_library_answers(run, seven, recognizer):
    said = json.loads(run("read", seven, "--json", "--model", "lenet", "--top-k", 3).output)
    wanted = {"picture": str(seven), **recognizer.predict(seven, "lenet").to_dict()}
    assert said | {"milliseconds": 0} == json.loads(json.dumps(wanted | {"milliseconds": 0}))


def test_csv_names_its_columns(run, seven, recognizer):
    answer = recognizer.predict(seven, top_k=2)
    [row] = csv.DictReader(io.StringIO(run("read", seven, "--csv", "--top-k", 2).output))
    assert row == {
        "picture": str(seven),
        "digit": "7",
        "probability": str(round(answer.confidences[0].confidence, 6)),
        "is_digit": "true",
        "digit_probability": str(round(answer.digit_probability, 6)),
        "model": "cnn",
        "digit_2": str(answer.confidences[1].label),
        "probability_2": str(round(answer.confidences[1].confidence, 6)),
    }


def test_a_whole_number_is_read(run, number, recognizer):
    reading = recognizer.read_number(number)
    assert run("read", "--number", number) == (0, f"{number}  204  {100 * reading.probability:5.1f}%\n", "")
    said = json.loads(run("read", "--number", number, "--json", "--top-k", 2).output)
    assert (said["picture"], said["text"], said["model"]) == (str(number), "204", "cnn")
    assert [digit["label"] for digit in said["digits"]] == [2, 0, 4]
    assert {len(digit["confidences"]) for digit in said["digits"]} == {2}
    assert run("read", "--number", number, "--csv").output.splitlines() == [
        "picture,number,probability,all_digits,model",
        f"{number},204,{round(reading.probability, 6)},true,cnn",
    ]


def test_the_places_of_a_number_that_are_no_digits_are_named(run, tmp_path):
    picture = draw_digit("1")
    picture[60:220, 60:220] = 0
    (tmp_path / "block.png").write_bytes(as_png(np.concatenate([draw_digit("2"), picture], axis=1)))
    output = run("read", "--number", tmp_path / "block.png").output
    assert output.endswith("not a digit? (place 2)\n")
    assert ",false," in run("read", "--number", tmp_path / "block.png", "--csv").output


def test_a_folder_stands_for_its_pictures_in_the_order_of_their_paths(run, folder):
    names = ["10.png", "a 3.png", "b/7.PNG"]
    ran = run("read", folder, "--csv")
    rows = list(csv.DictReader(io.StringIO(ran.output)))
    assert [row["picture"] for row in rows] == [str(folder / name) for name in names]
    assert [row["digit"] for row in rows] == ["1", "3", "7"]
    assert (ran.code, ran.errors) == (0, "")


def test_names_are_lined_up(run, folder, monkeypatch):
    monkeypatch.chdir(folder)
    lines = run("read", ".").output.splitlines()
    assert [line.rpartition("  ")[0].rstrip() for line in lines] == ["10.png   1", "a 3.png  3", "b/7.PNG  7"]
    assert len({line.index("%") for line in lines}) == 1


def test_standard_input_is_read(run, seven, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(seven.read_bytes())))
    assert run("read", "-").output.startswith("-  7 ")


def test_what_cannot_be_read_gets_one_line_and_the_rest_is_read(run, seven, tmp_path):
    (tmp_path / "damaged.png").write_bytes(seven.read_bytes()[:200])
    (tmp_path / "blank.png").write_bytes(blank_png(50, 50))
    (tmp_path / "empty").mkdir()
    names = ["missing.png", "damaged.png", "blank.png", "empty", "seven.png"]
    ran = run("read", *[tmp_path / name for name in names])
    assert ran.code == 1
    assert ran.output.startswith(f"{seven} ")
    lines = ran.errors.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [str(tmp_path / name) for name in names[:-1]]
    assert lines[0].endswith(": It cannot be read (No such file or directory). Check the path and its permissions.")
    assert "damaged or cut off" in lines[1]
    assert "holds no pictures (.apng, .avif" in lines[3]


def test_a_name_may_be_anything(run, tmp_path):
    ran = run("read", tmp_path / "new\nline\x1b[31m.png", "\udcff.png", "nul\0.png", "")
    assert ran.code == 1
    assert len(ran.errors.splitlines()) == 4
    assert "new\\nline\\x1b[31m.png: It cannot be read" in ran.errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--model", "nobody"], "No model is called 'nobody'. Known models: cnn, cnn_tiny, "),
        (["--top-k", "0"], "argument --top-k: invalid choice: 0"),
        (["--top-k", "11"], "argument --top-k: invalid choice: 11"),
        (["--top-k", "two"], "argument --top-k: invalid int value: 'two'"),
        (["--json", "--csv"], "argument --csv: not allowed with argument --json"),
        (["-", "-"], "standard input (-) can be read only once"),
    ],
)
def test_wrong_usage_is_explained(run, arguments, said):
    ran = run("read", "missing.png", *arguments)
    assert (ran.code, ran.output) == (2, "")
    assert ran.errors.startswith("usage: digits read")
    assert said in ran.errors


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("count", "is_shown"), [(6, True), (5, False)])
def test_many_pictures_show_how_far_it_is(run, seven, monkeypatch, count, is_shown):
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    assert run("read", *[seven] * count).output.count("\n") == count
    assert ("reading:" in terminal.getvalue()) == is_shown
    assert (f"/{count}" in terminal.getvalue()) == is_shown


def test_who_has_read_enough_may_leave(seven):
    code = "import sys; from digit_recognizer.command_line import main; sys.exit(main(sys.argv[1:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "read", seven, seven], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 1


def test_a_folder_that_cannot_be_listed_is_named(tmp_path, monkeypatch):
    (tmp_path / "closed").mkdir()

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("os.scandir", refuse)
    monkeypatch.setattr("os.listdir", refuse)
    [picture] = list_pictures([str(tmp_path / "closed")])
    assert picture.name == str(tmp_path / "closed")
    with pytest.raises(InvalidImageError, match=r"It cannot be read \(Permission denied\)"):
        picture.read()
