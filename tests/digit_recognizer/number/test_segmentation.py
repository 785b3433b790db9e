"""Which candidates a line has, and what is asked of the model that reads them."""

import numpy as np
import pytest

from digit_recognizer.image.decoding import read_pixels
from digit_recognizer.image.ink import map_ink
from digit_recognizer.number.lattice import Lattice
from digit_recognizer.number.line import Line
from digit_recognizer.number.scores import WITH_DIGIT_PROBABILITY, WITHOUT_DIGIT_PROBABILITY
from digit_recognizer.number.segmentation import segment
from digit_recognizer.number.sheet import find_line


class Reader:
    """A model that says the same of every image, and counts how many it was asked for at once."""

    name = "made up"
    rejection_threshold = None

    def __init__(self, confidence: float, digit_probability: float | None) -> None:
        self.asked: list[int] = []
        self._probabilities = np.full(10, (1 - confidence) / 9, np.float32)
        self._probabilities[0] = confidence
        self._digit_probability = digit_probability

    def read_images(self, images28: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
        count, sure = len(images28), self._digit_probability
        self.asked.append(count)
        digit_probability = None if sure is None else np.full(count, sure, np.float32)
        return np.tile(self._probabilities, (count, 1)), digit_probability

    def read_line(self, strip: np.ndarray) -> None:
        return None


def line_of(picture: np.ndarray) -> Line:
    return find_line(map_ink(read_pixels(picture)))


def paths_of(lattice: Lattice) -> int:
    return round(float(np.exp(lattice.marginals(np.zeros(len(lattice.edges)))[1])))


def test_marks_that_are_plainly_digits_are_not_cut(write):
    reader = Reader(confidence=0.95, digit_probability=0.995)
    found = segment(line_of(write("2", "0", "3")), reader)
    assert reader.asked == [3]
    assert found.candidates.lattice.edges.tolist() == [[0, 1], [1, 2], [2, 3]]
    assert found.weights == WITH_DIGIT_PROBABILITY


@pytest.mark.parametrize(("confidence", "sure"), [(0.85, 0.995), (0.95, 0.985), (0.95, None)])
def test_marks_that_are_in_doubt_are_cut_and_read_again(write, confidence, sure):
    reader = Reader(confidence, sure)
    found = segment(line_of(write("2", "0", "3")), reader)
    assert reader.asked[0] == 3
    assert reader.asked[1] == len(found.candidates.images28) > 3
    assert paths_of(found.candidates.lattice) > 1
    assert found.features.shape == (len(found.candidates.boxes), 12)


def test_a_model_without_a_detector_is_weighed_without_digit_probabilities(write):
    found = segment(line_of(write("7")), Reader(0.95, None))
    assert found.digit_probability is None
    assert found.weights == WITHOUT_DIGIT_PROBABILITY


def test_every_mark_as_a_whole_is_a_candidate(write):
    found = segment(line_of(write("2", "0", "3", gap=30)), Reader(0.5, None))
    # A candidate has the faint edge of its ink too.
    distances = np.abs(found.candidates.boxes[:, np.newaxis] - found.line.boxes).max(axis=2)
    assert (distances.min(axis=0) <= 1).all()
