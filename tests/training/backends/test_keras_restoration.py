"""A network whose convolutions are used several times is read back out of its graph."""

import numpy as np
import pytest

from training.backends.restoration import RestorationError

pytestmark = pytest.mark.slow
SIZES = {"filters": 4, "uses": (2, 3), "features": 6, "detector_units": 3}


@pytest.fixture(scope="module")
def network():
    """A network that knows nothing, whose normalisations have seen something."""
    import keras

    from training.zoo.shared_convolutions import build_shared_convolutions

    network, chance = build_shared_convolutions(**SIZES, seed=0), np.random.default_rng(0)
    for layer in network.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            shape = layer.gamma.shape
            scales, variances = chance.uniform(0.5, 1.5, (2, *shape))
            layer.set_weights([scales, *chance.normal(0, 0.2, (2, *shape)), variances])
    return network


def of_sizes(**changes):
    import dataclasses

    from training.zoo import ZOO

    return dataclasses.replace(ZOO["cnn_micro"], hyperparameters=SIZES | changes)


def test_a_kernel_that_is_used_again_is_stored_once_and_read_back(network):
    from training.backends import keras_backend
    from training.graphs.weighted import read_lone_normalizations, read_weighted_steps

    graph = keras_backend.to_onnx(network)
    kernels = [step.name for step in read_weighted_steps(graph)]
    # A first convolution, five uses of two, one by maps, one of 1 x 1, and three dense layers.
    assert (len(kernels), len(set(kernels))) == (11, 8)
    assert len(read_lone_normalizations(graph)) == 6
    images = np.random.default_rng(1).integers(0, 256, (20, 28, 28), dtype=np.uint8)
    restored = keras_backend.restore(of_sizes(), graph, None)
    for before, after in zip(*(keras_backend.predict_both(one, images) for one in (network, restored)), strict=True):
        np.testing.assert_allclose(after, before, atol=1e-6)
        assert before.std() > 1e-4  # not the same for all


@pytest.mark.parametrize(
    ("changes", "missing"),
    [({"features": 7}, "no kernel of shape"), ({"uses": (2, 4)}, "no normalisation of 4 channels")],
)
def test_a_graph_of_another_recipe_is_refused(network, changes, missing):
    from training.backends import keras_backend

    with pytest.raises(RestorationError, match=f"holds {missing}.*exported from another recipe"):
        keras_backend.restore(of_sizes(**changes), keras_backend.to_onnx(network), None)
