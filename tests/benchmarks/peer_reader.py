"""Reads pictures with one of the programs that somebody would install instead, in an environment of its own.

`python peer_reader.py NAME FILE…` writes JSON: what was read on each picture, and how long it took. It imports nothing
of this project, for it runs where only the peers are installed.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable

DIGITS = "0123456789"


class DigitsOnly:
    """A recogniser's graph that answers nothing but digits: a peer that knows no letters is the stronger one here."""

    def __init__(self, session: Callable, characters: list) -> None:
        self._session = session
        # The first character stands for none.
        self._kept = [place for place, character in enumerate(characters) if not place or character in DIGITS]

    def __call__(self, batch):
        answers, *others = self._session(batch)
        kept = answers * 0
        kept[..., self._kept] = answers[..., self._kept]
        return [kept, *others]


def rapidocr() -> Callable[[str], str]:
    import cv2
    from rapidocr_onnxruntime import RapidOCR

    recogniser = RapidOCR().text_rec
    recogniser.session = DigitsOnly(recogniser.session, recogniser.postprocess_op.character)
    return lambda file: recogniser([cv2.imread(file)])[0][0][0]


def ddddocr() -> Callable[[str], str]:
    from pathlib import Path

    from ddddocr import DdddOcr

    reader = DdddOcr(show_ad=False)
    return lambda file: reader.classification(Path(file).read_bytes())


def tesseract() -> Callable[[str], str]:
    def read(file: str) -> str:
        command = ["tesseract", file, "-", "--psm", "10", "digits"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return read


def main() -> None:
    name, *files = sys.argv[1:]
    read = {"rapidocr": rapidocr, "ddddocr": ddddocr, "tesseract": tesseract}[name]()
    read(files[0])
    answers, milliseconds = [], []
    for file in files:
        begun = time.perf_counter()
        text = read(file)
        milliseconds.append((time.perf_counter() - begun) * 1000)
        answers.append("".join(character for character in text if character in DIGITS))
    print(json.dumps({"answers": answers, "milliseconds": milliseconds}))


if __name__ == "__main__":
    main()
