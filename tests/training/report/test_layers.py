"""The layers are those of the network that is built."""

import dataclasses
import math

import pytest

from training.report.layers import Layer, is_network, layers_of
from training.zoo import ZOO

NETWORKS = [name for name, spec in ZOO.items() if is_network(spec)]


def shapes_of(name):
    return [layer.output_shape for layer in layers_of(ZOO[name])]


def total_of(spec):
    return sum(layer.parameters for layer in layers_of(spec))


def test_the_networks_are_those_with_layers():
    assert {
        "cnn",
        "cnn_tiny",
        "cnn_micro",
        "lenet",
        "cnn_keras",
        "ann_keras",
        "cnn_tensorflow",
        "ann_tensorflow",
        "softmax_regression",
        "mlp_sklearn",
        "mlp_sklearn_standardised",
    } == set(NETWORKS)


@pytest.mark.parametrize("name", ["knn", "svm", "random_forest", "logistic_regression"])
def test_a_model_without_layers_is_refused(name):
    with pytest.raises(ValueError, match=rf"'{name}' is a model of the family .*, not a network"):
        layers_of(ZOO[name])


@pytest.mark.parametrize("name", NETWORKS)
def test_layers_lead_from_the_image_to_ten_digits(name):
    layers = layers_of(ZOO[name])
    assert (layers[0].title, layers[0].output_shape, layers[0].parameters) == ("image", (28, 28, 1), 0)
    assert layers[-1].output_shape == (10,)
    assert layers[-1].detail == "10 digits, softmax"


@pytest.mark.parametrize("name", [name for name in NETWORKS if ZOO[name].framework == "keras"])
def test_keras_parameters_add_up_to_the_model_s(name):
    spec = ZOO[name]
    assert total_of(spec) == spec.build(**spec.hyperparameters, seed=0).count_params()


JUDGING = ("judge", "symbol_judge", "no_", "digit_probability")


@pytest.mark.parametrize("name", ["cnn", "cnn_tiny", "cnn_micro"])
def test_the_judge_is_one_box_beside_the_way_to_the_answer(name):
    layers, spec = layers_of(ZOO[name]), ZOO[name]
    (judge,) = (layer for layer in layers if layer.is_beside)
    network = spec.build(**spec.hyperparameters, seed=0)
    assert judge.title == "judge"
    assert judge.output_shape == (spec.hyperparameters["detector_units"],)
    way = [layer.count_params() for layer in network.layers if not layer.name.startswith(JUDGING)]
    assert judge.parameters == network.count_params() - sum(way) > 0


@pytest.mark.parametrize("name", [name for name in NETWORKS if ZOO[name].framework == "tensorflow"])
def test_tensorflow_parameters_add_up_to_the_model_s(name):
    spec = ZOO[name]
    variables = spec.build(**spec.hyperparameters, seed=0).variables
    assert total_of(spec) == sum(math.prod(variable.shape) for variable in variables)


@pytest.mark.parametrize(
    "changes", [{}, {"tuned": {"hidden_layer_sizes": (12, 7)}}, {"tuned": {"hidden_layer_sizes": 9}}]
)
def test_perceptron_parameters_add_up_to_the_fitted_model_s(small_data, changes):
    from training.data.images import features_of

    spec = dataclasses.replace(ZOO["mlp_sklearn"], **changes)
    model = spec.build(**spec.hyperparameters, seed=0).set_params(**spec.tuned)
    few = small_data.train.take(range(50))
    # One step is enough for the weights to exist.
    model.partial_fit(features_of(few.images), few.labels, classes=range(10))
    assert total_of(spec) == sum(weights.size for weights in (*model.coefs_, *model.intercepts_))


def test_a_search_s_width_reaches_the_standardised_perceptron():
    tuned = {"mlpclassifier__hidden_layer_sizes": (50,), "mlpclassifier__activation": "tanh"}
    image, hidden, _ = layers_of(dataclasses.replace(ZOO["mlp_sklearn_standardised"], tuned=tuned))
    assert image.detail == "pixels standardised"
    assert hidden == Layer("dense layer", "50 units, tanh", (50,), 39_250)


def test_lenet_s_layers_are_the_paper_s_shapes():
    assert shapes_of("lenet") == [(28, 28, 1), (24, 24, 8), (12, 12, 8), (8, 8, 16), (4, 4, 16), (128,), (10,)]
    assert total_of(ZOO["lenet"]) == 37_610
    assert layers_of(ZOO["lenet"])[5] == Layer("dense layer", "128 units, ReLU, dropout 20%", (128,), 32_896)


def test_what_follows_a_convolution_belongs_to_its_box():
    _, convolution, pooling, *_ = layers_of(ZOO["cnn_keras"])
    kernels, normalisation = 3 * 3 * 24, 4 * 24
    detail = "24 filters, batch normalisation, ReLU"
    assert convolution == Layer("convolution 3×3", detail, (28, 28, 24), kernels + normalisation)
    assert pooling == Layer("max pooling 2×2", "dropout 20%", (14, 14, 24), 0)


def test_a_convolution_that_is_used_again_is_one_box():
    boxes = [layer for layer in layers_of(ZOO["cnn_micro"]) if layer.title == "convolution 3×3"]
    uses = [f"16 filters, used {times} times, shortcuts, batch normalisation, ReLU" for times in (3, 4, 2)]
    assert [box.detail for box in boxes] == [*uses, "each map by its own filter, batch normalisation"]
    assert layers_of(ZOO["cnn_micro"])[1].detail == "16 filters, stride 2, batch normalisation, ReLU"


def test_tensorflow_s_shapes_are_those_that_its_matrices_expect():
    assert shapes_of("cnn_tensorflow") == [
        (28, 28, 1),
        (28, 28, 32),
        (14, 14, 32),
        (14, 14, 64),
        (7, 7, 64),
        (1024,),
        (10,),
    ]
    assert shapes_of("ann_tensorflow") == [(28, 28, 1), (1000,), (250,), (100,), (10,)]
    assert layers_of(ZOO["ann_tensorflow"])[3].detail == "100 units, ReLU, dropout 60%"


def test_a_keras_layer_without_words_is_named():
    import keras

    def build(seed):
        return keras.Sequential([keras.Input((28, 28)), keras.layers.GaussianNoise(0.1, name="noise")])

    spec = dataclasses.replace(ZOO["lenet"], build=build, hyperparameters={})
    with pytest.raises(ValueError, match="No words for the Keras layer 'noise' of kind 'GaussianNoise'"):
        layers_of(spec)
