"""The files by which a browser reads drawings: scripts, the engine that they run, and the models."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any

import brotli

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.bundle.manifest import MANIFEST_FILE, ModelInfo
from digit_recognizer.files import ASSETS
from digit_recognizer.interface.browser import ENGINE, PACKED
from digit_recognizer.interface.text import read_asset

READER = "site/reader.js"  # the worker that reads; it imports the others
IMPORTED = re.compile(r"(?:^(?:import|export) (?:[^;]*?from )?|\bimport\()'(\.[^']+)'", re.MULTILINE)
ENGINE_PIN = "widget/engine.json"
GZIPPED = ".gzip"  # not .gz, which some hosts unpack, and say so, on their own


def reader_files(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    """Yields path and content of all files by which a browser reads with the models of a bundle.

    Raises:
        BundleError: a graph is missing or is not the one that the manifest names.
    """
    pin: dict[str, Any] = json.loads(read_asset(ENGINE_PIN))
    wasm = pin["wasm"]
    for name in modules_from(READER):
        yield name, (ASSETS / name).read_bytes()
    for name in sorted(file.name.removesuffix(PACKED) for file in ENGINE.iterdir() if file.name != f"{wasm}{PACKED}"):
        yield f"engine/{name}", _unpacked(name)
    # Many hosts send it as it lies there: 14 MB. So it lies there compressed, and its script unpacks it.
    yield f"engine/{wasm}{GZIPPED}", gzip.compress(_unpacked(wasm), mtime=0)
    yield ENGINE_PIN, _json(pin | {"wasm": f"{wasm}{GZIPPED}"})
    yield f"models/{MANIFEST_FILE}", _manifest(bundle)
    for info in bundle.manifest.models:
        yield f"models/{info.graph.path}", bundle.read(info.graph)


def modules_from(first: str) -> list[str]:
    """Returns the paths below `assets/` of a module and of all that it imports, JSON files among them, sorted."""
    found: set[str] = set()
    waiting = {first}
    while waiting:
        name = waiting.pop()
        found.add(name)
        folder = PurePosixPath(name).parent
        waiting |= {normpath(folder / path) for path in IMPORTED.findall(read_asset(name))} - found
    return sorted(found)


def _unpacked(name: str) -> bytes:
    packed = ENGINE / f"{name}{PACKED}"
    return brotli.decompress(packed.read_bytes()) if packed.exists() else (ENGINE / name).read_bytes()


def _manifest(bundle: Bundle) -> bytes:
    """Returns what a browser reads of the bundle's manifest: what it names is there, and nothing else is named."""
    content = json.loads((bundle.folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    models = {info.name: _entry(info) for info in bundle.manifest.models}
    kept = {key: content[key] for key in ("manifest_version", "bundle_version", "default_model")}
    return _json(kept | {"models": models})


def _entry(info: ModelInfo) -> dict[str, Any]:
    graph = {"path": info.graph.path, "sha256": info.graph.sha256, "bytes": info.graph.bytes}
    return {
        "title": info.title,
        "family": info.family,
        "rejection_threshold": info.rejection_threshold,
        "files": [graph],
    }


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
