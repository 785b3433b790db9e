"""What the page's question accepts and refuses, and that it is no part of the API."""

import base64
import io

import httpx
import pytest

from digit_recognizer.feedback import Feedback, FeedbackStore
from digit_recognizer.interface.feedback import feedback_part
from tests.digit_recognizer.feedback.drawings import seven


@pytest.fixture
def part(recognizer, tmp_path):
    return feedback_part(recognizer, Feedback(FeedbackStore(tmp_path)))


@pytest.fixture(scope="module")
def drawing():
    stream = io.BytesIO()
    seven().save(stream, "PNG")
    return f"data:image/png;base64,{base64.b64encode(stream.getvalue()).decode()}"


def test_without_feedback_nothing_is_asked(recognizer):
    assert feedback_part(recognizer, None) is None


def test_a_verdict_is_kept_and_taken_back(part, drawing, tmp_path):
    answer = part.keep_verdict({"picture": drawing, "label": 7})
    assert answer["state"] == "kept"
    [picture] = tmp_path.glob("*/*.png")
    assert picture.name == answer["image"]
    assert part.withdraw_verdict({"image": answer["image"]}) == {"state": "withdrawn"}
    assert not list(tmp_path.glob("*/*.png"))


def test_what_the_models_answered_is_not_taken_from_the_page(part, drawing, tmp_path):
    part.keep_verdict({"picture": drawing, "label": 7, "answers": {"cnn": "3"}, "file_name": "x.png", "day": "today"})
    [metadata] = tmp_path.glob("*/metadata.jsonl")
    assert '{"model": "cnn", "label": "7"}' in metadata.read_text()
    assert "today" not in metadata.read_text()


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (None, "FeedbackError"),
        ({"label": 7}, "FeedbackError"),
        ({"picture": "drawing"}, "FeedbackError"),
        ({"picture": "drawing", "label": "7"}, "FeedbackError"),
        ({"picture": "drawing", "label": 10}, "FeedbackError"),
        ({"picture": "/etc/passwd", "label": 7}, "InvalidImageError"),
        ({"picture": {"path": "/etc/passwd"}, "label": 7}, "ImageTooLargeError"),
        ({"picture": "data:image/png;base64,AAAA", "label": 7}, "InvalidImageError"),
        ({"picture": f"data:image/png;base64,{'A' * 400_000}", "label": 7}, "ImageTooLargeError"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_verdict_is_refused_in_a_sentence(part, drawing, tmp_path, sent, kind):
    if isinstance(sent, dict) and sent.get("picture") == "drawing":
        sent = sent | {"picture": drawing}
    answer = part.keep_verdict(sent)
    assert (answer["state"], answer["kind"]) == ("refused", kind)
    assert answer["message"].endswith(".")
    assert not list(tmp_path.glob("*/*"))


@pytest.mark.parametrize("sent", [None, {}, {"image": "../../etc/passwd"}], ids=repr)
def test_nothing_but_a_picture_is_taken_back(part, sent):
    assert part.withdraw_verdict(sent)["kind"] == "FeedbackError"


def test_it_is_no_part_of_the_api(server_url):
    described = httpx.get(f"{server_url}/gradio_api/info").text
    assert "verdict" not in described
    assert "feedback" not in described
