"""`make licences`: under which licence stands each thing that is shipped, or that the tests and the training use.

Python packages are those of requirements.lock, as installed where this runs; npm's are those of the tests, for the app
ships none; no font is shipped, and those whose letters teach are Debian's.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path

from tests.supply.locks import REPOSITORY, read_lock
from training.data import credits

UNKNOWN = "unknown"
NPM_LOCK = REPOSITORY / "tests" / "node" / "package-lock.json"
FONTS = REPOSITORY / "training" / "synthesis" / "outliers" / "debian-fonts.txt"
DEBIAN_NOTICES = Path("/usr/share/doc")
NOTICE = re.compile(r"licen[cs]e|notice", re.IGNORECASE)
OTHERS = re.compile(r"third|3rd|bundled", re.IGNORECASE)
# How wheels name what they bundle, in Debian's way.
BUNDLED = re.compile(r"^Name: (.+)\n(?:(?!Name:|License:).*\n)*?License: (.+)$", re.MULTILINE)
LICENCE_CLASSIFIER = "License :: "
MAX_CHARACTERS = 80


@dataclass(frozen=True)
class Part:
    """One thing with its licence; `use` says whether it is shipped."""

    use: str
    name: str
    version: str
    licence: str


def list_parts() -> Iterator[Part]:
    """Yields everything, what is shipped first."""
    yield Part("this project", "digit-recognizer", "", "Apache-2.0")
    yield from python_parts()
    yield from bundled_parts()
    for data in vars(credits).values():
        if isinstance(data, credits.DataSet):
            yield Part("data: taught or measured", data.title, "", data.licence)
    yield from npm_parts()
    yield from font_parts()


def python_parts() -> Iterator[Part]:
    """Yields the packages that serve, and that this machine installs."""
    for entry in read_lock("requirements.lock"):
        if entry.is_for_here:
            yield Part("Python: served", entry.name, entry.version, _licence_of_package(entry.name))


def bundled_parts() -> Iterator[Part]:
    """Yields the libraries that lie in those packages' wheels, as the wheels name them."""
    for part in python_parts():
        if part.licence.startswith(UNKNOWN):
            continue
        for file in distribution(part.name).files or ():
            if not NOTICE.search(file.name):
                continue
            named = BUNDLED.findall(file.read_text(encoding="utf-8"))
            if not named and OTHERS.search(file.name):
                named = [("others", f"see {file}")]
            for library, licence in dict.fromkeys(named):
                yield Part("Python: in a wheel", f"{library}, in {part.name}", part.version, licence.strip())


def npm_parts() -> Iterator[Part]:
    """Yields what npm installs for the tests."""
    packages = json.loads(NPM_LOCK.read_text(encoding="utf-8"))["packages"]
    for path, package in packages.items():
        if path:
            name = path.rpartition("node_modules/")[2]
            yield Part("npm: tests only", name, package["version"], package.get("license", UNKNOWN))


def font_parts() -> Iterator[Part]:
    """Yields Debian's packages of fonts whose letters teach what is no digit."""
    for name in FONTS.read_text(encoding="utf-8").split():
        yield Part("fonts: training only", name, "", _licence_of_font(DEBIAN_NOTICES / name / "copyright"))


def _licence_of_package(name: str) -> str:
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return f"{UNKNOWN}: not installed here"
    classifiers = told.get_all("Classifier") or []
    classified = [text.rpartition(" :: ")[2] for text in classifiers if text.startswith(LICENCE_CLASSIFIER)]
    stated = (told.get("License") or "").strip().splitlines()
    # Some give the whole text of their licence there.
    short = stated[0] if len(stated) == 1 and len(stated[0]) <= MAX_CHARACTERS else ""
    return told.get("License-Expression") or short or ", ".join(classified) or (stated or [UNKNOWN])[0]


def _licence_of_font(notice: Path) -> str:
    if not notice.exists():
        return f"{UNKNOWN}: not installed here (make fonts)"
    named = re.findall(r"^License: *(\S.*)$", notice.read_text(encoding="utf-8", errors="replace"), re.MULTILINE)
    return ", ".join(dict.fromkeys(named)) or f"see {notice}"


def main() -> int:
    """Prints a table."""
    rows = [("what", "name", "version", "licence")]
    rows += [(part.use, part.name, part.version, part.licence[:MAX_CHARACTERS]) for part in list_parts()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        sys.stdout.write(f"{'  '.join(cells).rstrip()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
