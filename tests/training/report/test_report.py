"""The report shows every system and every figure, and says nothing of what has not been measured."""

import re

import numpy as np
import pytest

from tests.conftest import REPOSITORY
from tests.training.records import made_up_characters, made_up_contributors, made_up_figures
from training.data.images import DigitData, LabelledImages
from training.evaluation.disturbances import CANVAS_STRESS, measure_stress
from training.evaluation.metrics import measure, measure_regression
from training.evaluation.sets import MNIST_TEST, PEN_STROKES, UNIPEN
from training.fitting.tune import best_parameters
from training.report.figures import figures_of
from training.report.findings import Finding, Findings, gather
from training.report.least_squares import least_squares_file
from training.report.trial import BundledTrial, Measured, Trial
from training.report.trials import read_trials, seeds_left
from training.report.write import render_report
from training.store.assets import ReportFolders
from training.store.config import recipe_of
from training.store.figures import DrawingFigures, StyleFigures, WriterAccuracy
from training.store.files import read_json
from training.store.pictures import PictureFigures, PictureKinds
from training.store.runs import RunError, is_in_bundle
from training.store.searches import Candidate, SearchOutcome
from training.synthesis.disturbances.catalogue import DISTURBANCES
from training.zoo import ZOO
from training.zoo.grids import TUNINGS
from training.zoo.systems import SYSTEMS, System

ASSETS = ReportFolders(REPOSITORY / "assets")
ROWS = 200
# One row that is a 1 and one that is not: whoever always says 1 is right half the time.
STRESSED = LabelledImages(np.ones((2, 28, 28), dtype=np.uint8), np.array([1, 2]))
STRESS = {(name, level): STRESSED for name, kind in DISTURBANCES.items() for level in kind.levels}


@pytest.fixture(scope="module")
def rows() -> LabelledImages:
    generator = np.random.default_rng(0)
    images = generator.integers(0, 256, (ROWS, 28, 28), dtype=np.uint8)
    return LabelledImages(images, np.arange(ROWS, dtype=np.int64) % 10)


def made_up_trial(system: System, labels: np.ndarray, generator: np.random.Generator) -> Trial:
    seconds = float(generator.uniform(1, 200))
    if system.spec.task == "regression":
        numbers = measure_regression(labels + generator.normal(size=len(labels)), labels)
        return Trial(measured=numbers, training_rows=9, training_seconds=seconds, parameters=1000, native_bytes=5_000)
    measured = measure(generator.dirichlet(np.ones(10), len(labels)).astype(np.float32), labels)
    worst = WriterAccuracy(writer=7, accuracy=0.4321)
    return BundledTrial(
        measured=measured,
        measured_on_train=measured,
        training_rows=9,
        training_seconds=seconds,
        parameters=1000,
        onnx_bytes=5_000,
        onnx_milliseconds=1.5,
        sets={
            MNIST_TEST: measured,
            CANVAS_STRESS: measure_stress(lambda images: np.eye(10)[np.ones(len(images), dtype=int)], STRESS),
            PEN_STROKES: DrawingFigures(**vars(measured), by_writer={}, writers_mean=0.8123, worst_writer=worst),
            UNIPEN: made_up_contributors(measured),
        },
        by_style=StyleFigures(rows=400, accuracy=0.7, styles={"nine_curly": 0.654, "zero_dotted": 0.746}),
        real_characters=made_up_characters() if system.spec.course.has_detector else None,
    )


def trial_of(measured: Measured) -> Trial:
    return Trial(measured=measured, training_rows=9, training_seconds=1.0, parameters=9)


@pytest.fixture(scope="module")
def made_up(rows) -> Findings:
    """Findings of every system, out of random numbers."""
    generator = np.random.default_rng(0)
    history = {name: [0.5, 0.7] for name in ("loss", "val_loss", "accuracy", "val_accuracy")}
    systems = {
        name: Finding(system, {"0": made_up_trial(system, rows.labels, generator)}, history)
        for name, system in SYSTEMS.items()
    }
    searches = {
        name: SearchOutcome(
            recipe=recipe_of(tuning.spec),
            split=tuning.split,
            scoring=tuning.scoring,
            grid=(),
            candidates=tuple(Candidate(parameters={"a__k": k}, score=0.5, fit_seconds=1.0) for k in (1, 3)),
            best=Candidate(parameters={"a__k": 1}, score=0.5, fit_seconds=1.0),
        )
        for name, tuning in TUNINGS.items()
    }
    probabilities = {name: generator.dirichlet(np.ones(10), ROWS).astype(np.float32) for name in ZOO}
    least_squares = read_json(least_squares_file(ASSETS.reference))
    figures = PictureFigures(task="digit", rows=200, accuracy=0.9731, refused=0.0, undoubted_errors=0.01, before=0.5)
    pictures = PictureKinds(model="cnn", seed=1, before="abc", kinds={"a dark frame": figures})
    data = DigitData(rows, rows, "made up", "none")
    return Findings(systems, searches, data, probabilities, least_squares, pictures)


@pytest.fixture(scope="module")
def text(made_up) -> str:
    return render_report(made_up, read_json(ASSETS.concepts), figures_of(made_up))


def test_every_system_and_every_row_is_in_the_report(text):
    assert all(re.search(rf"\b{name}\b", text) for name in SYSTEMS)
    rows_shown = set(re.findall(r"^\| (\d+) \|", text, flags=re.MULTILINE))
    assert rows_shown >= {str(row) for row in range(1, 26)} - {"16", "20", "22"}
    assert all(f"Row {row}" in text for row in (20, 22))


def test_strangers_styles_and_real_letters_are_in_the_report(text):
    (row,) = re.findall(r"^\| cnn \|.*81\.23%.*$", text, flags=re.MULTILINE)
    assert "| 88.81% | 87.63% |" in row  # other sites, the contributor read worst
    (head,) = re.findall(r"^\| way of writing \|.*$", text, flags=re.MULTILINE)
    # The best of each family, whichever that is, and every detector.
    assert {"cnn", "cnn_tiny"} <= set(re.findall(r"\w+", head))
    assert "| nine curly | 65.4% |" in text
    assert "| cnn | aga | 500 | 4,321 | 0.9876 | 1.23% | 2.00% | 3.45% |" in text


def test_the_report_shows_every_figure_once_drawn_and_no_other(text, made_up):
    shown = set(re.findall(r"\]\(figures/(\w+)\.png\)", text))
    concepts = {name for name in shown if name.startswith("concept_")}
    assert shown - concepts == set(figures_of(made_up))
    assert concepts == {path.stem for path in ASSETS.figures.glob("concept_*.png")}


def test_tables_have_as_many_cells_in_each_line_as_in_their_head(text):
    for table in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE):
        assert len({line.count("|") for line in table.strip().splitlines()}) == 1, table.splitlines()[0]


def test_outside_mnist_every_model_has_its_line_and_what_is_not_measured_a_dash(text, made_up):
    section = text[text.index("## Outside MNIST") : text.index("## Pictures whose")]
    tables = re.findall(r"(?:^\|.*\n)+", section, flags=re.MULTILINE)
    lines, by_writer = (table.splitlines()[2:] for table in tables[:2])
    assert {line.split(" | ")[0].removeprefix("| ") for line in lines} == set(made_up.bundled)
    for line in lines:
        cells = line.strip("| ").split(" | ")
        # Rows without wrong labels were not measured here.
        assert (cells[2], cells[3], cells[4], cells[7]) == ("–", "81.23%", "43.21%", "50.00%")
        assert f"| {made_up.bundled[cells[0]].measured.accuracy:.2%} |" in line
    assert [line.split(" | ", 1)[1] for line in by_writer] == ["– | – | – | – | – | – |"] * len(lines)


def test_every_kind_of_picture_has_its_line(text):
    assert "| a dark frame | digit | 50.00% | 97.31% | 0.00% | 1.00% |" in text
    assert "(#pictures-whose-ink-is-hard-to-find)" in text


def test_a_figure_that_is_not_reached_is_named_with_its_reason(made_up, text):
    below = [finding for finding in made_up.systems.values() if finding.is_reached is False]
    assert below
    assert all(f"- **{finding.name}**" in text for finding in below)


@pytest.mark.parametrize(("figures", "reported", "is_reached"), [((0.97, 0.98), 0.975, True), ((0.97,), 0.975, False)])
def test_the_mean_over_the_seeds_is_compared(figures, reported, is_reached):
    trials = {str(seed): trial_of(made_up_figures(figure)) for seed, figure in enumerate(figures)}
    finding = Finding(System("a", "1", ZOO["lenet"], reported_figure=reported), trials, {})
    assert finding.is_reached is is_reached
    assert (finding.deviation is None) == (len(figures) == 1)


def test_a_smaller_error_is_better():
    figures = measure_regression(np.array([1.8, 2.8]), np.array([0, 1]))
    finding = Finding(SYSTEMS["ridge"], {"0": trial_of(figures)}, {})
    assert finding.is_reached


def test_what_has_not_been_trained_names_the_command(tmp_path, rows):
    with pytest.raises(RunError, match=r"python -m training"):
        gather(DigitData(rows, rows, "made up", "none"), ReportFolders(tmp_path))


@pytest.mark.parametrize("spec", ZOO.values(), ids=lambda spec: spec.name)
def test_the_bundle_holds_what_the_recipes_say(spec):
    assert is_in_bundle(spec, ASSETS.bundle)


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=lambda system: system.name)
def test_nothing_is_left_to_train(system):
    assert seeds_left(system, read_trials(system, ASSETS.reference, ASSETS.bundle).trials) == []


@pytest.mark.parametrize("name", TUNINGS)
def test_every_search_has_ended(name):
    assert best_parameters(ASSETS.reference, name)


def test_the_committed_report_shows_pictures_that_are_there():
    text = ASSETS.report.read_text(encoding="utf-8")
    pictures = re.findall(r"\]\((figures/\w+\.png)\)", text)
    assert len(pictures) > 50
    assert all((ASSETS.assets / picture).stat().st_size > 1_000 for picture in pictures)
