"""Components in the graph are those of PCA and Quantizer; neighbours are ranked by true distances."""

from functools import partial

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline

from tests.training.graphs.parts import run_part
from training.data.images import features_of
from training.estimators.deskew import Deskewer
from training.estimators.quantizer import MAX_STEP, Quantizer
from training.graphs.components import distances_to, rounded_components


@pytest.fixture(scope="module", params=[False, True], ids=["as drawn", "deskewed"])
def prepared(request, small_data):
    """Whether digits are deskewed, and the preparation of scikit-learn fitted on training rows."""
    steps = [Deskewer()] if request.param else []
    preparation = make_pipeline(*steps, PCA(20, random_state=0), Quantizer())
    return request.param, preparation.fit(features_of(small_data.train.images))


def test_components_are_the_same_whole_numbers(prepared, small_data):
    is_deskewed, preparation = prepared
    query = run_part(
        partial(rounded_components, pca=preparation["pca"], is_deskewed=is_deskewed), small_data.test.images
    )
    np.testing.assert_array_equal(query, np.rint(query))
    gaps = np.abs(query - preparation.transform(features_of(small_data.test.images)))
    # A number half way between two steps may fall to either side in float32.
    assert gaps.max() <= 1
    assert (gaps > 0).mean() < 1e-3


def test_far_components_are_clipped_to_a_byte(small_data):
    pca = PCA(5, random_state=0).fit(features_of(small_data.train.images))
    pca.components_ = pca.components_ * 10
    query = run_part(partial(rounded_components, pca=pca, is_deskewed=False), small_data.test.images)
    assert (query.min(), query.max()) == (-MAX_STEP, MAX_STEP)


def test_distances_lack_only_the_querys_own_length(prepared, small_data):
    is_deskewed, preparation = prepared
    examples = preparation.transform(features_of(small_data.train.images[:50]))
    components = partial(rounded_components, pca=preparation["pca"], is_deskewed=is_deskewed)
    query = run_part(components, small_data.test.images)
    found = run_part(lambda op, images: distances_to(op, components(op, images), examples), small_data.test.images)
    true = ((query[:, np.newaxis] - examples) ** 2).sum(axis=2)
    np.testing.assert_array_equal(found + (query**2).sum(axis=1, keepdims=True), true)
