"""UNIPEN's release, from its folders to what `load_unipen` reads."""

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.training.data.conversion.conftest import ONE, SEVEN, pen_text
from training.data.conversion.unipen import convert_unipen, scale_strokes
from training.data.loading import DatasetError
from training.data.unipen import UNIPEN_PATH_VARIABLE, PenCharacter, load_unipen

Release = Callable[[dict[str, str]], Path]
SCALED_ONE = [[[0, 0], [0, 250], [0, 500]]]
SCALED_SEVEN = [[[0, 0], [333, 0], [167, 500]], [[83, 250], [250, 250]]]
INK = {"include/apa/data/apa00/app0001.dat": "\n.WRITER_ID Jos\xe9\n" + pen_text([*ONE, *SEVEN, [(3, 3), (3, 3)]])}


def labels(*segments: str, include: str = "apa/data/apa00/app0001.dat") -> str:
    return "\n".join([".VERSION 1.0", ".INCLUDE apa/app.doc", f".INCLUDE {include}", *segments, ""])


def small() -> dict[str, str]:
    one, seven = '.SEGMENT CHARACTER 0 ? "{}"', '.SEGMENT CHARACTER 1-2 ? "{}"'
    return {
        **INK,
        "data/1a/apa/apa00/app0001.dat": labels(one.format("1"), seven.format("7")),
        "data/1b/apa/apa00/app0001.dat": labels(one.format("I")),
        "data/1c/apa/apa00/app0001.dat": labels(one.format("l")),
        "data/1d/apa/apa00/app0001.dat": labels(one.format(r"\"")),
        "data/1a/syn/zc.dat": f'{pen_text(ONE)}.SEGMENT CHARACTER 0 OK "1"\n',
        "data/2/apa/apa00/app0001.dat": labels(one.format("l")),
    }


def test_characters_come_back_with_kind_contributor_and_writer(release: Release, tmp_path: Path):
    said = convert_unipen(release(small()), tmp_path / "out")
    assert said.startswith(
        "Wrote 6 characters (3 digits, 1 upper case letters, 1 lower case letters, 1 symbols) of apa, syn to "
    )
    assert load_unipen(tmp_path / "out") == [
        PenCharacter("1", "digit", "apa", "apa/apa00/app0001", SCALED_ONE),
        PenCharacter("7", "digit", "apa", "apa/apa00/app0001", SCALED_SEVEN),
        PenCharacter("1", "digit", "syn", "syn/zc", SCALED_ONE),
        PenCharacter("I", "upper case letter", "apa", "apa/apa00/app0001", SCALED_ONE),
        PenCharacter("l", "lower case letter", "apa", "apa/apa00/app0001", SCALED_ONE),
        PenCharacter('"', "symbol", "apa", "apa/apa00/app0001", SCALED_ONE),
    ]


def test_the_columns_are_the_shared_data_sets(release: Release, tmp_path: Path):
    convert_unipen(release(small()), tmp_path / "out")
    schema = pq.read_schema(tmp_path / "out/data/train-00000-of-00001.parquet")
    assert [(field.name, str(field.type)) for field in schema] == [
        ("character", "string"),
        ("kind", "string"),
        ("writer", "string"),
        ("strokes", "list<element: list<element: list<element: int16>>>"),
    ]


def test_contributors_can_be_chosen(release: Release, tmp_path: Path):
    folder = release(small())
    convert_unipen(folder.parent, tmp_path / "out", ["syn"])
    assert {row.contributor for row in load_unipen(tmp_path / "out")} == {"syn"}
    with pytest.raises(DatasetError, match=r"No contributor abc, xyz\. Known: apa, syn\."):
        convert_unipen(folder, tmp_path / "other", ["xyz", "syn", "abc"])


@pytest.mark.parametrize(
    ("segment", "fault"),
    [
        (".SEGMENT CHARACTER 0 ?", "has no label"),
        ('.SEGMENT CHARACTER 9 ? "1"', "'9' points beyond the file's 4 components"),
        ('.SEGMENT CHARACTER 0 ? "12"', "the label '12' is no digit"),
        ('.SEGMENT CHARACTER 0 ? "l"', "the label 'l' is no digit"),
        ('.SEGMENT CHARACTER 3 ? "1"', "the strokes of '1' have no extent"),
        ('.SEGMENT CHARACTER 0-5:2 ? "1"', "'0-5:2' points beyond"),
    ],
)
def test_damaged_characters_are_skipped_and_said(release: Release, tmp_path: Path, segment: str, fault: str):
    files = {**INK, "data/1a/apa/apa00/app0001.dat": labels(segment, '.SEGMENT CHARACTER 0 ? "1"')}
    said = convert_unipen(release(files), tmp_path / "out")
    assert "Skipped 1 (damaged characters: 1), listed in skipped.txt; the first: " in said
    (line,) = (tmp_path / "out/skipped.txt").read_text().splitlines()
    assert "data/1a/apa/apa00/app0001.dat:4: " in line
    assert fault in line
    assert [row.label for row in load_unipen(tmp_path / "out")] == ["1"]


def test_unreadable_files_are_skipped_and_said(release: Release, tmp_path: Path):
    files = {
        **small(),
        "data/1a/apa/missing.dat": labels('.SEGMENT CHARACTER 0 ? "1"', include="apa/data/none.dat"),
        "data/1a/apa/loop.dat": labels('.SEGMENT CHARACTER 0 ? "1"', include="apa/data/loop.dat"),
        "include/apa/data/loop.dat": ".INCLUDE apa/data/loop.dat",
    }
    assert "Skipped 2 (unreadable files: 2)" in convert_unipen(release(files), tmp_path / "out")
    skipped = (tmp_path / "out/skipped.txt").read_text()
    assert "loop.dat:1: .INCLUDE apa/data/loop.dat leads back" in skipped
    assert "missing.dat:3: .INCLUDE names 'apa/data/none.dat'" in skipped


def test_a_file_that_breaks_off_loses_what_is_missing_only(release: Release, tmp_path: Path):
    ink = INK["include/apa/data/apa00/app0001.dat"]
    files = {**small(), "include/apa/data/apa00/app0001.dat": ink[: ink.index(" 400\n", ink.index(" 400\n") + 1) - 3]}
    assert "Skipped 1 (damaged characters: 1)" in convert_unipen(release(files), tmp_path / "out")


def test_faults_of_the_folder_are_said(release: Release, tmp_path: Path):
    def refused(message: str, source: Path) -> None:
        with pytest.raises(DatasetError, match=message):
            convert_unipen(source, tmp_path / "out")
        assert not (tmp_path / "out").exists()

    (tmp_path / "unipen.tgz").touch()
    refused(r"is a file\. Unpack it \(tar -xzf unipen\.tgz\)", tmp_path / "unipen.tgz")
    refused("holds no folders data and include", tmp_path)
    refused(r"holds no \.dat file in 1a, 1b, 1c, 1d", release({}))
    refused(
        r"No character could be read from .*Skipped 1 \(unreadable files: 1\)",
        release({"data/1a/apa/a.dat": labels('.SEGMENT CHARACTER 0 ? "1"')}),
    )


def test_strokes_are_scaled_as_in_the_shared_data_set():
    """The 4 of apb/apb02/app0237, its first points: the box of the whole character is 119 x 133."""
    strokes = [
        [(215, 1644), (215, 1653), (215, 1653), (213, 1653), (212, 1652), (227, 1531)],
        [(201, 1664), (145, 1587)],
    ]
    assert scale_strokes(strokes) == [[[263, 75], [263, 41], [256, 41], [252, 45], [308, 500]], [[211, 0], [0, 289]]]


@pytest.mark.parametrize("strokes", [[], [[(1, 1), (1, 1)]], [[(float("inf"), 0), (0, 0)]]])
def test_strokes_without_extent_have_no_scale(strokes: list):
    assert scale_strokes(strokes) is None


def test_loading_says_what_is_missing(release: Release, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv(UNIPEN_PATH_VARIABLE, raising=False)
    with pytest.raises(DatasetError, match="UNIPEN: no folder at 'None'"):
        load_unipen()
    (tmp_path / "empty").mkdir()
    with pytest.raises(DatasetError, match=r"empty' could not be loaded .*UNIPEN_PATH"):
        load_unipen(tmp_path / "empty")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/train.csv").write_text("label\n1\n")
    with pytest.raises(DatasetError, match="UNIPEN needs the columns character, kind, strokes, writer"):
        load_unipen(tmp_path / "other")
    convert_unipen(release(small()), tmp_path / "out")
    monkeypatch.setenv(UNIPEN_PATH_VARIABLE, str(tmp_path / "out"))
    assert len(load_unipen()) == 6
