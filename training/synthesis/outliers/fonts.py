"""Which font families draw letters, in which split, and where their files are."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

from training.data.loading import DatasetError
from training.synthesis.outliers.alphabets import (
    ALPHABETS,
    ARABIC,
    CHINESE,
    CYRILLIC,
    DEVANAGARI,
    GREEK,
    HEBREW,
    JAPANESE,
    LATIN,
    SYMBOLS,
)

FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
MIN_FAMILIES = 8  # in a split: fewer would teach the fonts, not the letters

DEBIAN_PACKAGES = Path(__file__).with_name("debian-fonts.txt")  # names, one a line; `make fonts` reads it too

_NO_CHARACTER = "\U0010ffff"  # every font draws its sign for a missing letter

_WESTERN = (LATIN, SYMBOLS)
_EUROPEAN = (LATIN, SYMBOLS, GREEK, CYRILLIC)


@dataclass(frozen=True)
class Font:
    """One font file, and which alphabets of `alphabets.ALPHABETS` it holds."""

    path: Path
    family: str
    is_handwritten: bool
    alphabets: tuple[str, ...]


@dataclass(frozen=True)
class _Family:
    """A family's name, or how the names of its members begin, and the split that it belongs to, whole."""

    name: str
    split: str
    alphabets: tuple[str, ...] = _WESTERN
    is_handwritten: bool = False


# Written out, not drawn by chance, so that each split has every alphabet and both printed and handwritten fonts.
_FAMILIES = (
    _Family("Because We Build", "train", (LATIN,), True),
    _Family("Because We Connect", "train", (LATIN,), True),
    _Family("Because We Create", "validation", (LATIN,), True),
    _Family("Because We Learn", "test", (LATIN,), True),
    _Family("Because We Mentor", "train", (LATIN,), True),
    _Family("Because We Organize", "test", (LATIN,), True),
    _Family("Breip", "train", (LATIN,), True),
    _Family("Comic Neue", "train", _WESTERN, True),
    _Family("Dancing Script", "train", (LATIN,), True),
    _Family("Delphine", "train", (LATIN,), True),
    _Family("DkgHandwriting", "test", (LATIN,), True),
    _Family("Fantasque Sans Mono", "train", _WESTERN, True),
    _Family("femkeklaver", "validation", (LATIN,), True),
    _Family("Humor Sans", "test", (LATIN,), True),
    _Family("Kaushan Script", "train", (LATIN,), True),
    _Family("Klee One", "train", (LATIN, JAPANESE, CHINESE), True),
    _Family("Kristi", "train", (LATIN,), True),
    _Family("Leckerli One", "validation", (LATIN,), True),
    _Family("Lobster Two", "train", (LATIN,), True),
    _Family("Purisa", "train", (LATIN,), True),
    _Family("Rufscript", "train", (LATIN,), True),
    _Family("Steve", "test", (LATIN,), True),
    _Family("Summersby", "validation", (LATIN,), True),
    _Family("Tomson Talks", "train", (LATIN,), True),
    _Family("Yusei Magic", "test", (LATIN, JAPANESE, CHINESE), True),
    _Family("Andika", "train"),
    _Family("Cabin", "validation"),
    _Family("Comfortaa", "train"),
    _Family("DejaVu Sans", "train", _EUROPEAN),
    _Family("DejaVu Serif", "train", _EUROPEAN),
    _Family("Dosis", "train"),
    _Family("EB Garamond", "test", (*_WESTERN, GREEK, CYRILLIC)),
    _Family("FreeMono", "train"),
    _Family("FreeSans", "train", (*_EUROPEAN, DEVANAGARI)),
    _Family("FreeSerif", "validation", (*_EUROPEAN, DEVANAGARI)),
    _Family("GFS Neohellenic", "train", (LATIN, GREEK)),
    _Family("Gentium", "validation"),
    _Family("GentiumAlt", "validation"),
    _Family("Havana", "train", (LATIN,)),
    _Family("Inconsolata", "train"),
    _Family("Junicode Two Beta", "train"),
    _Family("Jura", "test"),
    _Family("Karla", "train"),
    _Family("Lato", "train"),
    _Family("Liberation Mono", "validation", _EUROPEAN),
    _Family("Liberation Sans", "validation", _EUROPEAN),
    _Family("Liberation Serif", "validation", _EUROPEAN),
    _Family("M PLUS 1", "validation", (*_WESTERN, JAPANESE)),
    _Family("M PLUS 2", "validation", (*_WESTERN, JAPANESE)),
    _Family("Manrope", "train"),
    _Family("Open Sans", "test", _EUROPEAN),
    _Family("OpenDyslexic", "test"),
    _Family("PT Sans", "train", (*_WESTERN, CYRILLIC)),
    _Family("PT Serif", "train", (*_WESTERN, CYRILLIC)),
    _Family("Play", "train"),
    _Family("Quicksand", "test"),
    _Family("Radis Sans", "train", (LATIN,)),
    _Family("Roboto", "test", _EUROPEAN),
    _Family("Tuffy", "test"),
    _Family("Vollkorn", "train"),
    _Family("Yanone Kaffeesatz", "train"),
    _Family("Amiri", "train", (ARABIC,)),
    _Family("Nafees", "test", (ARABIC,)),
    _Family("Lohit Devanagari", "test", (DEVANAGARI,)),
    _Family("WenQuanYi Micro Hei", "train", (CHINESE, JAPANESE)),
    _Family("David CLM", "train", (HEBREW,)),
    _Family("Frank Ruehl CLM", "train", (HEBREW,)),
    _Family("Hadasim CLM", "validation", (HEBREW,), True),
    _Family("Miriam CLM", "test", (HEBREW,)),
)


def find_fonts(split: str, folders: Iterable[Path] = FONT_FOLDERS) -> tuple[Font, ...]:
    """Finds the files of the split's font families; whole families belong to one split.

    On Debian and Ubuntu, `apt-get install` with the names in `DEBIAN_PACKAGES` installs all of them.

    Args:
        split: "train", "validation" or "test".
        folders: where to look, with all their subfolders.

    Raises:
        DatasetError: fewer than `MIN_FAMILIES` of the split's families are installed.
    """
    families = {family.name: family for family in _FAMILIES if family.split == split}
    fonts = []
    for path, name in _installed(tuple(folders)):
        family = next((families[start] for start in families if name == start or name.startswith(f"{start} ")), None)
        if family is None:
            continue
        alphabets = tuple(name for name in family.alphabets if _holds(path, ALPHABETS[name]))
        if alphabets:
            fonts.append(Font(Path(path), family.name, family.is_handwritten, alphabets))
    found = {font.family for font in fonts}
    if len(found) < MIN_FAMILIES:
        raise DatasetError(
            f"Letters of the {split} split need fonts of at least {MIN_FAMILIES} families; found {sorted(found)}. "
            "On Debian or Ubuntu, as root: `make fonts`. Elsewhere, install what the packages in "
            f"{DEBIAN_PACKAGES.name} hold, beside {Path(__file__).name}."
        )
    return tuple(fonts)


def _holds(path: str, letters: str) -> bool:
    """Whether the font has the first and last letters, to go by: some styles of a family lack an alphabet."""
    font = ImageFont.truetype(path, 24, layout_engine=ImageFont.Layout.BASIC)
    missing = bytes(font.getmask(_NO_CHARACTER))
    drawn = [bytes(font.getmask(letter)) for letter in (letters[0], letters[-1])]
    return all(any(letter) and letter != missing for letter in drawn)


@cache
def _installed(folders: tuple[Path, ...]) -> tuple[tuple[str, str], ...]:
    """Path and family name of each font file, each name and style once, in a fixed order."""
    files = sorted(
        path for folder in folders for ending in ("ttf", "otf", "ttc") for path in folder.rglob(f"*.{ending}")
    )
    found: dict[tuple[str | None, str | None], str] = {}
    for path in files:
        try:
            name = ImageFont.truetype(path, 16).getname()
        except OSError:  # a bitmap font, or damaged
            continue
        found.setdefault(name, str(path))
    return tuple((path, family) for (family, _), path in sorted(found.items(), key=str) if family)
