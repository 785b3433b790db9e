"""UCI's unnormalised pen strokes, from their text to what training reads."""

import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.training.data.conversion.conftest import ONE, SEVEN, pen_text
from training.data.conversion.output import Skipped
from training.data.conversion.pen_strokes import convert_pen_strokes, read_digits
from training.data.loading import DatasetError
from training.data.pen_strokes import PenDigit, load_pen_strokes

HEAD = " .INCLUDE dene.doc\n.COORD X Y\n.HIERARCHY DIGIT\n.COMMENT 10 digits\n"


def digit(label: object, writer: int, strokes: list, components: str | None = None) -> str:
    components = components or ("0" if len(strokes) == 1 else f"0-{len(strokes) - 1}")
    return f'.SEGMENT DIGIT {components} ? "{label}"\n.COMMENT {label} {writer} 224\n{pen_text(strokes)}'


def screen(strokes: list) -> list:
    return [[[x, 500 - y] for x, y in stroke] for stroke in strokes]


def original(folder: Path, text: str = HEAD + digit(1, 12, ONE) + digit(7, 3, SEVEN), name: str = "tra") -> Path:
    path = folder / f"pendigits-orig.{name}"
    path.write_text(text)
    return path


def compress(data: bytes) -> bytes:
    """Writes `data`, at most 250 bytes, as Unix's compress does: nine bits a byte before its table grows."""
    assert len(data) <= 250
    bits = sum(byte << 9 * index for index, byte in enumerate(data))
    return b"\x1f\x9d\x90" + bits.to_bytes((9 * len(data) + 7) // 8, "little")


def test_strokes_come_back_as_they_were_written(tmp_path: Path):
    said = convert_pen_strokes([original(tmp_path)], tmp_path / "out")
    assert said == f"Wrote 2 digits (train) of 2 writers to {tmp_path / 'out'}. Nothing was skipped."
    assert load_pen_strokes(tmp_path / "out") == [PenDigit(1, 12, screen(ONE)), PenDigit(7, 3, screen(SEVEN))]
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_the_columns_are_the_shared_data_sets(tmp_path: Path):
    convert_pen_strokes([original(tmp_path)], tmp_path / "out")
    schema = pq.read_schema(tmp_path / "out/data/train-00000-of-00001.parquet")
    assert [(field.name, str(field.type)) for field in schema] == [
        ("label", "int64"),
        ("writer", "int32"),
        ("strokes", "list<element: list<element: list<element: int16>>>"),
    ]
    assert b'"_type": "ClassLabel"' in schema.metadata[b"huggingface"]


def test_the_test_file_is_a_split_of_other_writers(tmp_path: Path):
    sources = [original(tmp_path, digit(1, 5, ONE), "tes"), original(tmp_path, digit(7, 5, SEVEN))]
    assert "1 digits (train) and 1 digits (test) of 2 writers" in convert_pen_strokes(sources, tmp_path / "out")
    assert [row.writer for row in load_pen_strokes(tmp_path / "out")] == [5]
    assert pq.read_table(tmp_path / "out/data/test-00000-of-00001.parquet")["writer"].to_pylist() == [35]


def test_writers_that_are_numbered_on_keep_their_numbers(tmp_path: Path):
    sources = [original(tmp_path), original(tmp_path, digit(1, 31, ONE), "tes")]
    convert_pen_strokes(sources, tmp_path / "out")
    assert pq.read_table(tmp_path / "out/data/test-00000-of-00001.parquet")["writer"].to_pylist() == [31]


def test_compressed_files_and_the_zip_are_read(tmp_path: Path):
    text = digit(1, 12, ONE)
    compressed = original(tmp_path, name="tra.Z")
    compressed.write_bytes(compress(text.encode()))
    with zipfile.ZipFile(tmp_path / "pen.zip", "w") as archive:
        archive.write(compressed, "pendigits/pendigits-orig.tra.Z")
        archive.writestr("pendigits.tra", "47,100,27,81")
    for name in ("pendigits-orig.tra.Z", "pen.zip"):
        convert_pen_strokes([tmp_path / name], tmp_path / "out", force=True)
        assert load_pen_strokes(tmp_path / "out") == [PenDigit(1, 12, screen(ONE))]


def test_a_range_may_be_missing_and_lines_may_end_in_crlf():
    text = f'.SEGMENT DIGIT ? "7"\n.COMMENT 7 3 1\n{pen_text(SEVEN)}'.replace("\n", "\r\n")
    (row,) = read_digits(text, "a.tra", Skipped())
    assert row == {"label": 7, "writer": 3, "strokes": screen(SEVEN)}


@pytest.mark.parametrize(
    ("damaged", "fault"),
    [
        (".SEGMENT DIGIT 0 ?\n.COMMENT 1 3 1\n.PEN_DOWN\n1 1\n.PEN_UP\n", "a.tra:11: .SEGMENT DIGIT 0 ? has no label."),
        (digit("x", 3, ONE), "a.tra:11: the label 'x' is no digit."),
        (digit(1, 3, ONE, "4-5"), "a.tra:11: .SEGMENT announces strokes: 2; found: 1."),
        ('.SEGMENT DIGIT 0 ? "1"\n.COMMENT 1 3 1\n', "a.tra:11: .SEGMENT announces strokes: 1; found: 0."),
        (digit(1, 3, ONE).replace("COMMENT 1", "COMMENT 2"), "a.tra:12: .COMMENT says 2, the segment says 1."),
        (digit(1, 3, ONE).replace("COMMENT 1 3", "COMMENT 1"), "a.tra:11: the digit has no .COMMENT with label"),
        (digit(1, 3, ONE).replace(".PEN_UP\n.DT 100\n", ""), "a.tra:13: a stroke is not closed"),
        (digit(1, 3, ONE).replace(".PEN_DOWN", ".PEN_UP"), "a.tra:13: a stroke is not closed"),
        (digit(1, 3, ONE).replace("400", "4x0"), "a.tra:13: .PEN_DOWN holds a line without coordinates."),
        (digit(1, 3, ONE).replace("400", "0.5"), "a.tra:13: coordinates are whole numbers from 0 to 500; found 499.5."),
    ],
)
def test_damaged_digits_are_skipped_and_said(damaged: str, fault: str):
    skipped = Skipped()
    good = digit(1, 12, ONE)
    assert good.count("\n") == 8
    rows = list(read_digits(f".COORD X Y\n\n{good}{damaged}{digit(7, 3, SEVEN)}", "a.tra", skipped))
    assert [row["label"] for row in rows] == [1, 7]
    assert [str(error)[: len(fault)] for error in skipped.errors] == [fault]


def test_a_file_that_breaks_off_loses_its_last_digit_only(tmp_path: Path):
    text = HEAD + digit(1, 12, ONE) + digit(7, 3, SEVEN)
    said = convert_pen_strokes([original(tmp_path, text[: text.rindex(".PEN_UP")])], tmp_path / "out")
    assert "Skipped 1 (damaged digits: 1), listed in skipped.txt; the first: pendigits-orig.tra:" in said
    assert "is not closed" in (tmp_path / "out/skipped.txt").read_text()
    assert len(load_pen_strokes(tmp_path / "out")) == 1


def test_what_a_conversion_wrote_is_replaced_only_by_force(tmp_path: Path):
    source, out = original(tmp_path), tmp_path / "out"
    convert_pen_strokes([source], out)
    original(tmp_path, digit(1, 12, ONE))
    with pytest.raises(DatasetError, match=r"is not empty\. Name another folder with --out, or say --force"):
        convert_pen_strokes([source], out)
    assert len(load_pen_strokes(out)) == 2
    convert_pen_strokes([source], out, force=True)
    assert len(load_pen_strokes(out)) == 1
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "cache") == ["out", source.name]


def test_what_someone_else_wrote_is_never_replaced(tmp_path: Path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").touch()
    for force in (False, True):
        with pytest.raises(DatasetError, match=r"holds 'thesis\.txt', which no conversion wrote"):
            convert_pen_strokes([original(tmp_path)], out, force)
    assert (out / "thesis.txt").exists()


def test_an_interruption_leaves_the_old_data_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    source, out = original(tmp_path), tmp_path / "out"
    convert_pen_strokes([source], out)

    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pyarrow.parquet.write_table", fail)
    with pytest.raises(KeyboardInterrupt):
        convert_pen_strokes([source], out, force=True)
    assert len(load_pen_strokes(out)) == 2
    assert not (tmp_path / ".out.part").exists()


def test_faults_of_the_files_are_said(tmp_path: Path):
    def refused(message: str, *sources: Path) -> None:
        with pytest.raises(DatasetError, match=message):
            convert_pen_strokes(list(sources), tmp_path / "out")
        assert not (tmp_path / "out").exists()

    good = original(tmp_path)
    refused("No file at .*missing", tmp_path / "missing")
    refused("given twice", good, good)
    normalised = tmp_path / "pendigits.tra"
    normalised.write_text("47,100")
    refused("eight points of each digit, not its strokes", normalised)
    refused("No digit was read from pendigits-orig.tra", original(tmp_path, digit(1, 1, ONE), "tes"))
    for content in (b"text", compress(digit(1, 12, ONE).encode())[:2]):
        packed = original(tmp_path, name="tes.Z")
        packed.write_bytes(content)
        refused("cannot be decompressed .*Fetch it again", good, packed)
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("pendigits.tra", "47,100")
    refused("holds neither pendigits-orig.tra", tmp_path / "other.zip")
    (tmp_path / "file").touch()
    with pytest.raises(DatasetError, match=r"is a file\. Name a folder with --out"):
        convert_pen_strokes([good], tmp_path / "file")
