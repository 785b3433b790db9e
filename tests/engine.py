"""Fetches what browsers run that others wrote, from npm: `python -m tests.engine`.

The engine that reads, onnxruntime-web, goes into assets/engine/ as assets/widget/engine.json pins it; Chart.js, which
draws the charts of the room Models, into assets/charts/ as assets/models_room/charts.json pins it. A Space is made of a
git repository and requirements.txt, without Node.js, so the files lie in the repository, compressed as they are sent.
"""

import base64
import hashlib
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Mapping
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import brotli

from digit_recognizer.files import ASSETS, write_atomically

ENGINE, CHARTS = ASSETS / "engine", ASSETS / "charts"
PIN: dict[str, Any] = json.loads((ASSETS / "widget" / "engine.json").read_text(encoding="utf-8"))
CHARTS_PIN: dict[str, Any] = json.loads((ASSETS / "models_room" / "charts.json").read_text(encoding="utf-8"))
WINDOW_BITS = 24  # the largest that every browser takes
# onnxruntime-web leaves them out on npm; the package for Python is built from the same source.
LICENCE, NOTICES = "LICENSE", "ThirdPartyNotices.txt"
CHARTS_LICENCE = "LICENSE.md"


def main() -> None:
    """Writes the files of both packages and their licences."""
    engine = unpack(PIN, (f"dist/{PIN[part]}" for part in ("module", "wasm")))
    for path, content in engine.items():
        pack(ENGINE / Path(path).name, content)
    pack(ENGINE / NOTICES, of_python(NOTICES))
    write_atomically(ENGINE / LICENCE, lambda file: file.write(of_python(LICENCE)))
    charts = unpack(CHARTS_PIN, (f"dist/{CHARTS_PIN['module']}", CHARTS_LICENCE))
    pack(CHARTS / CHARTS_PIN["module"], charts[f"dist/{CHARTS_PIN['module']}"])
    write_atomically(CHARTS / LICENCE, lambda file: file.write(charts[CHARTS_LICENCE]))


def unpack(pin: Mapping[str, Any], paths: Iterable[str]) -> dict[str, bytes]:
    """Downloads the pinned package, and returns the content of some of its files by path."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / fetch(pin, Path(folder))
        check(package, pin["integrity"])
        with tarfile.open(package) as archive:
            return {path: archive.extractfile(f"package/{path}").read() for path in paths}  # type: ignore[union-attr]


def fetch(pin: Mapping[str, Any], folder: Path) -> str:
    """Downloads the package and returns the name of its file."""
    command = ["npm", "pack", "--silent", f"{pin['package']}@{pin['version']}"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def of_python(name: str) -> bytes:
    """Reads a file of the engine's package for Python."""
    return Path(distribution("onnxruntime").locate_file(f"onnxruntime/{name}")).read_bytes()


def check(package: Path, integrity: str) -> None:
    """Compares a package with its pinned digest."""
    algorithm, _, wanted = integrity.partition("-")
    found = base64.b64encode(hashlib.new(algorithm, package.read_bytes()).digest()).decode()
    if found != wanted:
        raise SystemExit(f"{package.name} is not the pinned package: {algorithm} {found} instead of {wanted}.")


def pack(path: Path, content: bytes) -> None:
    """Writes a file compressed."""
    packed = brotli.compress(content, quality=11, lgwin=WINDOW_BITS)
    write_atomically(path.with_name(f"{path.name}.br"), lambda file: file.write(packed))


if __name__ == "__main__":
    main()
