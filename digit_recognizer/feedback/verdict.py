"""One visitor's word on one drawing, beside what the models said: everything that is kept of it, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from PIL import Image

from digit_recognizer.contract import CLASS_COUNT
from digit_recognizer.errors import FeedbackError, briefly
from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.recognizer import Recognizer

PICTURE_SIDE = 280
NO_DIGIT = "no digit"
FILE_NAME = "file_name"
_IS_DIGIT_COLUMN = {True: "yes", False: "no", None: "not judged"}


@dataclass(frozen=True)
class Verdict:
    """What a drawing shows, and what it was taken for.

    Attributes:
        label: the true digit, or `NO_DIGIT`.
        answers: each model's answer by its name.
        is_digit: what the detector said; None where the bundle has none.
        bundle_version: the weights that answered.
    """

    label: str
    answers: Mapping[str, str]
    is_digit: bool | None
    bundle_version: str

    def to_row(self, image: str) -> dict[str, Any]:
        """Returns the JSON line for the picture in the file `image`.

        No value is ever null and no key is a model's name: `datasets` reads each column's type off whichever file it
        opens first, and a file whose labels are all null, or that knows other models, would keep it from the rest.
        The day, in UTC, is as much of the time as is of use.
        """
        return {
            FILE_NAME: image,
            "label": self.label,
            "is_digit": _IS_DIGIT_COLUMN[self.is_digit],
            "answers": [{"model": model, "label": label} for model, label in self.answers.items()],
            "bundle_version": self.bundle_version,
            "day": datetime.now(UTC).date().isoformat(),
        }


def verdict_on(recognizer: Recognizer, picture: Image.Image, label: Any) -> Verdict:
    """Returns the verdict on a picture, with what every model answers to it.

    Args:
        recognizer: the models that answer.
        picture: as `kept_picture` makes it, so that what is kept can be answered again.
        label: the digit that a visitor meant, 0 to 9, or None for what is no digit.

    Raises:
        FeedbackError: the label is neither.
        NoInkError: nothing is written there.
    """
    meant = _checked(label)
    predictions = recognizer.compare(picture, 1)
    return Verdict(
        meant,
        {prediction.model: str(prediction.label) for prediction in predictions},
        predictions[0].is_digit,
        recognizer.bundle.manifest.bundle_version,
    )


def kept_picture(picture: Image.Image) -> Image.Image:
    """Returns what is kept of a picture: its grey pixels, 280 x 280 at most, on white, and none of its metadata.

    As a PNG it is at most 80 KB; a drawing is about 3 KB.
    """
    pixels = read_pixels(picture)
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(Image.fromarray(pixels.rgb), mask=None if pixels.alpha is None else Image.fromarray(pixels.alpha))
    grey = paper.convert("L")
    grey.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    return grey


def _checked(label: Any) -> str:
    if label is None:
        return NO_DIGIT
    if isinstance(label, bool) or not isinstance(label, int) or not 0 <= label < CLASS_COUNT:
        raise FeedbackError(
            f"A label is a whole number from 0 to {CLASS_COUNT - 1}, or null for no digit; received {briefly(label)}."
        )
    return str(label)
