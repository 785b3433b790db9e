"""Letters come from fonts of the split only, and no letter is drawn that may be taken for a digit."""

import pytest

from training.data.loading import DatasetError
from training.synthesis.outliers.alphabets import ALPHABET_SHARES, ALPHABETS, LATIN, WORD_LETTERS
from training.synthesis.outliers.fonts import find_fonts
from training.synthesis.outliers.letters import centre_lines, glyph
from training.synthesis.outliers.sources import SPLITS


def test_too_few_fonts_are_answered_with_what_to_install(tmp_path):
    with pytest.raises(DatasetError, match=r"at least 8 families; found \[\].*`make fonts`.*debian-fonts\.txt"):
        find_fonts("train", [tmp_path])


def test_no_family_is_in_two_splits(fonts):
    families = [{font.family for font in find_fonts(split)} for split in SPLITS]
    assert not families[0] & families[1] | families[0] & families[2] | families[1] & families[2]
    files = [{font.path for font in find_fonts(split)} for split in SPLITS]
    assert not files[0] & files[1] | files[0] & files[2] | files[1] & files[2]


@pytest.mark.parametrize("split", SPLITS)
def test_every_split_has_handwritten_and_printed_latin(fonts, split):
    assert {font.is_handwritten for font in find_fonts(split) if LATIN in font.alphabets} == {True, False}


def test_letters_like_digits_are_never_drawn_alone():
    assert not set("0123456789OoDQlIijJ|ZzSsBbgqGyY?&") & set("".join(ALPHABETS.values()))
    assert not any(letter.isdigit() for letter in "".join(ALPHABETS.values()))


def test_every_alphabet_has_its_share():
    assert ALPHABET_SHARES.keys() == ALPHABETS.keys()
    assert sum(ALPHABET_SHARES.values()) == pytest.approx(1)
    assert all(len(set(letters)) == len(letters) for letters in ALPHABETS.values())


@pytest.mark.slow
@pytest.mark.parametrize("split", SPLITS)
def test_every_font_holds_every_letter_of_its_alphabets(fonts, split):
    missing = {}
    for font in find_fonts(split):
        absent = glyph(font.path, "\U0010ffff", 32).tobytes()
        letters = set("".join(ALPHABETS[name] for name in font.alphabets))
        letters |= set(WORD_LETTERS) if LATIN in font.alphabets else set()
        drawn = {letter: glyph(font.path, letter, 32) for letter in letters}
        lacking = {letter for letter, mask in drawn.items() if not mask.any() or mask.tobytes() == absent}
        if lacking:
            missing[font.path] = sorted(lacking)
    assert not missing


def test_centre_lines_follow_the_letter(fonts):
    font = next(font for font in fonts if font.family == fonts[0].family)
    (height, width) = glyph(font.path, "H", 64).shape
    points = [point for path in centre_lines(font.path, "H") for point in path]
    assert min(x for x, _ in points) < 0.35 * width < 0.65 * width < max(x for x, _ in points)
    assert max(y for _, y in points) > 0.8 * height


def test_a_letter_without_ink_is_an_error(fonts):
    with pytest.raises(ValueError, match="draws nothing for ' '"):
        centre_lines(fonts[0].path, " ")
