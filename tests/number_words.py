"""The words for 0 to 100 that the room Practise says: `python -m tests.number_words` writes them from ICU's rules.

ICU (the rules for spelling out of Unicode's CLDR) is asked where it is installed as a system's library: it covers most
languages, and linguists of each keep it. What it has wrong is corrected here, each with its reason; the other source,
num2words, is what a test compares with (tests/digit_recognizer/interface/test_number_words.py).
"""

import ctypes
import json
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from digit_recognizer.files import ASSETS, write_atomically

WORDS = ASSETS / "practise" / "words.json"
NUMBERS = range(101)
LIBRARIES = (Path("/usr/lib"), Path("/usr/local/lib"), Path("/opt/homebrew/opt/icu4c/lib"))
SPELLOUT = 5  # UNUM_SPELLOUT
SOFT_HYPHEN = "\u00ad"
MAX_LETTERS = 200


@dataclass(frozen=True)
class Language:
    """A language that the room speaks.

    Attributes:
        name: what it is called in itself.
        write: how it asks to write `{number}`, so that the word needs no other form than the one for counting.
        tag: the BCP 47 tag of the voice that is to speak.
        icu: the locale whose rules spell.
        digits: the script whose digits the language's own schools teach.
        direction: 'rtl' where it is written from right to left.
    """

    name: str
    write: str
    tag: str
    icu: str
    digits: str = "latin"
    direction: str = "ltr"


LANGUAGES: Mapping[str, Language] = {
    "en": Language("English", "Write {number}", "en", "en"),
    "fr": Language("Français", "Écris {number}", "fr-FR", "fr"),
    "ar": Language("العربية", "اكتب {number}", "ar", "ar", "arabic", "rtl"),
    "no": Language("Norsk", "Skriv {number}", "nb-NO", "nb"),
    "sv": Language("Svenska", "Skriv {number}", "sv-SE", "sv"),
    "da": Language("Dansk", "Skriv {number}", "da-DK", "da"),
    "de": Language("Deutsch", "Schreibe {number}", "de-DE", "de"),
    "es": Language("Español", "Escribe {number}", "es-ES", "es"),
    "pt": Language("Português (Brasil)", "Escreva {number}", "pt-BR", "pt"),
    "it": Language("Italiano", "Scrivi {number}", "it-IT", "it"),
    "nl": Language("Nederlands", "Schrijf {number}", "nl-NL", "nl"),
    "fi": Language("Suomi", "Kirjoita {number}", "fi-FI", "fi"),
    "is": Language("Íslenska", "Skrifaðu: {number}", "is-IS", "is"),
    "pl": Language("Polski", "Napisz: {number}", "pl-PL", "pl"),
    "hu": Language("Magyar", "Írd le: {number}", "hu-HU", "hu"),
    "ru": Language("Русский", "Напиши: {number}", "ru-RU", "ru"),
    "uk": Language("Українська", "Напиши: {number}", "uk-UA", "uk"),
    "tr": Language("Türkçe", "Yaz: {number}", "tr-TR", "tr"),
    "id": Language("Bahasa Indonesia", "Tulis {number}", "id-ID", "id"),
    "vi": Language("Tiếng Việt", "Viết số {number}", "vi-VN", "vi"),
    "he": Language("עברית", "כתבו {number}", "he-IL", "he", direction="rtl"),
    "fa": Language("فارسی", "بنویس {number}", "fa-IR", "fa", "persian", "rtl"),
}
# What ICU 72 spells in a way that schools would mark as wrong: (pattern, replacement), and why.
CORRECTIONS: Mapping[str, tuple[tuple[str, str], ...]] = {
    # Both are written with a plain alef; eleven takes the masculine, as one to ten do here.
    "ar": (("إثنا", "اثنا"), ("إحدى عشر", "أحد عشر")),
    # The spelling of the Icelandic dictionary: sjö, and a hundred in two words.
    "is": (("sjó$", "sjö"), ("eitthundrað", "eitt hundrað")),
    # What the digit is called at school.
    "id": (("kosong", "nol"),),
    # The article has no accent, the number has.
    "nl": (("^een$", "één"),),
    # Ukrainian keyboards have the plain apostrophe; voices read both.
    "uk": (("ʼ", "'"),),
}


def spelled(language: str, words: Sequence[str]) -> list[str]:
    """Returns ICU's words with what is wrong in them corrected."""
    corrected = list(words)
    for pattern, replacement in CORRECTIONS.get(language, ()):
        corrected = [re.sub(pattern, replacement, word) for word in corrected]
    return corrected


class Icu:
    """ICU's rules for spelling out, as the system's library holds them."""

    def __init__(self) -> None:
        """Opens the library.

        Raises:
            OSError: there is none.
        """
        found = sorted(file for folder in LIBRARIES if folder.is_dir() for file in folder.rglob("libicui18n.so.*"))
        if not found:
            raise OSError("No libicui18n was found. Install ICU, such as Debian's libicu72, and run this again.")
        self.version = re.findall(r"\.so\.(\d+)", found[0].name)[0]
        self._library = ctypes.CDLL(str(found[0]))

    def words(self, locale: str) -> list[str]:
        """Returns the words of a locale for every number."""
        error = ctypes.c_int(0)
        opened = self._function("unum_open", ctypes.c_void_p)
        rules = opened(SPELLOUT, None, 0, locale.encode(), None, ctypes.byref(error))
        if error.value > 0:
            raise OSError(f"ICU {self.version} has no rules for {locale!r}: error {error.value}.")
        return [self._word(ctypes.c_void_p(rules), number) for number in NUMBERS]

    def _word(self, rules: ctypes.c_void_p, number: int) -> str:
        buffer, error = (ctypes.c_uint16 * MAX_LETTERS)(), ctypes.c_int(0)
        length = self._function("unum_format", ctypes.c_int32)(
            rules, number, buffer, MAX_LETTERS, None, ctypes.byref(error)
        )
        return bytes(buffer)[: 2 * length].decode("utf-16-le").replace(SOFT_HYPHEN, "")

    def _function(self, name: str, result: type) -> "ctypes._NamedFuncPointer":
        function = getattr(self._library, f"{name}_{self.version}")
        function.restype = result
        return function


def entry_of(code: str, words: Sequence[str]) -> dict[str, object]:
    """Returns what the room's scripts read of a language."""
    fields = asdict(LANGUAGES[code])
    del fields["icu"]
    return {**fields, "words": spelled(code, words)}


def main() -> int:
    """Writes the words."""
    icu = Icu()
    entries = {code: entry_of(code, icu.words(language.icu)) for code, language in LANGUAGES.items()}
    lines = (f"{json.dumps(code)}: {json.dumps(entry, ensure_ascii=False)}" for code, entry in entries.items())
    content = "{\n" + ",\n".join(lines) + "\n}\n"
    write_atomically(WORDS, lambda file: file.write(content.encode()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
