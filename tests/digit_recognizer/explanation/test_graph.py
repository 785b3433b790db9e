"""Looking into served graphs, beside what the package of ONNX reads."""

import numpy as np
import onnx
import pytest

from digit_recognizer import Recognizer
from digit_recognizer.contract import IMAGES, PROBABILITIES
from digit_recognizer.explanation.graph import outputs_of, with_outputs
from digit_recognizer.model import open_session

NAMES = [info.name for info in Recognizer.load().models]


def content_of(recognizer, name):
    return recognizer.bundle.read(recognizer.model(name).info.graph)


@pytest.mark.parametrize("name", NAMES)
def test_what_nodes_compute_is_read_as_onnx_reads_it(recognizer, name):
    content = content_of(recognizer, name)
    nodes = onnx.load_from_string(content).graph.node
    for operator in {node.op_type for node in nodes}:
        expected = [output for node in nodes if node.op_type == operator for output in node.output]
        assert outputs_of(content, operator) == expected
    assert outputs_of(content, "NoSuchOperator") == []


def test_a_graph_answers_with_what_is_added_and_as_before(recognizer):
    content = content_of(recognizer, "knn")
    more = with_outputs(content, ["query", "labels"])
    onnx.load_from_string(more)
    images28 = np.random.default_rng(0).integers(0, 256, (2, 28, 28), dtype=np.uint8)
    before, query, labels = open_session(more).run([PROBABILITIES, "query", "labels"], {IMAGES: images28})
    np.testing.assert_array_equal(before, recognizer.predict_proba(images28, "knn"))
    assert (query.shape, labels.shape) == ((2, 40), (60_000,))
