"""UNIPEN train_r01_v07 (Zenodo, doi 10.5281/zenodo.1195803): its isolated characters as rows."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from training.data.conversion.components import Ink, Point, collect_ink, cut_strokes
from training.data.conversion.output import STROKES, Skipped, ensure_free, write_dataset
from training.data.conversion.statements import Statement, UnipenError, parse_label, read_with_includes
from training.data.loading import DatasetError

RELEASE = "train_r01_v07"
SPAN = 500
KINDS = {"1a": "digit", "1b": "upper case letter", "1c": "lower case letter", "1d": "symbol"}
SCHEMA = pa.schema([("character", pa.string()), ("kind", pa.string()), ("writer", pa.string()), ("strokes", STROKES)])
_BELONGS = {
    "digit": lambda label: label in "0123456789",
    "upper case letter": str.isupper,
    "lower case letter": str.islower,
    "symbol": lambda label: not label.isalnum(),
}
_CARD = """# Isolated characters as pen strokes, from UNIPEN

Columns: `character` (the label, one character), `kind` (`digit`, `lower case letter`, `upper case letter`, `symbol`),
`writer` (contributor and file; the part before the first `/` is the contributor), `strokes` (list of strokes, each a
list of [x, y] points; x to the right, y downwards; the longer side spans 0 to 500).

Source: I. Guyon et al., UNIPEN project of on-line data exchange and recognizer benchmarks, ICPR 1994; International
Unipen Foundation, Unipen data set train_r01_v07, Zenodo, doi 10.5281/zenodo.1195803, licence CC BY 4.0. Here:
categories 1a to 1d, segments cut out, coordinates scaled.
"""


@dataclass(frozen=True)
class LabelFile:
    """One file that names characters, and where it stands in the release."""

    path: Path
    category: str
    writer: str

    @property
    def contributor(self) -> str:
        """Returns the three letters of who sent it in."""
        return self.writer.split("/")[0]


def convert_unipen(source: Path, out: Path, contributors: Collection[str] = (), force: bool = False) -> str:
    """Converts the release's categories 1a to 1d into a data set that `load_unipen` reads.

    Args:
        source: the unpacked release, or a folder that holds it.
        out: the data set's folder.
        contributors: the ones to convert; all when empty.
        force: replaces a folder that is not empty.

    Returns:
        What was written and what was skipped, for people.

    Raises:
        DatasetError: the release, a contributor or every character is missing, or `out` is not empty.
    """
    ensure_free(out, force)
    release = find_release(source)
    files = _choose(list_label_files(release), contributors, release)
    skipped = Skipped()
    rows = _convert_files(files, release / "include", skipped)
    if not rows:
        raise DatasetError(f"No character could be read from {release}. {skipped.summary()}")
    write_dataset(out, {"train": rows}, SCHEMA, _CARD, skipped)
    kinds = Counter(row["kind"] for row in rows)
    counts = ", ".join(f"{kinds[kind]:,} {kind}s" for kind in KINDS.values() if kinds[kind])
    senders = sorted({row["writer"].split("/")[0] for row in rows})
    return f"Wrote {len(rows):,} characters ({counts}) of {', '.join(senders)} to {out}. {skipped.summary()}"


def find_release(source: Path) -> Path:
    """Returns the folder that holds `data` and `include`: the one named, or one below it.

    Raises:
        DatasetError: there is none.
    """
    if source.is_file():
        raise DatasetError(f"{source} is a file. Unpack it (tar -xzf {source.name}) and name the folder.")
    for folder in (source, *sorted(source.rglob(RELEASE))):
        if (folder / "data").is_dir() and (folder / "include").is_dir():
            return folder
    raise DatasetError(
        f"{source} holds no folders data and include. Name the unpacked release, a folder called {RELEASE}."
    )


def list_label_files(release: Path) -> list[LabelFile]:
    """Lists the files of categories 1a to 1d, a writer's one after the other."""
    files = []
    for category in KINDS:
        folder = release / "data" / category
        for path in folder.rglob("*.dat"):
            files.append(LabelFile(path, category, path.relative_to(folder).with_suffix("").as_posix()))
    return sorted(files, key=lambda file: (file.writer, file.category))


def _choose(files: list[LabelFile], contributors: Collection[str], release: Path) -> list[LabelFile]:
    known = {file.contributor for file in files}
    if not known:
        raise DatasetError(f"{release / 'data'} holds no .dat file in {', '.join(KINDS)}.")
    missing = sorted(set(contributors) - known)
    if missing:
        raise DatasetError(f"No contributor {', '.join(missing)}. Known: {', '.join(sorted(known))}.")
    return [file for file in files if not contributors or file.contributor in contributors]


def _convert_files(files: list[LabelFile], include: Path, skipped: Skipped) -> list[dict[str, Any]]:
    """Returns the rows of all files, by category and then by writer, with a progress bar."""
    from tqdm import tqdm

    rows = []
    for file in tqdm(files, desc="UNIPEN", unit="file"):
        rows += [(file.category, file.writer, row) for row in read_characters(file, include, skipped)]
    return [row for *_, row in sorted(rows, key=lambda each: each[:2])]


def read_characters(file: LabelFile, include: Path, skipped: Skipped) -> Iterator[dict[str, Any]]:
    """Yields one row for each undamaged character that one file names."""
    try:
        ink = collect_ink(read_with_includes(file.path.resolve(), include.resolve()))
    except UnipenError as error:
        skipped.add("unreadable files", error)
        return
    for segment in ink.segments:
        try:
            yield _row(segment, ink, file)
        except UnipenError as error:
            skipped.add("damaged characters", error)


def _row(segment: Statement, ink: Ink, file: LabelFile) -> dict[str, Any]:
    label, kind = parse_label(segment), KINDS[file.category]
    if len(label) != 1 or not _BELONGS[kind](label):
        raise UnipenError(segment.where, f"the label {label!r} is no {kind}.")
    strokes = scale_strokes(cut_strokes(segment, ink.components))
    if strokes is None:
        raise UnipenError(segment.where, f"the strokes of {label!r} have no extent.")
    return {"character": label, "kind": kind, "writer": file.writer, "strokes": strokes}


def scale_strokes(strokes: list[list[Point]]) -> list[list[list[int]]] | None:
    """Moves strokes to the origin, y downwards, their longer side 500; None where they have no extent.

    Example:
        >>> scale_strokes([[(10, 20), (10, 20), (12, 16)]])
        [[[0, 0], [250, 500]]]
    """
    if not strokes:
        return None
    points = np.concatenate([np.asarray(stroke) for stroke in strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    extent = (high - low).max()
    if not extent > 0 or not np.isfinite(extent):
        return None
    corner, turned = np.array([low[0], high[1]]), np.array([1, -1])
    scaled = [np.rint((np.asarray(stroke) - corner) * turned * SPAN / extent).astype(int) for stroke in strokes]
    return [_without_repeats(stroke).tolist() for stroke in scaled]


def _without_repeats(points: np.ndarray) -> np.ndarray:
    """Drops a point that repeats the one before it: a pen at rest."""
    return points[np.concatenate([[True], (np.diff(points, axis=0) != 0).any(axis=1)])]
