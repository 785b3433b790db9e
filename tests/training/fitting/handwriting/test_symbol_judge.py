"""A trained network is taught what symbols are: they are less of a digit then, and nothing else changes."""

import dataclasses

import numpy as np
import pytest

from digit_recognizer.contract import DIGIT_PROBABILITY
from tests.training.conftest import quick
from training.backends import keras_backend
from training.data.mnist_writers import MNIST_WRITERS_PATH_VARIABLE
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE
from training.data.unipen import UNIPEN_PATH_VARIABLE
from training.synthesis.outliers.collection import load_symbols
from training.zoo import ZOO
from training.zoo.handwriting_models import has_symbol_judge, without_symbol_judge
from training.zoo.heads import NO_OUTLIER, NO_SYMBOL

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def networks(small_data, pen_strokes, unipen):
    """A network that knows nothing yet, and the same with a judge of symbols."""
    from training.fitting.handwriting.symbol_judge import with_symbol_judge

    quickly = quick("cnn")
    judge = quickly.training["symbol_judge"] | {"outliers": {"symbols": 200}, "digit_weight": 1.0, "margin": 0.0}
    spec = dataclasses.replace(quickly, training={**quickly.training, "symbol_judge": judge})
    plain = without_symbol_judge(spec)
    network = plain.build(**plain.hyperparameters, seed=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PEN_STROKES_PATH_VARIABLE, str(pen_strokes))
        patch.setenv(UNIPEN_PATH_VARIABLE, str(unipen))
        patch.delenv(MNIST_WRITERS_PATH_VARIABLE, raising=False)
        return network, with_symbol_judge(spec, network, small_data.train, None, workers=1)


def test_only_the_recipes_that_say_so_have_one():
    assert [name for name, spec in ZOO.items() if has_symbol_judge(spec)] == ["cnn", "cnn_tiny"]
    assert not has_symbol_judge(without_symbol_judge(ZOO["cnn"]))


def test_symbols_are_less_of_a_digit_and_digits_are_not(networks, small_data):
    before, after = networks
    symbols = load_symbols(each=2, seed=1).images
    kept = [
        np.median(keras_backend.predict_both(after, images)[1] / keras_backend.predict_both(before, images)[1])
        for images in (symbols, small_data.test.images)
    ]
    assert kept[0] < 0.5
    assert kept[1] > 0.8


def test_classes_and_the_first_judge_answer_as_before(networks, small_data):
    import keras

    before, after = networks
    images = small_data.test.images[:50]
    for one, other in zip(
        before.get_layer("probabilities").weights, after.get_layer("probabilities").weights, strict=True
    ):
        np.testing.assert_array_equal(one, other)
    parts = keras.Model(after.inputs, [after.get_layer(name).output for name in (NO_OUTLIER, NO_SYMBOL)])
    no_outlier, no_symbol = parts.predict(images, verbose=0)
    answers = before.predict(images, verbose=0), after.predict(images, verbose=0)
    np.testing.assert_allclose(answers[0][DIGIT_PROBABILITY], no_outlier, atol=1e-6)
    np.testing.assert_allclose(answers[1][DIGIT_PROBABILITY], no_outlier * no_symbol, atol=1e-6)
    np.testing.assert_allclose(answers[0]["probabilities"], answers[1]["probabilities"], atol=1e-6)


def test_its_graph_gives_its_weights_back(networks, small_data):
    network = networks[1]
    again = keras_backend.restore(quick("cnn"), keras_backend.to_onnx(network), small_data.train)
    images = small_data.test.images[:50]
    answers = (keras_backend.predict_both(one, images) for one in (again, network))
    for mine, theirs in zip(*answers, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-5)
