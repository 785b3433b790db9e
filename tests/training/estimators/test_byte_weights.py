"""Rounded weights are bytes and scales: once rounded, they stay."""

import numpy as np
import pytest

from training.estimators.byte_weights import MIN_ROUNDED_SIZE, rounded, split_levels

SHAPES = [(784, 20), (5, 5, 16, 32)]


@pytest.fixture(params=SHAPES, ids=str)
def weights(request):
    """Weights whose outputs differ in size, as after training."""
    generator = np.random.default_rng(0)
    drawn = generator.normal(0, 0.1, request.param) * np.logspace(-3, 1, request.param[-1])
    return drawn.astype(np.float32)


def test_levels_are_bytes_with_a_scale_for_each_output(weights):
    levels, scales = split_levels(weights, -1)
    assert (levels.dtype, scales.dtype) == (np.int8, np.float32)
    assert levels.shape == weights.shape
    assert scales.shape == (1,) * (weights.ndim - 1) + weights.shape[-1:]
    largest = np.abs(levels.reshape(-1, weights.shape[-1]).astype(int)).max(axis=0)
    assert (largest == 127).all()


def test_no_weight_moves_by_more_than_half_a_level(weights):
    _, scales = split_levels(weights, -1)
    assert (np.abs(rounded(weights) - weights) <= scales / 2 * 1.0001).all()


def test_rounding_twice_is_rounding_once(weights):
    once = rounded(weights)
    assert once.dtype == np.float32
    assert not np.array_equal(once, weights)
    levels, _ = split_levels(weights, -1)
    np.testing.assert_array_equal(split_levels(once, -1)[0], levels)
    np.testing.assert_allclose(rounded(once), once, rtol=1e-6)


def test_the_axis_of_outputs_may_come_first():
    weights = np.array([[1, 127], [10, -1270]], dtype=np.float32)
    levels, scales = split_levels(weights, 0)
    assert levels.tolist() == [[1, 127], [1, -127]]
    assert scales.tolist() == [[1], [10]]


def test_an_output_without_weights_stays_zero():
    weights = np.zeros((784, 10), dtype=np.float32)
    weights[:, 1] = 1
    np.testing.assert_array_equal(rounded(weights), weights)


@pytest.mark.parametrize("shape", [(MIN_ROUNDED_SIZE,), (MIN_ROUNDED_SIZE // 10, 10)], ids=["bias", "small"])
def test_biases_and_small_matrices_stay_as_they_are(shape):
    weights = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    assert rounded(weights) is weights
