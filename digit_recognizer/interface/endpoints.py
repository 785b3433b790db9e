"""The named API: what Python, JavaScript and curl callers reach under `/gradio_api`."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import gradio as gr
from anyio import to_thread
from PIL import Image

from digit_recognizer.arguments import check_top_k
from digit_recognizer.errors import DigitRecognizerError, InvalidImageError
from digit_recognizer.explanation.turning import Turning
from digit_recognizer.image.decoding import decode_bytes
from digit_recognizer.interface.components import AnswerLabel, PictureInput, PicturesInput
from digit_recognizer.interface.errors import explained
from digit_recognizer.interface.payloads import bytes_of_small_file, is_quick, read_picture
from digit_recognizer.limits import limits
from digit_recognizer.number import DigitReading, NumberReading
from digit_recognizer.prediction import Prediction
from digit_recognizer.recognizer import DEFAULT_TOP_K, Recognizer

DEFAULT_LABEL = 4
# Values pass as they are: each component's own conversion would cost a change of threads, and hide what was sent.
DIRECT: dict[str, Any] = {"queue": False, "preprocess": False, "postprocess": False, "show_progress": "hidden"}


def add_endpoints(recognizer: Recognizer) -> None:
    """Adds every endpoint to the Blocks in scope, named as its method of `Endpoints`.

    Images go through hidden components, whose paths Gradio checks; a plain function of files would be handed any path.
    """
    api = Endpoints(recognizer)
    names = [info.name for info in recognizer.models]
    with gr.Column(visible=False):
        image = PictureInput(label="image")
        images = PicturesInput(label="images")
        model = gr.Dropdown(names, value=recognizer.default_model, label="model")
        top_k = gr.Number(DEFAULT_TOP_K, precision=0, label="top_k")
        digits_only = gr.Checkbox(False, label="digits_only")
        label = gr.Number(DEFAULT_LABEL, precision=0, label="label")
        prediction, rows, picture = (
            AnswerLabel(label="prediction"),
            gr.JSON(label="rows"),
            PictureInput(format="png", label="image28"),
        )
        explanation, reading, turning = (gr.JSON(label=name) for name in ("explanation", "reading", "turning"))
        call = gr.Button().click
    call(api.predict, [image, model, top_k], prediction, api_name="predict", **DIRECT)
    call(api.compare, [image, top_k], rows, api_name="compare", **DIRECT)
    call(api.predict_batch, [images, model, top_k], rows, api_name="predict_batch", **DIRECT)
    call(api.explain, [image, model], explanation, api_name="explain", **DIRECT)
    call(api.turn, [image, label, model], turning, api_name="turn", **DIRECT)
    call(api.read_number, [image, digits_only], reading, api_name="read_number", **DIRECT)
    call(api.normalize, image, picture, api_name="normalize", **DIRECT | {"postprocess": True})
    call(api.models, None, rows, api_name="models", **DIRECT)


_NOTHING_READ: dict[str, Any] = {"label": None, "confidences": [], "is_digit": None, "digit_probability": None}


class Endpoints:
    """The functions behind the endpoints; their docstrings and parameter names are the public documentation."""

    def __init__(self, recognizer: Recognizer) -> None:
        self._recognizer = recognizer

    async def predict(self, image: Any, model: str, top_k: int) -> dict[str, Any]:
        """Reads the handwritten digit in a picture with one model, and says how confident it is in each answer.

        `is_digit` says whether the picture is one digit at all; null where no model judges that.

        Args:
            image: a picture of one handwritten digit, a drawing or a photo; of any size and colour.
            model: a model's name; the list of models says how good each is.
            top_k: how many digits to answer, 1 to 10.
        """
        return _as_label(await _work_on(image, self._recognizer.predict, model, _whole(top_k)))

    async def compare(self, image: Any, top_k: int) -> list[dict[str, Any]]:
        """Reads the handwritten digit in a picture with every model, so that their answers can be compared.

        `is_digit`, the same in each row, says whether the picture is one digit at all; null where no model judges that.

        Args:
            image: a picture of one handwritten digit, a drawing or a photo; of any size and colour.
            top_k: how many digits each model answers, 1 to 10.
        """
        answers = await _work_on(image, self._recognizer.compare, _whole(top_k))
        return [
            {
                "name": answer.model,
                "title": answer.title,
                **_as_label(answer),
                "milliseconds": round(answer.milliseconds, 3),
            }
            for answer in answers
        ]

    def predict_batch(self, images: list[Any] | None, model: str, top_k: int) -> list[dict[str, Any]]:
        """Reads up to 256 pictures with one model; a picture that cannot be read gets an `error` in its place.

        Args:
            images: pictures of one handwritten digit each.
            model: a model's name; the list of models says how good each is.
            top_k: how many digits to answer for each, 1 to 10.
        """
        with explained():
            payloads = images if isinstance(images, list) else [images] if images else []
            if not 1 <= len(payloads) <= limits().batch:
                raise InvalidImageError(
                    f"{len(payloads)} images were received; one call takes 1 to {limits().batch} pictures. "
                    "Send the others in further calls."
                )
            chosen, count = self._recognizer.model(model).name, check_top_k(_whole(top_k))
            return [self._read_one(payload, chosen, count) for payload in payloads]

    def _read_one(self, payload: Any, model: str, top_k: int) -> dict[str, Any]:
        """Returns the model's answer to one picture of a batch, or why there is none."""
        try:
            answer = self._recognizer.predict(_received(payload), model, top_k)
        except DigitRecognizerError as error:
            return {**_NOTHING_READ, "error": str(error)}
        return {**_as_label(answer), "error": None}

    async def explain(self, image: Any, model: str) -> dict[str, Any]:
        """Says which ink counts for one model's answer, and what small change would make it the next likely digit.

        `tipping` holds at most one stroke to draw and one to rub out, in pixels of the picture, tried on the picture.
        `evidence` says what a model of its kind goes by: the nearest examples it learnt from, a tree's questions, a
        linear model's weights, a convolutional network's strongest feature maps; null for other kinds.

        Args:
            image: a picture of one handwritten digit, a drawing or a photo; of any size and colour.
            model: a model's name; the list of models says how good each is.
        """
        explanation = await _work_on(image, self._recognizer.explain, model)
        return {**explanation.to_dict(), "label": str(explanation.label), "rival": str(explanation.rival)}

    async def turn(self, image: Any, label: int, model: str) -> dict[str, Any]:
        """Says which strokes to draw and to rub out until one model reads the digit in a picture as another digit.

        Args:
            image: a picture of one handwritten digit, a drawing or a photo; of any size and colour.
            label: the digit that it is to become, 0 to 9.
            model: the name of the model to convince; the list of models says how good each is.
        """

        def turn() -> Turning:
            with explained():
                return self._recognizer.turn(_received(image), _whole(label), model)

        # The search takes as long as many answers: nobody shall wait for it.
        turning = await to_thread.run_sync(turn)
        return {**turning.to_dict(), "label": str(turning.label)}

    async def read_number(self, image: Any, digits_only: bool) -> dict[str, Any]:
        """Reads the handwritten numbers in a picture, line by line and digit by digit, with the default model.

        Minus, point, comma and colon are in the `text` where they stand; a newline parts lines. Each digit, sign and
        line comes with its `box` in the picture: left, top, right and bottom in pixels. `ignored` has the boxes of ink
        that was taken for no digit and no sign.

        Args:
            image: a picture of handwritten numbers, a drawing or a photo; of any size and colour.
            digits_only: whether minus, point, comma and colon are left out of the text, as ignored ink.
        """
        return _as_reading(await _work_on(image, self._recognizer.read_number, None, digits_only))

    async def normalize(self, image: Any) -> Image.Image:
        """Turns a picture of a handwritten digit into the 28x28 picture that the models see, 0 = paper, 255 = ink.

        Args:
            image: a picture of one handwritten digit, a drawing or a photo; of any size and colour.
        """
        return Image.fromarray(await _work_on(image, self._recognizer.normalize))

    def models(self) -> list[dict[str, Any]]:
        """Lists the models that read digits: names, titles, families, measured figures, origin of weights."""
        source = asdict(self._recognizer.bundle.source)
        return [
            {
                "name": info.name,
                "title": info.title,
                "family": info.family,
                "is_default": info.name == self._recognizer.default_model,
                "metrics": dict(info.metrics),
                "source": source,
            }
            for info in self._recognizer.models
        ]


async def _work_on(payload: Any, work: Callable[..., Any], *arguments: Any) -> Any:
    """Reads the picture and works on it: a drawing at once, a photo in a thread, so that nobody waits for it.

    For a drawing, changing threads and back would take half as long again as the answer.
    """
    with explained():
        content = None if payload is None else bytes_of_small_file(payload)

    def read_and_work() -> Any:
        with explained():
            return work(_received(payload) if content is None else decode_bytes(content), *arguments)

    if payload is None or (content is not None and is_quick(content)):
        return read_and_work()
    return await to_thread.run_sync(read_and_work)


def _received(payload: Any) -> Image.Image:
    """Returns the picture that was sent, or raises what kept it from being read."""
    image = read_picture(payload)
    if image is None:
        raise InvalidImageError("No image was received. Send a picture of one handwritten digit.")
    return image


def _whole(number: Any) -> Any:
    """Returns 3 for JSON's 3.0, and anything else as it is, for `check_top_k` to refuse."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _as_label(answer: Prediction) -> dict[str, Any]:
    """Returns an answer in the shape that Gradio's label component gives API callers, and whether it is a digit."""
    return {
        "label": str(answer.label),
        "confidences": [{"label": str(item.label), "confidence": item.confidence} for item in answer.confidences],
        "is_digit": answer.is_digit,
        "digit_probability": answer.digit_probability,
    }


def _as_reading(number: NumberReading) -> dict[str, Any]:
    """Returns a number's digits in the shape of labels, each with its box: left, top, right, bottom in pixels."""
    return {
        "text": number.text,
        "probability": number.probability,
        "digits": [_as_digit(digit) for digit in number.digits],
        "lines": [
            {
                "text": line.text,
                "probability": line.probability,
                "digits": [_as_digit(digit) for digit in line.digits],
                "signs": [{"text": sign.text, "box": list(sign.box)} for sign in line.signs],
                "box": list(line.box),
                "baseline": list(line.baseline),
            }
            for line in number.lines
        ],
        "ignored": [list(box) for box in number.ignored],
    }


def _as_digit(digit: DigitReading) -> dict[str, Any]:
    return {
        "label": str(digit.label),
        "confidences": [
            {"label": str(item.label), "confidence": item.confidence} for item in digit.confidences[:DEFAULT_TOP_K]
        ],
        "box": list(digit.box),
        "is_digit": digit.is_digit,
        "digit_probability": digit.digit_probability,
    }
