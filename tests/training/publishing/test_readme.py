"""The README's figures are the manifest's, and its snippets those that the tests run."""

import pytest

from digit_recognizer.bundle.bundle import BUNDLED_MODELS
from tests.conftest import REPOSITORY
from training.publishing.readme import (
    HANDWRITING,
    MODELS,
    SNIPPETS,
    ReadmeError,
    models_table,
    with_table,
    with_tables,
    write_readme,
)


def test_the_table_has_a_row_per_model_with_its_figures(recognizer):
    rows = models_table(BUNDLED_MODELS).splitlines()[2:]
    for row, info in zip(rows, recognizer.models, strict=True):
        assert f"| {info.title} | `{info.name}` |" in row
        assert f"{info.metrics['sets']['mnist_test']['accuracy']:.2%}" in row


def test_only_what_lies_between_the_markers_changes(tmp_path):
    file = tmp_path / "README.md"
    places = [f"{place.start}\nold\n{place.end}" for place in (MODELS, HANDWRITING, SNIPPETS)]
    file.write_text("\n".join(["before", places[0], "between", *places[1:], "after", ""]), encoding="utf-8")
    write_readme(BUNDLED_MODELS, file)
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"before\n{MODELS.start}\n")
    assert f"{MODELS.end}\nbetween\n{HANDWRITING.start}\n" in text
    assert text.endswith(f"```\n\n{SNIPPETS.end}\nafter\n")
    assert "old" not in text
    write_readme(BUNDLED_MODELS, file)
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("markers", [MODELS, HANDWRITING, SNIPPETS])
def test_missing_markers_are_named(markers):
    with pytest.raises(ReadmeError, match=markers.end):
        with_table("no markers", "table", markers)


def test_the_committed_readme_is_up_to_date():
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert with_tables(text, BUNDLED_MODELS) == text
