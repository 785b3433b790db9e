"""The UNIPEN format: statements, labels, and files that include others."""

from pathlib import Path

import pytest

from training.data.conversion.statements import UnipenError, parse_label, parse_statements, read_with_includes


def keywords(path: Path, include: Path) -> list[str]:
    return [statement.keyword for statement in read_with_includes(path, include)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_did_on_the_machine_that_wrote_them(end: str):
    statements = parse_statements(end.join([".PEN_DOWN", " 1 2", "", "3\t4", ".PEN_UP"]), "a.dat")
    assert [(each.keyword, each.lines, each.line_number) for each in statements] == [
        ("PEN_DOWN", ("1 2", "3\t4"), 1),
        ("PEN_UP", (), 5),
    ]


def test_decimal_points_are_no_keywords():
    (statement,) = parse_statements(".PEN_DOWN\n.5 .25", "a.dat")
    assert statement.lines == (".5 .25",)


@pytest.mark.parametrize(
    ("written", "label"),
    [('"8"', "8"), (r'"\""', '"'), (r'"\\"', "\\"), ('"""', '"'), ('"two words"', "two words"), (r'"a\tb"', "a\tb")],
)
def test_labels_lose_their_quotes_and_escapes(written: str, label: str):
    (statement,) = parse_statements(f".SEGMENT CHARACTER 0 ? {written}", "a.dat")
    assert parse_label(statement) == label


@pytest.mark.parametrize("written", ["", '""', '"', "8"])
def test_a_missing_label_is_said_with_file_and_line(written: str):
    (statement,) = parse_statements(f"\n.SEGMENT CHARACTER 0 ? {written}", "a.dat")
    with pytest.raises(UnipenError, match=r"^a\.dat:2: .* has no label\.$"):
        parse_label(statement)


def test_included_files_stand_where_they_are_included(tmp_path: Path):
    include = tmp_path / "include"
    include.mkdir()
    (tmp_path / "a.dat").write_text(".VERSION 1.0\n.INCLUDE b.dat\n.SEGMENT CHARACTER 0")
    (include / "b.dat").write_text(".INCLUDE c.dat\n.PEN_DOWN\n1 1")
    (tmp_path / "include" / "c.dat").write_text(".COORD X Y")
    assert keywords(tmp_path / "a.dat", include) == ["VERSION", "COORD", "PEN_DOWN", "SEGMENT"]


def test_a_name_is_also_found_beside_the_file_that_says_it(tmp_path: Path):
    (tmp_path / "a.dat").write_text(".INCLUDE b.dat")
    (tmp_path / "b.dat").write_text(".PEN_DOWN\n1 1")
    assert keywords(tmp_path / "a.dat", tmp_path / "include") == ["PEN_DOWN"]


def test_the_same_file_may_be_included_twice(tmp_path: Path):
    (tmp_path / "a.dat").write_text(".INCLUDE b.dat\n.INCLUDE b.dat")
    (tmp_path / "b.dat").write_text(".PEN_DOWN\n1 1")
    assert keywords(tmp_path / "a.dat", tmp_path) == ["PEN_DOWN", "PEN_DOWN"]


@pytest.mark.parametrize("last", ["a.dat", "b.dat", "c.dat"])
def test_a_loop_of_includes_ends_with_its_place(tmp_path: Path, last: str):
    (tmp_path / "a.dat").write_text(".INCLUDE b.dat")
    (tmp_path / "b.dat").write_text(".INCLUDE c.dat")
    (tmp_path / "c.dat").write_text(f".VERSION 1.0\n.INCLUDE {last}")
    with pytest.raises(UnipenError, match=rf"c\.dat:2: \.INCLUDE {last} leads back to a file that is open"):
        keywords(tmp_path / "a.dat", tmp_path)


def test_only_descriptions_may_be_missing(tmp_path: Path):
    (tmp_path / "a.dat").write_text(".INCLUDE apa/app.doc\n.INCLUDE apa/data/missing.dat")
    with pytest.raises(UnipenError, match=r"a\.dat:2: .INCLUDE names 'apa/data/missing.dat', which is not below"):
        keywords(tmp_path / "a.dat", tmp_path)


def test_an_unreadable_file_is_named(tmp_path: Path):
    with pytest.raises(UnipenError, match=r"a\.dat:1: the file cannot be read"):
        keywords(tmp_path / "a.dat", tmp_path)


def test_latin_1_is_read(tmp_path: Path):
    (tmp_path / "a.dat").write_bytes(b'.WRITER_ID Andr\xe9\n.SEGMENT CHARACTER 0 ? "\xe9"')
    writer, segment = read_with_includes(tmp_path / "a.dat", tmp_path)
    assert (writer.arguments, parse_label(segment)) == ("André", "é")
