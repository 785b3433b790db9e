"""Digests of what decides a result: the content of its inputs, and the code that makes it."""

import ast
import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from training.store.files import sha256_of

LIBRARY = "digit_recognizer"  # takes part in what other packages of the project make
DRAWING_LIBRARIES = ("numpy", "opencv-python-headless", "pillow", "scipy")  # another version may draw otherwise
_Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def content_digest(*values: object) -> str:
    """Returns 64 hexadecimal digits that are the same for equal content, in every process and on every machine.

    Args:
        values: None, truth values, numbers, strings, bytes, arrays, dataclasses, and lists, tuples and dictionaries of
            these, in their order. A `Path` stands for the content of its file, wherever that lies.

    Raises:
        TypeError: the content of a value cannot be told.
    """
    return _sha256(json.dumps(values, default=_as_json, separators=(",", ":")).encode())


def _as_json(value: Any) -> Any:
    """Returns what stands for a value that JSON does not know."""
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        little_endian = value.astype(value.dtype.newbyteorder("<"), copy=False)
        return {"array": [little_endian.dtype.str, value.shape, _sha256(little_endian.tobytes())]}
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, bytes):
        return {"bytes": _sha256(value)}
    if isinstance(value, Path):
        return {"file": sha256_of(value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {type(value).__qualname__: [[field.name, getattr(value, field.name)] for field in fields(value)]}
    raise TypeError(f"The content of a {type(value).__name__} cannot be told: {value!r}. Give arrays or plain values.")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@cache
def library_versions() -> dict[str, str]:
    """Returns the installed version of each library that draws."""
    return {name: version(name) for name in DRAWING_LIBRARIES}


def code_digest(module: str) -> str:
    """Returns 64 hexadecimal digits of the code of a module and of all of the project's that it imports.

    Comments, docstrings and formatting do not count. A JSON file beside a module, named like it, counts as its code.

    Args:
        module: its full name; the project is its top-level package and `LIBRARY`.
    """
    parts = {}
    for name, file in source_files(module).items():
        data = file.with_suffix(".json")
        parts[name] = [_read_source(file.read_bytes())[0], data if data.exists() else None]
    return content_digest(dict(sorted(parts.items())))


def source_files(module: str) -> dict[str, Path]:
    """Returns the source files of a module and of the project's modules that it imports, however far off, by name.

    The packages that they lie in do not take part, unless something is imported from the package itself.
    """
    packages = {LIBRARY, module.partition(".")[0]}
    found: dict[str, Path] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        file = _find_source(name) if name.partition(".")[0] in packages and name not in found else None
        if file is not None:
            found[name] = file
            waiting += _read_source(file.read_bytes())[1]
    return found


def _find_source(module: str) -> Path | None:
    """Returns the file of a module, or of the module that holds a name, without importing it."""
    package, *parts = module.split(".")
    spec = find_spec(package)
    if spec is None:
        return None
    if spec.submodule_search_locations is None:
        return Path(spec.origin) if spec.origin and not parts else None
    path = Path(spec.submodule_search_locations[0], *parts)
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)


@cache
def _read_source(source: bytes) -> tuple[str, tuple[str, ...]]:
    """Returns the digest of a module's code and the full names of what it imports."""
    tree = ast.parse(source)
    imports = tuple(_imports(tree))
    for node in ast.walk(tree):
        if isinstance(node, _Documented) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
    return _sha256(ast.unparse(tree).encode()), imports


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                yield submodule if _find_source(submodule) else node.module
