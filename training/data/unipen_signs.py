"""Signs and separators by UNIPEN's contributors: what they put before and between the digits of a number."""

import json
from collections.abc import Sequence
from pathlib import Path

from digit_recognizer.contract import LINE_SIGNS
from training.data.unipen import PenCharacter, known_errors, number_contributors

Signs = dict[str, list[list]]  # for each sign, the strokes of every sample


def unlike_signs() -> dict[int, str]:
    """Returns the rows that no number is written with, beside the known errors, each with what is seen there."""
    written = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return {int(row): reason for row, reason in written.items()}


def signs_by_contributor(characters: Sequence[PenCharacter]) -> dict[int, Signs]:
    """Returns minus, point, comma and colon as each contributor wrote them, by the contributors' numbers.

    Args:
        characters: every row, as `load_unipen` returns them: samples are left out by their number.
    """
    left_out = known_errors() | unlike_signs()
    numbers = number_contributors(characters)
    signs: dict[int, Signs] = {number: {} for number in numbers.values()}
    for row, character in enumerate(characters):
        if character.label in LINE_SIGNS and row not in left_out:
            signs[numbers[character.contributor]].setdefault(character.label, []).append(character.strokes)
    return signs
