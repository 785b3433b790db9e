"""Writes what the room Models shows beside the bundle: `python -m training.publishing.models_room [--drawings]`.

That is the reports' systems, and drawings that models may get wrong.
The drawings are this project's own, written by program: the first of each way of writing that the models are measured
on. Which of them a model misreads is not written here: the visitor's browser finds out, with the model that is served.
"""

import argparse
import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from operator import methodcaller
from pathlib import Path
from typing import Any

from digit_recognizer.contract import IMAGE_SIZE
from digit_recognizer.files import ASSETS, write_atomically
from training.report.reference import read_reference
from training.store.assets import ReportFolders
from training.synthesis.style_drawings import StyleDrawings, load_style_drawings

FOLDER = "models_room"
DRAWINGS_PER_STYLE = 20
MAX_COMPRESSION = 9


def write_reference(folders: ReportFolders) -> None:
    """Writes the reports' systems into reference.json.

    Args:
        folders: where trials, the bundle and the page's parts lie.

    Raises:
        RunError: a system of the reports has not been trained.
    """
    _write(folders.assets / FOLDER / "reference.json", read_reference(folders))


def write_gallery(folders: ReportFolders) -> None:
    """Draws, and writes the drawings into gallery.json; they depend on no model."""
    _write(folders.assets / FOLDER / "gallery.json", gallery_of(load_style_drawings(DRAWINGS_PER_STYLE, workers=1)))


def gallery_of(drawings: StyleDrawings) -> dict[str, Any]:
    """Returns drawings as data: their labels, and their pixels one after the other, as zlib packs them, in base64."""
    packed = zlib.compress(drawings.images.tobytes(), MAX_COMPRESSION)
    return {
        "size": IMAGE_SIZE,
        "labels": drawings.labels.tolist(),
        "names": drawings.names.tolist(),
        "pixels": base64.b64encode(packed).decode(),
    }


def _write(file: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    write_atomically(file, methodcaller("write", f"{text}\n".encode()))


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes the systems, and where it is asked to the drawings, which take minutes."""
    parser = argparse.ArgumentParser(prog="python -m training.publishing.models_room", description=__doc__)
    parser.add_argument("--drawings", action="store_true", help="draw anew, too: after a change to the ways of writing")
    options = parser.parse_args(arguments)
    folders = ReportFolders(ASSETS)
    write_reference(folders)
    if options.drawings:
        write_gallery(folders)


if __name__ == "__main__":
    main()
