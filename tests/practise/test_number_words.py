"""The number words that the room Practise says, held against a second source: num2words. ICU's rules are the first."""

import json
import re

import num2words
import pytest

from tests.number_words import LANGUAGES, NUMBERS, WORDS, Icu, entry_of

SAID = json.loads(WORDS.read_text(encoding="utf-8"))
# Where the two differ, how: what num2words says is turned into what is right, each with the reason.
DIFFERENCES = {
    # The spelling of 1990, which schools teach: all parts of a number are joined.
    "fr": lambda word: word.replace(" et ", "-et-"),
    # The conjunction is written together with the word that follows it.
    "ar": lambda word: word.replace(" و ", " و"),
    # Bokmål has both; schools teach sju, and én is told from the article en.
    "no": lambda word: re.sub("(^|tjue|ti)en$", r"\1én", word.replace("syv", "sju").replace("en hundre", "hundre")),
    # Forty is fyrtio.
    "sv": lambda word: word.replace("förtio", "fyrtio"),
    # Sixty is tres, and a hundred needs no one before it.
    "da": lambda word: re.sub("(?<!halv)treds", "tres", word).replace("ethundrede", "hundrede"),
    # Brazil's words; num2words has Portugal's under this code.
    "pt": lambda word: word.replace("dezass", "dezess").replace("dezano", "dezeno"),
    # Numbers are written in separate words, but for those on cheques.
    "tr": None,
    # Tư and bốn are both said behind tens; tư is what schools teach.
    "vi": lambda word: word.replace("mươi bốn", "mươi tư"),
}


def second_source(language: str) -> list[str]:
    words = [num2words.num2words(number, lang=language) for number in NUMBERS]
    turn = DIFFERENCES.get(language)
    return [turn(word) for word in words] if turn else words


def as_said(language: str) -> list[str]:
    words = SAID[language]["words"]
    return [word.replace(" ", "") for word in words] if language == "tr" else words


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_sources_agree_but_where_it_is_known_who_is_right(language):
    said = as_said(language)
    other = second_source(language)
    assert {number: (said[number], other[number]) for number in NUMBERS if said[number] != other[number]} == {}


def test_fifteen_languages_or_more_count_to_a_hundred():
    assert list(SAID) == list(LANGUAGES)
    assert len(SAID) >= 15
    for entry in SAID.values():
        assert len(entry["words"]) == len(set(entry["words"])) == len(NUMBERS)
        assert "{number}" in entry["write"]


def test_the_words_are_those_that_the_command_writes():
    try:
        icu = Icu()
    except OSError:
        pytest.skip("ICU is not installed as a system's library")
    for code in ("en", "sv", "is", "fa"):
        assert entry_of(code, icu.words(LANGUAGES[code].icu)) == SAID[code]
