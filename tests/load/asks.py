"""What visitors ask, each with the answer that the library gives to it."""

import io
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
import numpy as np
from PIL import Image

from digit_recognizer import Recognizer
from digit_recognizer.interface.answers import answers_to
from tests.handmade import HANDMADE_DIGITS
from tests.pictures import as_payload, as_png, data_url, draw_digit
from training.synthesis.pen import DrawingStyle, draw_strokes

UPLOAD = "/gradio_api/upload"
PHOTO_SIDE = 900  # px
MEGAPIXEL_PHOTO = (5_160, 3_880)  # 20 megapixels
META = {"_type": "gradio.FileData"}
SHARES = (0.4, 0.7, 1)  # of a digit's line that stands, when the pad asks about it


@dataclass(frozen=True)
class Ask:
    """One question and its right answer.

    Attributes:
        kind: what the results call it.
        path: what is asked; a page where there is no `body`.
        body: what is sent, as JSON.
        file: a picture that is uploaded first, and asked about.
        is_right: says whether an answer is the library's.
    """

    kind: str
    path: str
    is_right: Callable[[httpx.Response], bool]
    body: Mapping[str, Any] | None = None
    file: bytes | None = None


class Questions:
    """All that is asked, and what is answered to it."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        """Takes the app's `/config`, which knows the page's parts."""
        self._recognizer = Recognizer.load()
        parts = {component["props"].get("elem_id"): component["id"] for component in config["components"]}
        self._draw, self._number = parts["draw-pad"], parts["number-pad"]

    @cache  # noqa: B019  one object, for the whole run
    def drawing(self, name: str, share: float) -> Ask:
        """Asks as the pad does while a digit is drawn, of which so much stands already."""
        pixels = draw_strokes(_begun(HANDMADE_DIGITS[name], share), DrawingStyle())
        expected = answers_to(self._recognizer, self._recognizer.find_digit(as_png(pixels)))
        labels = [int(np.argmax(answer["probabilities"])) for answer in expected["predictions"]]

        def is_right(response: httpx.Response) -> bool:
            return [int(np.argmax(answer["probabilities"])) for answer in response.json()["predictions"]] == labels

        return self._question("drawing", self._draw, pixels, is_right)

    @cache  # noqa: B019
    def number(self, first: str, second: str) -> Ask:
        """Asks as the wide pad does about two digits."""
        pixels = np.hstack([draw_digit(first), draw_digit(second)])
        text = self._recognizer.read_number(as_png(pixels)).text
        return self._question("number", self._number, pixels, lambda response: response.json()["text"] == text)

    @cache  # noqa: B019
    def call(self, name: str) -> Ask:
        """Asks the endpoint for every model's answer."""
        png = as_png(draw_digit(name))
        labels = [str(answer.label) for answer in self._recognizer.compare(png)]

        def is_right(response: httpx.Response) -> bool:
            return [row["label"] for row in response.json()["data"][0]] == labels

        return Ask("API", "/gradio_api/run/compare", is_right, {"data": [as_payload(png), 1]})

    @cache  # noqa: B019
    def upload(self, name: str, size: tuple[int, int] = (PHOTO_SIDE, PHOTO_SIDE)) -> Ask:
        """Uploads a photo, and asks what it shows."""
        photo = _photo(draw_digit(name), size)
        label = str(self._recognizer.predict(photo).label)

        def is_right(response: httpx.Response) -> bool:
            return response.json()["data"][0]["label"] == label

        kind = "photo" if size == MEGAPIXEL_PHOTO else "upload"
        return Ask(kind, "/gradio_api/run/predict", is_right, {"data": []}, photo)

    def page(self) -> Ask:
        """Loads the page."""
        return Ask("page", "/", lambda response: b"window.gradio_config" in response.content)

    def find_answers(self) -> None:
        """Asks the library all that visitors may ask; while they wait, it would count as the server's time."""
        for name in HANDMADE_DIGITS:
            for share in SHARES:
                self.drawing(name, share)
            for other in {other[0] for other in HANDMADE_DIGITS}:
                self.number(name, other)
            self.call(name)
            self.upload(name)

    def of(self, chance: random.Random) -> list[Ask]:
        """Returns what one visitor asks next: mostly a digit while it is drawn."""
        name, other = chance.choices(list(HANDMADE_DIGITS), k=2)
        what = chance.random()
        if what < 0.6:
            return [self.drawing(name, share) for share in SHARES]
        if what < 0.75:
            return [self.number(name, other[0])]
        if what < 0.85:
            return [self.call(name)]
        return [self.upload(name)] if what < 0.93 else [self.page()]

    def _question(
        self, kind: str, component: int, pixels: np.ndarray, is_right: Callable[[httpx.Response], bool]
    ) -> Ask:
        data = {"picture": data_url(as_png(pixels))}
        asked = {"data": data, "component_id": component, "fn_name": "answer", "session_hash": "load"}
        return Ask(kind, "/gradio_api/component_server", is_right, asked)


def _begun(strokes: list[list[list[float]]], share: float) -> list[list[list[float]]]:
    """Returns the first part of the strokes' points: at least two of them."""
    left = max(2, round(share * sum(map(len, strokes))))
    begun = []
    for stroke in strokes:
        if left >= 2:
            begun.append(stroke[:left])
        left -= len(stroke)
    return begun


def _photo(pixels: np.ndarray, size: tuple[int, int]) -> bytes:
    """Returns a drawing as a JPEG of that size, with paper around it."""
    side = min(size)
    photo = Image.new("RGB", size, (225, 222, 214))
    photo.paste(Image.fromarray(pixels).resize((side, side)), (0, 0))
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=88)
    return file.getvalue()
