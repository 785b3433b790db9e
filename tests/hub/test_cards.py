"""The loopback Hub's checks of a README refuse what the Hub refuses, and let this project's own pass."""

import pytest

from tests.conftest import REPOSITORY
from tests.hub import cards

SPACE = "---\nsdk: gradio\ncolorFrom: {colour}\nshort_description: {text}\n---\n"
INDEX = (
    "---\nmodel-index:\n- name: lenet\n  results:\n  - task: {{type: image-classification}}\n    dataset: {dataset}\n"
    "    metrics: [{{type: accuracy, value: {value}}}]\n---\n"
)


def test_this_space_passes() -> None:
    assert cards.findings((REPOSITORY / "README.md").read_text(encoding="utf-8"), "space") == ([], [])


@pytest.mark.parametrize(
    ("content", "repo_type", "error"),
    [
        (SPACE.format(colour="teal", text="Digits"), "space", '"colorFrom" must be one of'),
        (SPACE.format(colour="blue", text="Digits " * 10), "space", "at most 60 characters"),
        ("---\ntitle: Digits\n---\n", "space", '"sdk" is required'),
        ("---\ntitle: Digits\n", "model", "does not end"),
        (INDEX.format(dataset="{type: mnist}", value="0.9"), "model", "KeyError"),
        (INDEX.format(dataset="{type: mnist, name: MNIST}", value="good"), "model", "needs a number"),
        ("---\ntitle\n---\n", "model", "bad line in the front matter: 'title'"),
    ],
)
def test_errors(content: str, repo_type: str, error: str) -> None:
    errors, warnings = cards.findings(content, repo_type)
    assert len(errors) == 1
    assert error in errors[0]
    assert not warnings


def test_missing_front_matter_is_a_warning() -> None:
    assert cards.findings("# Digits\n", "model") == ([], ["empty or missing yaml metadata in repo card"])
