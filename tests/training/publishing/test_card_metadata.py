"""The card's metadata are ones that the Hub knows, and its model-index holds what was measured."""

import pytest
import yaml
from huggingface_hub import InferenceClient, ModelCard
from huggingface_hub.repocard_data import model_index_to_eval_results

from tests.conftest import REPOSITORY
from tests.hub import cards
from tests.training.publishing.rendering import front_matter, metrics_of

# The Hub's documentation lists some seventy licences; these are the ones a project like this could choose.
HUB_LICENSES = {"apache-2.0", "mit", "bsd-2-clause", "bsd-3-clause", "mpl-2.0", "cc-by-4.0", "cc0-1.0"}
# Libraries for which the Hub shows how a model is loaded, as far as they come into question here.
HUB_LIBRARIES = {"keras", "sklearn", "tf-keras"}
# Tasks, libraries and formats that the Hub filters by, and the plain words that its MNIST models carry.
HUB_TAGS = {"image-classification", "onnx", "sklearn", "keras", "skops", "mnist", "handwriting"}
HUB_DATASETS = {"ylecun/mnist"}
HUB_METRICS = {"accuracy"}


def unknown_to_the_hub(metadata: dict) -> list[str]:
    """Names every value that the Hub would refuse, or not file under anything."""
    found = [
        *({metadata["license"]} - HUB_LICENSES),
        *({metadata["library_name"]} - HUB_LIBRARIES),
        *(set(metadata["tags"]) - HUB_TAGS),
        *(set(metadata["datasets"]) - HUB_DATASETS),
        *(set(metadata["metrics"]) - HUB_METRICS),
    ]
    # The client has a method for each task that the Hub serves.
    if not hasattr(InferenceClient, metadata["pipeline_tag"].replace("-", "_")):
        found.append(metadata["pipeline_tag"])
    return found


def test_the_metadata_are_ones_that_the_hub_knows(card):
    assert unknown_to_the_hub(front_matter(card)) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("license", "apache2"),
        ("pipeline_tag", "digit-recognition"),
        ("library_name", "onnxruntime"),
        ("tags", ["scikit-learn"]),
        ("datasets", ["mnist"]),
        ("metrics", ["acc"]),
    ],
)
def test_metadata_that_the_hub_does_not_know_would_be_found(card, key, value):
    assert len(unknown_to_the_hub(front_matter(card) | {key: value})) == 1


def test_the_license_is_the_same_everywhere(card):
    space = yaml.safe_load((REPOSITORY / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    assert front_matter(card)["license"] == space["license"] == "apache-2.0"
    assert "Apache License" in (REPOSITORY / "LICENSE").read_text(encoding="utf-8")[:200]


def test_the_model_index_has_every_model_on_every_set(card, bundle):
    index = {entry["name"]: entry for entry in front_matter(card)["model-index"]}
    assert list(index) == [info.name for info in bundle.manifest.models]
    for name, entry in index.items():
        _, results = model_index_to_eval_results([entry])
        measured = metrics_of(name)["sets"].values()
        assert [result.metric_value for result in results] == [rows["accuracy"] for rows in measured]
        assert {(result.task_type, result.metric_type) for result in results} == {("image-classification", "accuracy")}


def test_the_hubs_client_reads_the_card(card, bundle):
    data = ModelCard(card, ignore_metadata_errors=False).data
    assert cards.findings(card, "model") == ([], [])
    assert (data.license, data.pipeline_tag) == ("apache-2.0", "image-classification")
    measured = [len(metrics_of(info.name)["sets"]) for info in bundle.manifest.models]
    assert len(data.eval_results) == sum(measured)
