"""The lattice of a line, and the dynamic program that runs over it.

Nodes lie before the first segment, between all segments and after the last; each edge is a candidate and spans the
segments between two nodes. A path from the first node to the last is a way to part the line into digits; its score is
the sum of its edges' scores. One forward recurrence (`Lattice.sweep`) finds, in several semirings (Goodman 1999,
Semiring parsing), the most likely path (Viterbi), the log-partition over all paths, and the best hypotheses (beam
search).

Two recurrences elsewhere are no case of it: that of `ctc` goes frame by frame, through states that repeat, and that of
`seams` goes through the pixels of an image, where a step's cost depends on the pixel it comes from.
"""

from collections.abc import Callable, MutableSequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

Value = TypeVar("Value")

# Paths are compared by multiples of this, far coarser than a network's rounding: which of several paths through pieces
# that look the same is taken would otherwise depend on the CPU.
_SCORE_STEP = 2.0**-12


@dataclass(frozen=True)
class Lattice:
    """Candidates as edges between the nodes 0 … n of a line of n segments.

    Attributes:
        edges: int `[m, 2]`: the node at which each edge begins, and the later one at which it ends; in order of the
            first.
    """

    edges: np.ndarray

    @property
    def end(self) -> int:
        """The last node, at which every path ends."""
        return int(self.edges[:, 1].max())

    def sweep(
        self,
        values: MutableSequence[Value] | np.ndarray,
        extend: Callable[[Any, int], Any],
        combine: Callable[[Any, Any], Any],
        prune: Callable[[Any], Any] | None = None,
    ) -> None:
        """Goes through all edges from left to right, and gathers at each node what is known of the paths to it.

        Args:
            values: for each node, what is known of no path; for the first node, of the empty one. It is filled in.
            extend: makes of what is known at an edge's first node, and the edge's index, what that edge brings on.
            combine: puts together what a node has and what one more edge brings.
            prune: what is kept of a node's value before edges leave it; by default all.
        """
        left = -1
        for edge, (first, end) in enumerate(self.edges.tolist()):
            if prune and first != left:
                # Edges come in order of their first node, so all that end there have been seen.
                values[first], left = prune(values[first]), first
            values[end] = combine(values[end], extend(values[first], edge))

    def forward(self, scores: np.ndarray, combine: np.ufunc) -> np.ndarray:
        """Combines the scores of all paths from the first node to each.

        Args:
            scores: float `[m]`, of each edge.
            combine: `np.maximum` for the best path's score, `np.logaddexp` for the logarithm of the sum over all.

        Returns:
            float `[n + 1]`, by node.
        """
        values = np.full(self.end + 1, -np.inf)
        values[0] = 0
        self.sweep(values, lambda value, edge: value + scores[edge], combine)
        return values

    def forward_by_length(self, scores: np.ndarray) -> np.ndarray:
        """Finds the scores of the best paths from the first node to each by their number of edges.

        Args:
            scores: float `[m, k, …]`, of each edge in each of the k places of a path.

        Returns:
            float `[n + 1, k + 1, …]`, by node and length; minus infinity where no path is so long.
        """
        values = np.full((self.end + 1, scores.shape[1] + 1, *scores.shape[2:]), -np.inf)
        values[0, 0] = 0

        def keep_better(value: np.ndarray, longer: np.ndarray) -> np.ndarray:
            np.maximum(value[1:], longer, out=value[1:])
            return value

        self.sweep(values, lambda value, edge: value[:-1] + scores[edge], keep_better)
        return values

    def most_likely_path(self, scores: np.ndarray) -> tuple[tuple[int, ...], float]:
        """Finds the edges of the path whose scores, float `[m]`, sum to most, and its probability.

        Args:
            scores: float `[m]`, of each edge; a path's probability is the softmax of its score over all paths.

        Returns:
            its edges, left to right, and its probability in 0 to 1.
        """
        stepped = _in_steps(scores)
        best = self.forward(stepped, np.maximum)
        path: list[int] = []
        node = self.end
        while node:
            path.insert(0, self._arrival(node, best[node], best, stepped))
            node = int(self.edges[path[0], 0])
        return tuple(path), float(np.exp(scores[path].sum() - self.forward(scores, np.logaddexp)[-1]))

    def most_likely_path_of_length(self, scores: np.ndarray) -> tuple[int, ...] | None:
        """Finds the path of a given number of edges whose scores sum to most.

        Args:
            scores: float `[m, k]`, of each edge in each of the path's k places; minus infinity where it cannot be.

        Returns:
            its k edges, left to right; None when no path is so long.
        """
        stepped = _in_steps(scores)
        best = self.forward_by_length(stepped)
        length, node = scores.shape[1], self.end
        if best[node, length] == -np.inf:
            return None
        path: list[int] = []
        for place in range(length, 0, -1):
            path.insert(0, self._arrival(node, best[node, place], best[:, place - 1], stepped[:, place - 1]))
            node = int(self.edges[path[0], 0])
        return tuple(path)

    def marginals(self, scores: np.ndarray) -> tuple[np.ndarray, float]:
        """Returns each edge's probability, float `[m]`, that the path goes over it, and the log-partition.

        Args:
            scores: float `[m]`; a path's probability is the softmax of its score over all paths.
        """
        forward = self.forward(scores, np.logaddexp)
        backward = self._mirrored().forward(scores[::-1], np.logaddexp)[::-1]
        first, end = self.edges.T
        log_partition = forward[-1]
        return np.exp(forward[first] + scores + backward[end] - log_partition), float(log_partition)

    def _mirrored(self) -> "Lattice":
        """Returns the lattice read from right to left, its edges in reverse order.

        They are in order of their end then, which is all that a sweep without pruning needs.
        """
        return Lattice((self.end - self.edges[:, ::-1])[::-1])

    def _arrival(self, node: int, score: float, best: np.ndarray, scores: np.ndarray) -> int:
        """Returns the first edge by which the best path, of a known score, comes to a node."""
        first, end = self.edges.T
        return int(np.flatnonzero((end == node) & (best[first] + scores == score))[0])


def _in_steps(scores: np.ndarray) -> np.ndarray:
    """Rounds scores, so that the sums of those that are the same but for rounding are the same."""
    return np.round(scores / _SCORE_STEP) * _SCORE_STEP
