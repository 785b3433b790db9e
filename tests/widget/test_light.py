"""Small networks run without the engine, and answer as they do in it."""

import base64

import numpy as np
import pytest

from tests.widget import drawings

NETWORKS = ("cnn", "cnn_tiny")


@pytest.fixture(scope="module")
def answers(in_node, address):
    made = drawings.single_digits()
    read = in_node("widget.mjs", {"drawings": made, "models": ["cnn_tiny"]}, address)["readings"]
    images = [item["reading"]["image"] for item in read]
    images += [base64.b64encode(bytes(784)).decode(), base64.b64encode(bytes([255] * 784)).decode()]
    return in_node("widget_light.mjs", {"images": images, "models": [*NETWORKS, "lenet", "random_forest"]}, address)


@pytest.mark.parametrize("name", NETWORKS)
def test_it_answers_as_in_the_engine(answers, name):
    for key in ("probabilities", "digitProbability"):
        light, engine = (np.array([output[key] for output in answers[name][way]]) for way in ("light", "engine"))
        assert len(light) > 20
        assert np.abs(light - engine).max() < 1e-4


def test_a_graph_with_an_unknown_node_is_left_to_the_engine(answers):
    assert answers["lenet"] is None
    assert answers["random_forest"] is None
