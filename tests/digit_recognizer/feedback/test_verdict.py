"""What is made of a drawing and a tap: the models' own answers, and a picture that holds no more than the ink."""

import io

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from digit_recognizer.errors import FeedbackError, NoInkError
from digit_recognizer.feedback import NO_DIGIT, kept_picture, verdict_on
from tests.digit_recognizer.feedback.drawings import seven


def png_bytes(picture: Image.Image) -> int:
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=True)
    return len(stream.getvalue())


def test_every_model_is_asked_and_the_label_is_the_visitors(recognizer):
    given = verdict_on(recognizer, seven(), 3)
    assert given.label == "3"
    assert list(given.answers) == [info.name for info in recognizer.models]
    assert given.answers[recognizer.default_model] == "7"
    assert given.bundle_version == recognizer.bundle.manifest.bundle_version
    assert verdict_on(recognizer, seven(), None).label == NO_DIGIT


@pytest.mark.parametrize("label", [True, -1, 10, 7.0, "7", [7], {}], ids=repr)
def test_a_label_that_is_none_is_refused_with_what_was_received(recognizer, label):
    with pytest.raises(FeedbackError) as refusal:
        verdict_on(recognizer, seven(), label)
    assert str(refusal.value).endswith(f"received {label!r}.")


def test_a_blank_picture_is_not_kept(recognizer):
    with pytest.raises(NoInkError):
        verdict_on(recognizer, Image.new("L", (280, 280), "white"), 7)


def test_a_drawing_is_kept_pixel_for_pixel():
    assert np.array_equal(kept_picture(seven(mode="RGB")), seven())


def test_of_a_photo_only_few_grey_pixels_stay():
    photo = Image.fromarray(np.random.default_rng(0).integers(0, 256, (700, 1400, 3), np.uint8))
    photo.info["Author"] = "somebody"
    photo.getexif()[0x8825] = 1
    kept = kept_picture(photo)
    assert (kept.mode, kept.size) == ("L", (280, 140))
    assert not kept.info
    assert not kept.getexif()


def test_no_picture_is_larger_than_is_said():
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (280, 280), np.uint8))
    assert png_bytes(kept_picture(noise)) < 80_000


def test_texts_in_a_png_are_not_kept():
    texts, stream = PngInfo(), io.BytesIO()
    texts.add_text("Comment", "taken at home")
    seven().save(stream, "PNG", pnginfo=texts)
    assert not kept_picture(Image.open(stream)).info


def test_what_is_transparent_is_paper():
    sheet = Image.new("RGBA", (280, 280), (0, 0, 0, 0))
    assert np.asarray(kept_picture(sheet)).min() == 255
