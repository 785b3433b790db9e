"""What the dynamic program finds in a lattice, against counting all paths out."""

import numpy as np
import pytest

from digit_recognizer.number.lattice import Lattice

NODES = 5
EDGES = np.array([(first, end) for first in range(NODES - 1) for end in range(first + 1, NODES)])
LATTICE = Lattice(EDGES)


def every_path(start: int = 0) -> list[tuple[int, ...]]:
    if start == NODES - 1:
        return [()]
    starting = [(index, int(end)) for index, (first, end) in enumerate(EDGES) if first == start]
    return [(index, *rest) for index, end in starting for rest in every_path(end)]


@pytest.fixture(params=range(5))
def scores(request) -> np.ndarray:
    return np.random.default_rng(request.param).normal(size=len(EDGES))


@pytest.fixture
def totals(scores) -> dict[tuple[int, ...], float]:
    """The score of every path."""
    return {path: float(scores[list(path)].sum()) for path in every_path()}


def test_the_most_likely_path_is_the_best_of_all(scores, totals):
    path, probability = LATTICE.most_likely_path(scores)
    assert path == max(totals, key=totals.get)
    assert probability == pytest.approx(np.exp(totals[path]) / np.exp(list(totals.values())).sum())


def test_of_equally_likely_paths_the_first_edges_are_taken():
    scores = np.array([float(first - end) for first, end in EDGES])
    path, _ = LATTICE.most_likely_path(scores)
    assert EDGES[list(path)].tolist() == [[0, NODES - 1]]


@pytest.mark.parametrize("seed", range(5))
def test_a_network_s_rounding_chooses_no_path(seed):
    """On pieces that look the same; which CPU rounds how is nobody's choice."""
    of_lengths = np.array([-3.1, -1.2, -7.3, -9.4])[EDGES[:, 1] - EDGES[:, 0] - 1]
    rounded = of_lengths + np.random.default_rng(seed).uniform(-1e-5, 1e-5, len(EDGES))
    assert LATTICE.most_likely_path(rounded)[0] == LATTICE.most_likely_path(of_lengths)[0]
    for length in range(1, NODES):
        same, other = (np.repeat(each[:, np.newaxis], length, axis=1) for each in (of_lengths, rounded))
        assert LATTICE.most_likely_path_of_length(other) == LATTICE.most_likely_path_of_length(same)


@pytest.mark.parametrize("length", range(1, NODES))
def test_the_best_path_of_each_length_is_found(length):
    scores = np.random.default_rng(length).normal(size=(len(EDGES), length))
    totals = {path: scores[list(path), range(length)].sum() for path in every_path() if len(path) == length}
    path = LATTICE.most_likely_path_of_length(scores)
    assert path == max(totals, key=totals.get)
    assert LATTICE.forward_by_length(scores)[-1, length] == pytest.approx(totals[path])


def test_a_path_longer_than_the_lattice_is_none():
    assert LATTICE.most_likely_path_of_length(np.zeros((len(EDGES), NODES))) is None


def test_an_edge_that_cannot_be_is_on_no_path():
    scores = np.zeros((len(EDGES), 1))
    scores[EDGES.tolist().index([0, NODES - 1])] = -np.inf
    assert LATTICE.most_likely_path_of_length(scores) is None


def test_marginals_are_the_shares_of_the_paths_over_each_edge(scores, totals):
    marginals, log_partition = LATTICE.marginals(scores)
    weights = {path: np.exp(total) for path, total in totals.items()}
    assert log_partition == pytest.approx(np.log(sum(weights.values())))
    shares = [sum(weight for path, weight in weights.items() if edge in path) for edge in range(len(EDGES))]
    np.testing.assert_allclose(marginals, np.array(shares) / sum(weights.values()))


def test_a_beam_is_pruned_once_all_paths_to_its_node_are_known():
    seen = []

    def prune(beam: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
        seen.append(len(beam))
        return beam[:2]

    beams = [[()], *([] for _ in range(NODES - 1))]
    LATTICE.sweep(beams, lambda beam, edge: [(*path, edge) for path in beam], list.__add__, prune)
    assert seen == [1, 1, 2, 4]
    assert len(beams[-1]) == 1 + 1 + 2 + 2
