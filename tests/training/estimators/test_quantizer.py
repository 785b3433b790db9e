"""Rounded features are whole numbers that a byte holds."""

import numpy as np

from training.estimators.quantizer import Quantizer


def test_steps_are_sixteenths_rounded_to_the_nearest():
    assert Quantizer().transform(np.array([[0, 1 / 16, 0.09, 0.1, -0.1, 1]])).tolist() == [[0, 1, 1, 2, -2, 16]]


def test_far_values_are_clipped_to_what_a_byte_holds():
    steps = Quantizer().fit_transform(np.array([[-1e9, -7.9375, 7.9375, 8, 1e9]]))
    assert steps.tolist() == [[-127, -127, 127, 127, 127]]
    assert steps.dtype == np.float32
    np.testing.assert_array_equal(steps.astype(np.int8), steps)
