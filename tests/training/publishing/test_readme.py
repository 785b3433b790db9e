"""The figures in README.md and docs/ are the bundle's, and the snippets those that the tests run."""

import re
from pathlib import Path

import pytest

from digit_recognizer.bundle.bundle import BUNDLED_MODELS
from digit_recognizer.snippets import load_snippets
from tests.conftest import REPOSITORY
from tests.training.publishing.releases import make_release
from tests.training.records import made_up_characters, made_up_contributors, made_up_figures, made_up_numbers
from training.publishing.readme import (
    BEST_MODELS,
    CALLED_BY_PROGRAMS,
    PAGES,
    SHOWN_IN_PAGES,
    ReadmeError,
    best_table,
    handwriting_table,
    models_table,
    with_blocks,
    write_readme,
)
from training.store.runs import RunFolder

LONGEST_README = 150
DOCS = sorted(path.relative_to(REPOSITORY) for path in (REPOSITORY / "docs").glob("*.md"))
TEXTS = (Path("README.md"), Path("CONTRIBUTING.md"), Path("CHANGELOG.md"), Path("SECURITY.md"), *DOCS)
LINK = re.compile(r"\]\((?!https?:|#)([^)#]*)(?:#([^)]*))?\)")


def heading_anchors(file: Path) -> set[str]:
    """Returns the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_table_has_a_row_per_model_with_its_figures(recognizer):
    rows = models_table(BUNDLED_MODELS).splitlines()[2:]
    for row, info in zip(rows, recognizer.models, strict=True):
        assert f"| {info.title} | `{info.name}` |" in row
        assert f"{info.metrics['sets']['mnist_test']['accuracy']:.2%}" in row


def test_the_short_table_has_the_best_models(recognizer):
    rows = best_table(BUNDLED_MODELS).splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == [info.name for info in recognizer.models[:BEST_MODELS]]


def test_figures_on_strangers_and_real_letters_are_said_apart_from_what_programs_drew(tmp_path):
    release = make_release(tmp_path, ("cnn_tiny",))
    contributed, real = made_up_contributors(made_up_figures(0.89)).as_json(), made_up_characters().as_json()

    def rows():
        table = [line.strip("| ").split(" | ") for line in handwriting_table(release.bundle).splitlines()[2:]]
        return dict(table)

    release.change_metrics("cnn_tiny", lambda metrics: metrics.update(real_characters=real))
    release.change_metrics("cnn_tiny", lambda metrics: metrics["sets"].update(unipen_heldout=contributed))
    said = rows()
    assert said["… the contributor read worst"] == "87.6%"
    assert said["… zeros read as 0 and taken for a digit"] == "95.4%"
    assert said["not a digit, real letters and symbols: area under the ROC curve"] == "0.9876"
    assert said["… letters and symbols taken for a digit"] == "3.5%"
    scribbles = RunFolder(release.bundle / "models" / "cnn_tiny").read_metrics().not_a_digit.auroc
    assert said["drawn scribbles, shapes and fonts alone: area under the ROC curve"] == f"{scribbles:.4f}"
    assert "88.81%" in best_table(release.bundle)
    assert "88.81%" in models_table(release.bundle)


def test_numbers_of_other_sites_are_said_where_some_model_was_measured_on_them(tmp_path):
    release = make_release(tmp_path, ("cnn_tiny", "lenet"))
    assert "numbers of other sites" not in best_table(release.bundle)
    assert "… from other sites, mean" not in handwriting_table(release.bundle)
    release.change_metrics("cnn_tiny", lambda metrics: metrics.update(contributed_numbers=made_up_numbers().as_json()))
    head, _, *rows = (line.strip("| ").split(" | ") for line in best_table(release.bundle).splitlines())
    said = {row[1]: row[head.index("numbers of other sites")] for row in rows}
    assert said == {"`cnn_tiny`": "93.5%", "`lenet`": "–"}
    assert "| … from other sites, mean over contributors | 93.5% |" in handwriting_table(release.bundle)
    assert "| … … the contributor read worst | 91.2% |" in handwriting_table(release.bundle)


def test_only_what_lies_between_the_markers_changes(tmp_path):
    for page, blocks in PAGES.items():
        (tmp_path / page).parent.mkdir(exist_ok=True)
        places = "\nbetween\n".join(f"{block.start}\nold\n{block.end}" for block in blocks)
        (tmp_path / page).write_text(f"before\n{places}\nafter\n", encoding="utf-8")
    write_readme(BUNDLED_MODELS, tmp_path)
    texts = {page: (tmp_path / page).read_text(encoding="utf-8") for page in PAGES}
    for page, blocks in PAGES.items():
        assert texts[page].startswith(f"before\n{blocks[0].start}\n")
        assert texts[page].endswith(f"{blocks[-1].end}\nafter\n")
        assert texts[page].count("\nbetween\n") == len(blocks) - 1
        assert "old" not in texts[page]
    write_readme(BUNDLED_MODELS, tmp_path)
    assert {page: (tmp_path / page).read_text(encoding="utf-8") for page in PAGES} == texts


@pytest.mark.parametrize(("page", "block"), [(page, block) for page, blocks in PAGES.items() for block in blocks])
def test_missing_markers_are_named_with_their_page(page, block):
    with pytest.raises(ReadmeError, match=f"{page} needs .* and {block.end}"):
        with_blocks("no markers", page, [block], BUNDLED_MODELS)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_the_committed_pages_are_up_to_date(page):
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    assert with_blocks(text, page, PAGES[page], BUNDLED_MODELS) == text


def test_every_snippet_stands_in_one_page():
    assert [snippet.id for snippet in load_snippets()] == [*CALLED_BY_PROGRAMS, *SHOWN_IN_PAGES]


def test_the_readme_stays_short():
    assert len((REPOSITORY / "README.md").read_text(encoding="utf-8").splitlines()) <= LONGEST_README


@pytest.mark.parametrize("page", TEXTS, ids=str)
def test_links_lead_to_files_and_headings_that_are_there(page):
    folder = (REPOSITORY / page).parent
    links = LINK.findall((REPOSITORY / page).read_text(encoding="utf-8"))
    targets = [((folder / path).resolve(), part) for path, part in links]
    assert [str(target) for target, _ in targets if not target.exists()] == []
    assert [part for target, part in targets if part and part not in heading_anchors(target)] == []


def test_every_page_of_the_docs_is_named_in_the_readme():
    linked = {path for path, _ in LINK.findall((REPOSITORY / "README.md").read_text(encoding="utf-8"))}
    assert {str(page) for page in DOCS} <= linked
