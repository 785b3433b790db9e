import cv2
import numpy as np
import pytest

from digit_recognizer.image.thinning import thin
from training.synthesis.disturbances.tracing import trace


def disc_line(*points: tuple[int, int], width: int = 15) -> np.ndarray:
    mask = np.zeros((120, 120), np.uint8)
    cv2.polylines(mask, [np.array(points)], False, 1, width)
    return mask.astype(bool)


def components(mask: np.ndarray) -> int:
    return cv2.connectedComponents(mask.astype(np.uint8))[0]


@pytest.mark.parametrize("points", [((20, 60), (100, 60)), ((20, 20), (100, 100)), ((20, 100), (60, 20), (100, 100))])
def test_a_stroke_becomes_its_middle(points):
    mask = disc_line(*points)
    thinned = thin(mask)
    distance = cv2.distanceTransform((~disc_line(*points, width=1)).astype(np.uint8), cv2.DIST_L2, 5)
    assert thinned.any()
    assert (mask | ~thinned).all()
    assert np.percentile(distance[thinned], 90) <= 2
    assert components(thinned) == 2


def test_a_ring_keeps_its_hole():
    ring = np.zeros((100, 100), np.uint8)
    cv2.circle(ring, (50, 50), 30, 1, 12)
    thinned = thin(ring.astype(bool))
    assert (
        components(~thinned) == components(ring == 0) == 3
        or cv2.connectedComponents((~thinned).astype(np.uint8), connectivity=4)[0] == 3
    )
    assert thinned.sum() < 0.12 * ring.sum()


def test_paths_cover_the_lines_once():
    lines = np.zeros((40, 40), bool)
    lines[20, 5:35] = True
    lines[5:35, 20] = True
    paths = trace(lines, shortest_spur=0)
    seen = {tuple(point) for path in paths for point in path}
    assert seen == {(x + 0.5, y + 0.5) for y, x in np.argwhere(lines)}
    # One pixel of each arm touches two others around the crossing.
    assert sum(len(path) - 1 for path in paths) == lines.sum() - 1


def test_spurs_go_and_branches_stay():
    lines = np.zeros((40, 40), bool)
    lines[20, 5:35] = True
    lines[17:20, 12] = True
    lines[6:20, 25] = True
    assert min(len(path) for path in trace(lines, shortest_spur=0)) <= 4
    points = np.concatenate(trace(lines, shortest_spur=6))
    assert points[:, 1].min() == 6.5
    assert not ((points[:, 0] == 12.5) & (points[:, 1] < 20)).any()


def test_a_closed_line_ends_where_it_begins():
    ring = np.zeros((40, 40), np.uint8)
    cv2.circle(ring, (20, 20), 12, 1, 1)
    (path,) = trace(thin(ring.astype(bool)), shortest_spur=3)
    np.testing.assert_array_equal(path[0], path[-1])
