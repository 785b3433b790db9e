"""Answers encoded pictures with whichever `digit_recognizer` is importable, so that another checkout can be asked, too.

Run as a script it reads the task and the pictures, in base64, from standard input and writes answers, all as JSON.
"""

import base64
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

DIGIT, NUMBER = "digit", "number"
SURE = 0.9  # probability: from here on a number is read without a doubt

Answer = dict[str, Any]


def answers(recognizer: Any, task: str, pictures: Iterable[bytes]) -> Iterator[Answer]:
    """Yields what is answered to each picture.

    Args:
        recognizer: of this or an earlier version.
        task: `DIGIT` asks `predict`, `NUMBER` asks `read_number`.
        pictures: encoded.

    Returns:
        for each its `text`, None where it was refused with a sentence or crashed; the digits that are taken for some,
        `digits`; and whether anything `is_doubted`.
    """
    read = _digit if task == DIGIT else _number
    for picture in pictures:
        try:
            yield read(recognizer, picture)
        except Exception:  # earlier versions crash here and there, which is no answer either
            yield {"text": None, "digits": "", "is_doubted": True}


def _digit(recognizer: Any, picture: bytes) -> Answer:
    answer = recognizer.predict(picture)
    is_doubted = answer.is_digit is False
    return {"text": str(answer.label), "digits": "" if is_doubted else str(answer.label), "is_doubted": is_doubted}


def _number(recognizer: Any, picture: bytes) -> Answer:
    number = recognizer.read_number(picture)
    taken = [str(digit.label) for digit in number.digits if digit.is_digit is not False]
    is_doubted = number.probability < SURE or len(taken) < len(number.digits)
    return {"text": number.text, "digits": "".join(taken), "is_doubted": is_doubted}


def main() -> None:
    """Answers what comes by standard input."""
    from digit_recognizer import Recognizer

    sent = json.load(sys.stdin)
    pictures = map(base64.b64decode, sent["pictures"])
    json.dump(list(answers(Recognizer.load(), sent["task"], pictures)), sys.stdout)


if __name__ == "__main__":
    main()
