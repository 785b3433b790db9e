"""Originals in small: each test writes the files that it converts."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

Strokes = list[list[tuple[int, int]]]
ONE: Strokes = [[(250, 400), (250, 250), (250, 100)]]
SEVEN: Strokes = [[(100, 400), (300, 400), (200, 100)], [(150, 250), (250, 250)]]


@pytest.fixture(autouse=True)
def caches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps what `datasets` reads here from the next test: the folders have the same names."""
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")


def pen_text(strokes: Iterable[Iterable[tuple[int, int]]]) -> str:
    """Strokes as UNIPEN text."""
    return "".join(
        ".PEN_DOWN\n" + "".join(f"  {x}  {y}\n" for x, y in stroke) + ".PEN_UP\n.DT 100\n" for stroke in strokes
    )


@pytest.fixture
def release(tmp_path: Path) -> Callable[[dict[str, str]], Path]:
    """Writes a release of UNIPEN from texts by their paths in it; Latin-1, line ends as they are given."""

    def write(files: dict[str, str]) -> Path:
        folder = tmp_path / "CDROM" / "train_r01_v07"
        for name in ("data", "include"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("latin-1"))
        return folder

    return write
