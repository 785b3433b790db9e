"""Fetches the engine that reads in browsers, onnxruntime-web, from npm into assets/engine/: `python -m tests.engine`.

assets/widget/engine.json pins it. A Space is made of a git repository and requirements.txt, without Node.js, so the
files lie in the repository, compressed as they are sent.
"""

import base64
import hashlib
import json
import subprocess
import tarfile
import tempfile
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import brotli

from digit_recognizer.files import ASSETS, write_atomically

ENGINE = ASSETS / "engine"
PIN: dict[str, Any] = json.loads((ASSETS / "widget" / "engine.json").read_text(encoding="utf-8"))
WINDOW_BITS = 24  # the largest that every browser takes
# The package on npm leaves them out; the one for Python is built from the same source.
LICENCE, NOTICES = "LICENSE", "ThirdPartyNotices.txt"


def main() -> None:
    """Writes the engine's files and their licences."""
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / fetch(Path(folder))
        check(package)
        with tarfile.open(package) as archive:
            for name in (PIN["module"], PIN["wasm"]):
                pack(name, archive.extractfile(f"package/dist/{name}").read())  # type: ignore[union-attr]
    pack(NOTICES, of_python(NOTICES))
    write_atomically(ENGINE / LICENCE, lambda file: file.write(of_python(LICENCE)))


def fetch(folder: Path) -> str:
    """Downloads the package and returns the name of its file."""
    command = ["npm", "pack", "--silent", f"{PIN['package']}@{PIN['version']}"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def of_python(name: str) -> bytes:
    """Reads a file of the package for Python."""
    return Path(distribution("onnxruntime").locate_file(f"onnxruntime/{name}")).read_bytes()


def check(package: Path) -> None:
    """Compares the package with the pinned digest."""
    algorithm, _, wanted = PIN["integrity"].partition("-")
    found = base64.b64encode(hashlib.new(algorithm, package.read_bytes()).digest()).decode()
    if found != wanted:
        raise SystemExit(f"{package.name} is not the pinned package: {algorithm} {found} instead of {wanted}.")


def pack(name: str, content: bytes) -> None:
    """Writes a file compressed."""
    packed = brotli.compress(content, quality=11, lgwin=WINDOW_BITS)
    write_atomically(ENGINE / f"{name}.br", lambda file: file.write(packed))


if __name__ == "__main__":
    main()
