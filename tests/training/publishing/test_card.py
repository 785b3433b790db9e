"""The card's sections are whole, and its numbers are those measured."""

import ast
import re
import shutil
from dataclasses import replace

import pytest

from digit_recognizer.bundle.bundle import BUNDLED_MODELS, Bundle
from tests.conftest import REPOSITORY
from tests.training.publishing.releases import make_release
from tests.training.publishing.rendering import front_matter, metrics_of, rendered, table_below
from tests.training.records import made_up_characters, made_up_contributors, made_up_figures, made_up_numbers
from training.__main__ import _parser
from training.evaluation.sets import EVERY_SET, UNIPEN
from training.publishing.card import card_figures, missing_figures, render_card
from training.store.durations import estimate_seconds
from training.store.files import read_json, write_json
from training.store.runs import RunFolder
from training.zoo import CNN_TEACHER

SECTIONS = [
    "What they are for, and what not",
    "How to use them",
    "The models",
    "Confusion matrix",
    "On real drawings",
    "Training data and procedure",
    "Limits and bias",
    "Compute",
    "How to reproduce",
    "Citation",
]
PLACEHOLDERS = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{#|(?-i:\{[a-z_]+\})|\[[^]]* (?:here|needed)\]|<your|USER/NAME|"
    r"\b(?:Undefined|None|nan|TODO|FIXME|XXX)\b",
    flags=re.IGNORECASE,
)


def share(cell: str) -> float:
    return float(cell.removesuffix("%")) / 100


def test_no_placeholder_is_left(card):
    # The card itself says that there is no answer "none of these".
    assert [found for found in PLACEHOLDERS.findall(card) if found != "none"] == []


@pytest.mark.parametrize(
    "left", ["{{ name }}", "{% if %}", "{name}", "[More Information Needed]", "USER/NAME", "TODO", "None"]
)
def test_a_placeholder_would_be_found(left):
    assert PLACEHOLDERS.search(f"some {left} text")


def test_every_section_is_there_in_order(card):
    assert re.findall(r"^## (.*)$", card, flags=re.MULTILINE) == SECTIONS


def test_what_was_learnt_from_is_said(card):
    section = " ".join(card.split("## Training data and procedure\n")[1].split("\n## ")[0].split())
    assert "5,000 training rows, stratified by digit, were held out first" in section
    assert "`cnn` and `cnn_micro` also learnt from MNIST's training rows drawn again" in section


def test_the_table_of_models_shows_what_was_measured(card, bundle):
    head, *rows = table_below(card, "The models")
    assert [row[head.index("name")] for row in rows] == [f"`{info.name}`" for info in bundle.manifest.models]
    for info, row in zip(bundle.manifest.models, rows, strict=True):
        metrics, cells = metrics_of(info.name), dict(zip(head, row, strict=True))
        mnist, drawings = (metrics["sets"][name] for name in ("mnist_test", "pen_strokes_heldout"))
        measured = [mnist["accuracy"], drawings["accuracy"], mnist["macro"]["f1"], mnist["ece"]]
        shown = [cells[name] for name in ("MNIST test", "Pen drawings", "macro F1", "calibration error")]
        assert [share(cell) for cell in shown] == pytest.approx(measured, abs=0.5e-4 + 1e-9)
        assert int(cells["parameters"].replace(",", "")) == metrics["parameters"]
        number, unit = cells["file"].split()
        assert float(number) * {"kB": 1e3, "MB": 1e6}[unit] == pytest.approx(metrics["onnx_bytes"], rel=0.05)
        assert float(cells["one image"].removesuffix(" ms")) == pytest.approx(metrics["milliseconds"], rel=0.05)


def test_the_confusion_matrix_is_the_default_models(card, bundle):
    _, *rows = table_below(card, "Confusion matrix")
    matrix = metrics_of(bundle.manifest.default_model)["sets"]["mnist_test"]["confusion_matrix"]
    assert [[int(cell) for cell in row[1:]] for row in rows] == matrix


def test_the_table_of_drawings_shows_what_was_measured(card):
    _, *rows = table_below(card, "On real drawings")
    for name, mnist, drawings, points, hardest in rows:
        sets = metrics_of(name.strip("`"))["sets"]
        accuracies = [sets[key]["accuracy"] for key in ("mnist_test", "pen_strokes_heldout")]
        assert [share(mnist), share(drawings)] == pytest.approx(accuracies, abs=0.5e-4 + 1e-9)
        assert float(points) == pytest.approx(100 * (accuracies[1] - accuracies[0]), abs=0.005 + 1e-9)
        recall = sets["pen_strokes_heldout"]["per_class"]["recall"]
        shown = [int(part.split(":")[0]) for part in hardest.split(", ")]
        assert shown[0] == min(range(10), key=recall.__getitem__)


def test_training_times_add_up(card, bundle):
    seconds = [
        metrics_of(info.name)["training_seconds"] for info in (*bundle.manifest.models, bundle.manifest.line_reader)
    ]
    seconds.append(estimate_seconds(CNN_TEACHER, bundle.folder))
    assert f"once took {sum(seconds) / 3600:.1f} h" in card
    _, *rows = table_below(card, "Compute")
    names = [info.name for info in bundle.manifest.models]
    assert [row[0].strip("`") for row in rows] == [*names, "line_reader", "cnn_teacher"]


def test_the_teacher_is_marked_as_not_to_be_had(card):
    said = " ".join(card.split())
    assert "`cnn_teacher`, a larger network that is not served" in said
    assert "Its weights are not to be had, neither here nor out of any graph" in said
    assert "models/cnn_teacher" not in card


def test_a_teachers_time_is_that_of_its_run_or_said_to_be_an_estimate(card, bundle, tmp_path):
    name, estimate = table_below(card, "Compute")[-1]
    assert name == "`cnn_teacher`"
    assert estimate.startswith("about ")
    assert "The time of `cnn_teacher` was not recorded: it is estimated" in " ".join(card.split())
    config = read_json(BUNDLED_MODELS / "models" / "cnn" / "config.json") | {"training_seconds": 7200.0}
    (tmp_path / "cnn_teacher").mkdir()
    write_json(tmp_path / "cnn_teacher" / "config.json", config)
    recorded = render_card(bundle, tmp_path, "tester/digits", runs=tmp_path)
    assert table_below(recorded, "Compute")[-1] == ["`cnn_teacher`", "2.0 h"]
    assert "was not recorded" not in recorded


def change_config(release, name: str, change) -> None:
    file = release.bundle / "models" / name / "config.json"
    config = read_json(file)
    change(config)
    write_json(file, config)


def test_a_calibration_is_claimed_only_where_it_was_done(release):
    assert "was fitted on drawings by people" in rendered(release)
    change_config(release, "svm", lambda config: config.update(calibration=None))
    change_config(release, "lenet", lambda config: config["calibration"].pop("fitted_on"))
    text = " ".join(rendered(release).split())
    assert "was fitted on drawings by people" not in text
    assert "because drawings are what it is asked to read" not in text
    assert "The probabilities of `lenet` were calibrated on the held-out rows of MNIST only." in text
    assert "Those of `svm` are not calibrated." in text
    assert "float32 `[n, 10]`, calibrated" not in text


def test_a_line_reader_that_learnt_from_contributors_says_so(tmp_path):
    release = make_release(tmp_path, ("cnn_tiny",), with_line_reader=True)
    reader = RunFolder(release.bundle / "models" / "line_reader")
    config = reader.read_config()
    alone = {name: value for name, value in config.recipe.training.items() if name != "contributors"}
    for training, is_said in ((alone, False), ({**alone, "contributors": {"aga": 2}}, True)):
        reader.write_config(replace(config, recipe=replace(config.recipe, training=training)))
        assert ("people and by UNIPEN's contributors" in " ".join(rendered(release).split())) == is_said
    text = rendered(release)
    assert "written by the same people and by UNIPEN's contributors, each as often" in " ".join(text.split())
    (uses,) = [row[4] for row in table_below(text, "Training data and procedure") if row[0].startswith("UNIPEN")]
    assert uses.startswith("taught `line_reader`, too")


def test_whoever_taught_a_model_is_credited_as_that(card, release):
    _, mnist, strokes, *others = table_below(card, "Training data and procedure")
    assert mnist[4] == "taught every model and measures them"
    assert strokes[:2] == ["Pen-Based Recognition of Handwritten Digits", "E. Alpaydin and F. Alimoglu"]
    taught = "taught `cnn` and `cnn_tiny` and `cnn_micro` and `line_reader`, too; measures every model"
    assert strokes[3:] == ["CC BY 4.0", taught]
    *_, writers, corruptions = others
    assert writers[1::3] == ["C. Yadav and L. Bottou", "says who wrote MNIST's rows"]
    assert corruptions[1::2] == ["N. Mu and J. Gilmer", "Apache 2.0"]
    assert table_below(rendered(release), "Training data and procedure")[2][4] == "measures every model"


def test_what_the_sets_are_is_explained(card):
    text = " ".join(card.split())
    assert "*Without wrong labels* leaves out 15 of MNIST's test images" in text
    assert "*Disturbed drawings* are 1,000 of MNIST's test digits, drawn again" in text
    assert "*Mean over writers* counts everybody who wrote MNIST's test rows the same: 297 Census staff" in text
    assert "*MNIST-C* are MNIST's test images under the 15 corruptions of Mu and Gilmer (2019), which" in text
    named = {result["dataset"]["name"] for entry in front_matter(card)["model-index"] for result in entry["results"]}
    assert not any(own in name for own in EVERY_SET | {UNIPEN} for name in named)
    assert len(named) >= 4


@pytest.fixture
def with_strangers(tmp_path):
    """A release whose models were measured on UNIPEN's contributors, from whom the one with a detector has learnt."""
    release = make_release(tmp_path, ("cnn_tiny", "lenet"))
    for name in ("cnn_tiny", "lenet"):
        contributed = made_up_contributors(made_up_figures(0.89)).as_json()
        if name == "lenet":
            contributed["zeros"].pop("passed")
        release.change_metrics(name, lambda metrics, kept=contributed: metrics["sets"].update(unipen_heldout=kept))
    tiny = RunFolder(release.bundle / "models" / "cnn_tiny")
    config = tiny.read_config()
    recipe = replace(config.recipe, training={**config.recipe.training, "contributors": {"aga": 2}})
    tiny.write_config(replace(config, recipe=recipe, data=replace(config.data, writers=30, contributors=5, folds=5)))
    real = made_up_characters().as_json()
    numbers = made_up_numbers().as_json()
    release.change_metrics(
        "cnn_tiny", lambda metrics: metrics.update(real_characters=real, contributed_numbers=numbers)
    )
    return release


def test_strangers_and_real_letters_are_shown_where_they_were_measured(with_strangers):
    text = rendered(with_strangers)
    assert "6 of the writers and 1 of UNIPEN's contributors out" in " ".join(text.split())
    _, tiny, lenet = table_below(text, "Strangers from other sites")
    assert tiny == ["`cnn_tiny`", "88.81%", "aga: 87.6%", "95.4%", "1.00%"]
    assert lenet[3] == "97.0% (it has no detector)"
    assert table_below(text, "Whole numbers from other sites")[1:] == [
        ["`cnn_tiny`", "600", "93.5%", "aga 91.2%, syn 95.7%"]
    ]
    _, judged = table_below(text, "Not a digit")
    assert judged == ["`cnn_tiny`", "0.9876", "1.2%", "3.5%", "`y` 25%, `g` 12%"]
    (uses,) = [row[4] for row in table_below(text, "Training data and procedure") if row[0].startswith("UNIPEN")]
    assert uses == "taught `cnn_tiny`, too; measures every model"
    assert "@inproceedings{guyon1994unipen" in text
    assert "python -m training data unipen" in text


def test_parameters_that_nobody_counted_are_unknown(release):
    release.change_metrics("svm", lambda metrics: metrics.update(parameters=None))
    head, *rows = table_below(rendered(release), "The models")
    assert [row[head.index("parameters")] for row in rows] == ["37,610", "unknown"]


def test_the_recipe_is_the_one_that_makes_this_bundle(card, release):
    recipe = card.split("## How to reproduce\n")[1].split("```")[1]
    assert "python -m training make --all" in recipe
    assert "data pen-strokes --from" in recipe
    assert "pen-strokes" not in rendered(release).split("## How to reproduce\n")[1].split("```")[1]
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^{target}:", makefile, flags=re.MULTILINE) for target in re.findall(r"^make (\w+)", recipe))
    for line in re.findall(r"^python -m training (.*?)(?: +#.*)?$", recipe, flags=re.MULTILINE):
        _parser().parse_args(line.split())


def test_a_figure_of_other_measurements_is_not_shown(release):
    assert "figures/confusion_lenet.png" in rendered(release)

    def change(metrics):
        metrics["sets"]["mnist_test"]["confusion_matrix"][0][0] -= 1

    release.change_metrics("lenet", change)
    assert "figures/confusion_lenet.png" not in rendered(release)


def test_another_measurement_is_another_card(release):
    before = rendered(release)

    def worsen(metrics):
        metrics["sets"]["mnist_test"]["accuracy"] = 0.1234

    release.change_metrics("svm", worsen)
    after = rendered(release)
    assert "12.34%" not in before
    assert after.count("12.34%") == 2
    assert "value: 0.1234" in after


def test_the_same_bundle_gives_the_same_card(release):
    assert rendered(release) == rendered(release)


def test_a_bundle_that_saw_no_drawings_says_so(release):
    for name in ("lenet", "svm"):
        release.change_metrics(name, lambda metrics: metrics["sets"].pop("pen_strokes_heldout"))
    text = rendered(release)
    assert "have not been measured on drawings" in text
    assert "Pen drawings" not in text


def test_a_model_that_was_not_measured_on_a_set_has_a_dash(release):
    release.change_metrics("svm", lambda metrics: metrics["sets"].pop("pen_strokes_heldout"))
    _, lenet, svm = table_below(rendered(release), "The models")
    assert lenet[3].endswith("%")
    assert svm[3] == "–"


def test_only_pictures_that_are_there_are_shown(release):
    bundle, figures = Bundle.open(release.bundle), release.assets / "figures"
    (figures / "concept_perceptron_or.png").write_bytes(b"not the card's")
    shutil.copy(REPOSITORY / "assets" / "figures" / "curves_lenet.png", figures)
    shown = set(re.findall(r"\]\(figures/(\w+)\.png\)", rendered(release)))
    assert shown == set(card_figures(bundle, figures)) == {"confusion_lenet", "curves_lenet"}
    assert missing_figures(bundle, figures) == ["accuracy_against_milliseconds", "accuracy_against_size"]


def test_the_space_is_named_where_it_is_known(release):
    assert 'Client("http://127.0.0.1:7860")' in rendered(release)
    assert 'Client("tester/draw")' in rendered(release, space_id="tester/draw")


def test_a_bundle_without_keras_has_no_example_of_it(tmp_path):
    text = rendered(make_release(tmp_path, ("svm",)))
    assert "import keras" not in text
    assert "svm" in text


def test_the_examples_are_python(card):
    blocks = re.findall(r"```python\n(.*?)```", card, flags=re.DOTALL)
    assert len(blocks) == 4
    for block in blocks:
        ast.parse(block)


def test_both_data_sets_are_cited(card):
    assert "@article{lecun1998gradient" in card
    assert "@misc{alpaydin1996pen" in card
