"""Whether a picture is a digit at all: which model is the detector, with which threshold, and how often it runs."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from digit_recognizer import Recognizer, model, normalize_drawing
from digit_recognizer.errors import BundleError, InvalidImageError, UnknownModelError
from digit_recognizer.interface.answers import answer_with
from digit_recognizer.interface.endpoints import Endpoints
from tests.digit_recognizer.tiny_models import ABSENT, TinyModel, ink_share, write_bundle
from tests.loops import in_a_loop_of_its_own
from tests.pictures import as_payload, as_png, draw_digit

PLAIN = TinyModel()
LENIENT = TinyModel(1, detects=True, threshold=0.0)
STRICT = TinyModel(2, detects=True, threshold=1.0)
DOUBLING = TinyModel(3, detects=True, gain=2.0, threshold=0.5)
SEVEN = draw_digit("7")


@pytest.fixture
def load(tmp_path):
    """Opens a bundle of the tiny models given by name."""

    def load_bundle(default=None, **models):
        return Recognizer.load(write_bundle(tmp_path, models, default))

    return load_bundle


@pytest.fixture
def images28():
    return np.stack([normalize_drawing(draw_digit(name)) for name in ("7", "8", "1")])


def count_runs(recognizer, monkeypatch):
    """Returns a dictionary that will count the runs of each model."""
    names = {id(recognizer.model(info.name).session): info.name for info in recognizer.models}
    runs = dict.fromkeys(names.values(), 0)
    run_outputs = model.run_outputs

    def counted(session, images, outputs):
        runs[names[id(session)]] += 1
        return run_outputs(session, images, outputs)

    monkeypatch.setattr(model, "run_outputs", counted)
    return runs


def test_a_model_detects_for_itself(load, images28):
    recognizer = load(plain=PLAIN, detector=LENIENT, doubling=DOUBLING)
    probabilities = recognizer.digit_probability(images28, "doubling")
    assert (probabilities.shape, probabilities.dtype) == ((3,), np.float32)
    np.testing.assert_allclose(probabilities, 2 * ink_share(images28), rtol=1e-5)
    np.testing.assert_allclose(recognizer.digit_probability(images28, "detector"), ink_share(images28), rtol=1e-5)


@pytest.mark.parametrize(("default", "gain"), [("plain", 1), ("detector", 1), ("doubling", 2)])
def test_the_default_model_detects_for_others_else_the_first_that_can(load, images28, default, gain):
    recognizer = load(default, plain=PLAIN, detector=LENIENT, doubling=DOUBLING)
    np.testing.assert_allclose(recognizer.digit_probability(images28, "plain"), gain * ink_share(images28), rtol=1e-5)
    np.testing.assert_allclose(recognizer.digit_probability(images28), gain * ink_share(images28), rtol=1e-5)
    assert recognizer.predict(SEVEN, "plain").digit_probability == pytest.approx(gain * ink_share(images28)[0])
    assert {answer.digit_probability for answer in recognizer.compare(SEVEN)} == {
        recognizer.predict(SEVEN, "plain").digit_probability
    }


def test_without_a_detector_nothing_is_known(load, images28):
    recognizer = load(plain=PLAIN, other=TinyModel(1, threshold=0.5))
    assert recognizer.digit_probability(images28) is None
    for answer in (recognizer.predict(SEVEN), recognizer.predict(SEVEN, "other"), *recognizer.compare(SEVEN)):
        assert (answer.is_digit, answer.digit_probability) == (None, None)


@pytest.mark.parametrize("threshold", [ABSENT, None], ids=["absent", "null"])
def test_without_a_threshold_the_probability_alone_is_known(load, threshold):
    recognizer = load(detector=TinyModel(detects=True, threshold=threshold))
    assert recognizer.models[0].rejection_threshold is None
    for answer in (recognizer.predict(SEVEN), *recognizer.compare(SEVEN)):
        assert answer.is_digit is None
        assert 0 < answer.digit_probability < 1


def test_the_threshold_is_the_detectors_own(load):
    recognizer = load(plain=PLAIN, lenient=LENIENT, strict=STRICT)
    assert [recognizer.predict(SEVEN, name).is_digit for name in ("plain", "lenient", "strict")] == [True, True, False]
    assert [answer.is_digit for answer in recognizer.compare(SEVEN)] == [True, True, True]


def test_a_probability_at_the_threshold_is_a_digits(load):
    answer = load(detector=TinyModel(detects=True, gain=1e6, threshold=1)).predict(SEVEN)
    assert (answer.digit_probability, answer.is_digit) == (1.0, True)


def test_what_is_no_digit_keeps_its_probabilities(load, images28):
    recognizer = load(strict=STRICT)
    answer = recognizer.predict(SEVEN, top_k=10)
    assert answer.is_digit is False
    probabilities = recognizer.predict_proba(images28[:1])[0]
    assert {item.label: item.confidence for item in answer.confidences} == dict(enumerate(probabilities.tolist()))
    assert answer.label == probabilities.argmax()


def test_every_model_runs_once(load, monkeypatch):
    recognizer = load(plain=PLAIN, detector=LENIENT, doubling=DOUBLING)
    runs = count_runs(recognizer, monkeypatch)
    recognizer.compare(SEVEN)
    assert runs == {"plain": 1, "detector": 1, "doubling": 1}
    recognizer.predict(SEVEN, "doubling")
    assert runs == {"plain": 1, "detector": 1, "doubling": 2}
    recognizer.predict(SEVEN, "plain")
    assert runs == {"plain": 2, "detector": 2, "doubling": 2}


@pytest.mark.parametrize(
    ("name", "runs_of_it"), [("doubling", {"doubling": 1}), ("plain", {"plain": 1, "detector": 1})]
)
def test_both_answers_to_many_images_come_from_one_run_where_they_can(load, images28, monkeypatch, name, runs_of_it):
    recognizer = load(plain=PLAIN, detector=LENIENT, doubling=DOUBLING)
    apart = recognizer.predict_proba(images28, name), recognizer.digit_probability(images28, name)
    runs = count_runs(recognizer, monkeypatch)
    for together, alone in zip(recognizer.read_images(images28, name), apart, strict=True):
        np.testing.assert_array_equal(together, alone)
    assert {counted: count for counted, count in runs.items() if count} == runs_of_it
    with pytest.raises(InvalidImageError, match="takes uint8 images"):
        recognizer.read_images(images28.astype(np.float32), name)


def test_arrays_and_names_are_checked(load, images28):
    recognizer = load(detector=LENIENT)
    with pytest.raises(InvalidImageError, match=r"digit_probability takes uint8 images of shape \[n, 28, 28\]"):
        recognizer.digit_probability(images28.astype(np.float32))
    with pytest.raises(UnknownModelError):
        recognizer.digit_probability(images28, "resnet")
    assert recognizer.digit_probability(images28[:0]).shape == (0,)
    assert len(recognizer.digit_probability(np.concatenate([images28] * 22))) == 66


@pytest.mark.parametrize("threshold", [-0.1, 1.5, float("nan"), "0.5", True, [0.5]], ids=repr)
def test_a_damaged_threshold_is_refused(load, threshold):
    with pytest.raises(BundleError, match="rejection threshold of 'detector' must be a number from 0 to 1; received"):
        load(detector=TinyModel(detects=True, threshold=threshold))


def test_the_api_and_the_page_say_it(load):
    recognizer = load(plain=PLAIN, strict=STRICT)
    api, payload = Endpoints(recognizer), as_payload(as_png(SEVEN))
    rows = [
        in_a_loop_of_its_own(api.predict(payload, "plain", 3)),
        *in_a_loop_of_its_own(api.compare(payload, 3)),
        *api.predict_batch([payload], "strict", 3),
    ]
    sure = recognizer.predict(SEVEN).digit_probability
    assert [(row["is_digit"], row["digit_probability"]) for row in json.loads(json.dumps(rows))] == [(False, sure)] * 4
    value = answer_with(recognizer, read=lambda picture: picture)({"picture": Image.fromarray(SEVEN)})
    assert value["is_digit"] is False
    assert len(value["predictions"]) == 2


def test_a_graph_opens_when_it_is_first_asked(load):
    recognizer = load("detector", plain=PLAIN, detector=LENIENT, doubling=DOUBLING)
    graphs = {info.name: recognizer.model(info.name).graph for info in recognizer.models}

    def opened():
        return [name for name, graph in graphs.items() if graph.is_open]

    assert opened() == ["detector"], "it says for every answer whether there is a digit"
    recognizer.predict(SEVEN)
    assert opened() == ["detector"]
    recognizer.predict(SEVEN, "doubling")
    assert opened() == ["detector", "doubling"]
    recognizer.compare(SEVEN)
    assert opened() == list(graphs)


def test_callers_who_ask_first_at_the_same_time_open_a_graph_once(load, monkeypatch):
    recognizer = load("detector", plain=PLAIN, detector=LENIENT)
    opened, open_session, together = [], model.open_session, threading.Barrier(4)

    def noted(content):
        opened.append(content)
        return open_session(content)

    monkeypatch.setattr(model, "open_session", noted)

    def ask(_):
        together.wait()
        return recognizer.predict(SEVEN, "plain").label

    with ThreadPoolExecutor(4) as callers:
        assert len(set(callers.map(ask, range(4)))) == 1
    assert len(opened) == 1
