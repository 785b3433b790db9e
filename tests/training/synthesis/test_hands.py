"""Another hand writes the same digit: other proportions, the same strokes."""

import numpy as np

from training.synthesis.hands import Hand, resample, rewrite

SEVEN = [np.array([[0.0, 0.0], [200.0, 0.0], [80.0, 300.0]]), np.array([[60.0, 150.0], [180.0, 150.0]])]
STEADY = Hand(rotation=0, slant=0, stretch=0, bend=0)


def test_a_steady_hand_only_moves_and_scales():
    written = rewrite(SEVEN, STEADY, np.random.default_rng(0))
    for stroke, original in zip(written, SEVEN, strict=True):
        np.testing.assert_allclose(stroke * 300 + [100, 150], original)


def test_hands_differ_by_seed_and_agree_with_themselves():
    first, again, other = (np.concatenate(rewrite(SEVEN, Hand(), np.random.default_rng(seed))) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.allclose(first, other)


def test_limits_hold():
    down = [np.array([[0.0, 0.0], [0.0, 100.0]])]
    for seed in range(50):
        (line,) = rewrite(down, Hand(rotation=10, slant=0, stretch=0, bend=0), np.random.default_rng(seed))
        way = line[1] - line[0]
        assert abs(np.degrees(np.arctan2(way[0], way[1]))) <= 10 + 1e-9


def test_a_dot_stays_a_dot():
    (dot,) = rewrite([np.array([[5.0, 5.0]])], Hand(bend=0), np.random.default_rng(0))
    assert dot.shape == (1, 2)
    assert np.isfinite(dot).all()


def test_resampled_points_are_evenly_spaced():
    path = resample(np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 3.0]]), 9)
    np.testing.assert_allclose(np.linalg.norm(np.diff(path, axis=0), axis=1), 0.5)
