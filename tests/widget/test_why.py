"""Why a drawing is read as it is: the browser's modules find what Python finds, with models of every kind."""

from typing import Any

import numpy as np
import pytest
from PIL import Image

from digit_recognizer.interface.why import explaining, turning
from tests.widget import drawings
from tests.widget.conftest import bytes_of, picture_of

# Who says what it goes by in each way, and one that nobody can look into.
MODELS = ("cnn", "cnn_tiny", "knn", "decision_tree", "random_forest", "logistic_regression", "svm", "boosted_stumps")
DRAWINGS = drawings.single_digits()
EXPLAINED = list(zip((*MODELS, "cnn_tiny", "cnn_tiny", "cnn_tiny"), DRAWINGS, strict=False))
TURNED = [("cnn_tiny", DRAWINGS[3], 8), ("decision_tree", DRAWINGS[4], 9)]
SHADE = 2  # of 127: what single precision and a distance measured otherwise may change


def signed(text: str) -> np.ndarray:
    return bytes_of(text).view(np.int8).astype(int)


@pytest.fixture(scope="module")
def found(in_node, address, recognizer) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """What was asked, as the browser and as the server's functions answer it."""
    job = [{"work": "explain", "model": model, "drawing": drawing} for model, drawing in EXPLAINED]
    job += [{"work": "explain", "model": "cnn_tiny", "drawing": drawings.BLANK}]
    job += [{"work": "turn", "model": model, "drawing": drawing, "label": label} for model, drawing, label in TURNED]
    answers = in_node("widget_why.mjs", job, address)
    works = {"explain": explaining(recognizer, lambda image: image), "turn": turning(recognizer, lambda image: image)}
    pairs = []
    for asked, answer in zip(job, answers, strict=True):
        levels = bytes_of(answer["levels"]).reshape(drawings.SIDE, drawings.SIDE)
        sent = asked | {"picture": Image.fromarray(picture_of(levels))}
        pairs.append((answer["value"], works[asked["work"]](sent)))
    return pairs


def of_state(found, state: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    assert all(ours.keys() == wanted.keys() for ours, wanted in found)
    return [(ours, wanted) for ours, wanted in found if wanted["state"] == ours["state"] == state]


def test_both_explain_the_same_answer_by_the_same_ink(found, recognizer):
    pairs = [(ours["explanation"], wanted["explanation"]) for ours, wanted in of_state(found, "explained")]
    assert len(pairs) == len(EXPLAINED)
    for ours, wanted in pairs:
        assert ours.keys() == wanted.keys()
        same = ("model", "label", "size")
        assert [ours[key] for key in same] == [wanted[key] for key in same]
        # A tree gives many digits nothing at all: either of them may be the next best.
        seen = bytes_of(wanted["image28"]).reshape(1, 28, 28)
        [probabilities] = recognizer.predict_proba(seen, wanted["model"])
        assert probabilities[ours["rival"]] == pytest.approx(probabilities[wanted["rival"]], abs=0.01)
        assert ours["frame"] == pytest.approx(wanted["frame"], abs=0.5)
        assert np.abs(bytes_of(ours["image28"]).astype(int) - bytes_of(wanted["image28"])).mean() <= 1
        assert np.abs(signed(ours["heat"]) - signed(wanted["heat"])).mean() <= SHADE
    assert of_state(found, "blank")


def test_both_find_the_same_changes(found):
    same = []
    for ours, wanted in of_state(found, "explained"):
        tips, others = ours["explanation"]["tipping"], wanted["explanation"]["tipping"]
        assert [tip["kind"] for tip in tips] == [tip["kind"] for tip in others]
        same += [tip == other for tip, other in zip(tips, others, strict=True)]
        assert all(tip.keys() == other.keys() for tip, other in zip(tips, others, strict=True))
    assert np.mean(same) >= 0.8


def test_both_say_what_a_model_of_its_kind_goes_by(found):
    kinds = set()
    for ours, wanted in ((a["explanation"], b["explanation"]) for a, b in of_state(found, "explained")):
        if wanted["evidence"] is None:
            assert ours["evidence"] is None
            continue
        evidence, other = ours["evidence"], wanted["evidence"]
        kinds.add(other["kind"])
        assert (evidence["kind"], evidence["steps"]) == (other["kind"], other["steps"])
        for picture, wish in zip(evidence["pictures"], other["pictures"], strict=True):
            assert (picture["label"], picture["size"]) == (wish["label"], wish["size"])
            assert np.abs(signed(picture["values"]) - signed(wish["values"])).mean() <= SHADE
    assert kinds == {"neighbours", "path", "weights", "maps", "pixels"}


def test_both_turn_a_digit_into_another(found):
    pairs = [(ours["turning"], wanted["turning"]) for ours, wanted in of_state(found, "turned")]
    assert len(pairs) == len(TURNED)
    for ours, wanted in pairs:
        assert ours["is_enough"] == wanted["is_enough"]
        assert ours["strokes"][:1] == wanted["strokes"][:1]
        assert all(stroke.keys() == {"kind", "points", "width"} for stroke in ours["strokes"])
