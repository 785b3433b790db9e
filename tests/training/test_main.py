"""The commands: what they refuse, and with which words."""

import os
import sys

import pytest

from digit_recognizer.errors import SnippetError
from tests.training.bundling.served import NAMES, evaluation_data, make_unmeasured, metrics_of
from training.__main__ import main
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE
from training.fitting.needs import Need
from training.publishing.readme import write_readme
from training.store.files import read_json
from training.zoo import SERVED, TRAINED, ZOO
from training.zoo.grids import TUNINGS

KNOWN = {
    **{"make": TRAINED, "fit": TRAINED, "evaluate": ZOO, "export": SERVED},
    **{"calibrate": ZOO, "measure": ZOO, "restore": SERVED},
}


def known_to(command: str) -> str:
    return f"Known models: {', '.join(KNOWN[command])}."


@pytest.mark.parametrize("command", KNOWN)
def test_an_unknown_model_is_answered_with_the_known_ones(command, capsys):
    assert main([command, "resnet"]) == 2
    assert capsys.readouterr().err == f"No model is called 'resnet'. {known_to(command)}\n"


def test_an_unknown_search_is_answered_with_the_known_ones(capsys):
    assert main(["tune", "lenet"]) == 2
    assert capsys.readouterr().err == f"No search is called 'lenet'. Known searches: {', '.join(TUNINGS)}.\n"


def test_either_searches_or_all_must_be_said(capsys):
    assert main(["tune"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("Name the searches, or say --all; received neither. Known searches: knn_digits8x8")


@pytest.mark.parametrize(
    ("arguments", "received"), [([], "neither"), (["lenet", "--all"], "both --all and lenet")], ids=str
)
def test_either_names_or_all_must_be_said(arguments, received, capsys):
    assert main(["fit", *arguments]) == 2
    assert capsys.readouterr().err == f"Name the models, or say --all; received {received}. {known_to('fit')}\n"


def test_no_command_shows_how_it_is_used(capsys):
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "python -m training" in capsys.readouterr().err


def test_a_missing_data_folder_ends_in_a_sentence(tmp_path, capsys):
    assert main(["fit", "lenet", "--mnist", str(tmp_path / "nowhere")]) == 2
    said = capsys.readouterr().err
    assert "No folder at" in said
    assert "Traceback" not in said


@pytest.fixture
def small_mnist(small_data, monkeypatch):
    """Has the commands read the small digits for MNIST."""
    monkeypatch.setattr("training.commands.load_mnist", lambda path: small_data)


@pytest.mark.usefixtures("small_mnist")
@pytest.mark.parametrize("command", ["evaluate", "export"])
def test_a_step_without_the_one_before_names_it(command, tmp_path, capsys):
    options = ["--runs", str(tmp_path / "runs")]
    if command == "export":
        options += ["--bundle", str(tmp_path / "bundle")]
    assert main([command, "decision_tree", *options]) == 2
    assert "`python -m training fit decision_tree`" in capsys.readouterr().err


@pytest.mark.usefixtures("small_mnist")
def test_runs_that_cannot_be_written_are_refused_before_training(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("training.fitting.plain.fit_model", lambda *_: pytest.fail("training began"))
    (tmp_path / "file").touch()
    assert main(["fit", "decision_tree", "--runs", str(tmp_path / "file" / "runs")]) == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.usefixtures("small_mnist")
def test_what_a_fit_lacks_is_said_before_it_begins(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("PEN_STROKES_PATH", raising=False)
    monkeypatch.setattr("training.fitting.fit.fit_models", lambda *_, **__: pytest.fail("training began"))
    assert main(["fit", "cnn_teacher", "--runs", str(tmp_path / "runs")]) == 2
    said = capsys.readouterr()
    assert "pen strokes: MISSING. The pen strokes were not found: no folder at 'None'" in said.out
    assert "for 1 model to fit: cnn_teacher " in said.out
    assert "Training does not start: pen strokes" in said.err


@pytest.mark.usefixtures("small_mnist")
def test_fit_evaluate_and_export_in_a_row(tmp_path):
    runs, bundle = str(tmp_path / "runs"), tmp_path / "bundle"
    assert main(["fit", "decision_tree", "--runs", runs]) == 0
    assert main(["evaluate", "decision_tree", "--runs", runs]) == 0
    assert main(["export", "decision_tree", "--runs", runs, "--bundle", str(bundle)]) == 0
    assert (bundle / "manifest.json").exists()


@pytest.mark.parametrize("command", ["calibrate", "measure"])
def test_a_model_that_is_not_served_is_said_before_data_is_loaded(command, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("training.commands.load_mnist", lambda path: pytest.fail("data was loaded"))
    assert main([command, "decision_tree", "--bundle", str(tmp_path)]) == 2
    assert "holds no decision_tree. Run `python -m training make decision_tree` first" in capsys.readouterr().err


@pytest.mark.usefixtures("small_mnist")
def test_all_that_are_served_are_calibrated_and_measured(tmp_path, small_data, monkeypatch):
    release, data = make_unmeasured(tmp_path), evaluation_data(small_data)
    monkeypatch.setattr("training.bundling.measure.load_evaluation_data", lambda mnist, pens, unipen: data)
    options = ["--all", "--bundle", str(release.bundle), "--runs", str(release.runs)]
    for command, calibrated in (("measure", "as_served"), ("calibrate", "across_writers")):
        assert main([command, *options]) == 0
        figures = [metrics_of(release, name)["sets"]["pen_strokes_heldout"] for name in NAMES]
        assert [drawn["calibrated"] for drawn in figures] == [calibrated] * len(NAMES)


@pytest.mark.usefixtures("small_mnist")
def test_a_search_leaves_its_outcome_where_the_report_reads_it(tmp_path):
    assert main(["tune", "knn_digits8x8", "--assets", str(tmp_path)]) == 0
    outcome = read_json(tmp_path / "reference" / "tuning" / "knn_digits8x8.json")
    # Row 1 reports 97.92 % at k = 1.
    assert outcome["best"]["parameters"] == {"kneighborsclassifier__n_neighbors": 1}
    assert round(outcome["best"]["score"], 4) == 0.9792
    assert len(outcome["candidates"]) == 15


@pytest.mark.usefixtures("small_mnist")
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense://here"])
def test_a_dask_address_without_a_scheduler_ends_in_a_sentence(tmp_path, capsys, monkeypatch, address):
    monkeypatch.setattr("training.fitting.cluster.CONNECTION_SECONDS", 1)
    assert main(["tune", "knn_digits8x8", "--assets", str(tmp_path), "--dask", address]) == 2
    assert f"No Dask scheduler answers at '{address}'" in capsys.readouterr().err


@pytest.mark.usefixtures("small_mnist")
def test_a_report_of_what_was_not_trained_names_the_command(tmp_path, capsys):
    assert main(["report", "--assets", str(tmp_path)]) == 2
    assert "python -m training" in capsys.readouterr().err


def test_concepts_are_written_beside_the_report(tmp_path, monkeypatch):
    written = []
    monkeypatch.setattr("training.report.concepts.write.write_concepts", lambda *places: written.extend(places))
    monkeypatch.setattr("training.synthesis.lesson_digits.write_lesson_digits", written.append)
    assert main(["concepts", "--assets", str(tmp_path)]) == 0
    lessons = tmp_path / "learn"
    beside_the_report = [tmp_path / "figures", tmp_path / "concepts.json"]
    assert written == [*beside_the_report, lessons / "lessons.json", lessons / "digits.json"]


@pytest.mark.parametrize(
    "arguments",
    [["publish", "--repo-id", "no name"], ["deploy", "--space-id", "no name", "--repo-id", "tester/digits"]],
    ids=lambda arguments: arguments[0],
)
def test_a_name_that_is_none_on_the_hub_ends_in_a_sentence(arguments, capsys):
    assert main(arguments) == 2
    assert "'no name' is not a name on the Hub. Write it as USER/NAME" in capsys.readouterr().err


def test_asking_for_help_does_not_wait_for_tensorflow():
    import subprocess

    code = "import sys; from training.__main__ import main\ntry: main(['--help'])\nfinally: print(sorted(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "fit" in said
    assert "'tensorflow'" not in said
    assert "'sklearn'" not in said


def test_what_training_needs_is_printed_and_what_is_missing_ends_in_a_sentence(tmp_path, capsys, monkeypatch):
    needs = [Need("MNIST", "all rows"), Need("fonts", missing="Install some.")]
    monkeypatch.setattr("training.fitting.needs.find_needs", lambda *_: needs)
    assert main(["check", "--all"]) == 2
    said = capsys.readouterr()
    assert said.out == "MNIST: all rows\nfonts: MISSING. Install some.\n"
    assert said.err == "Training does not start: fonts missing; see above what to do.\n"
    needs.pop()
    assert main(["check", "--all"]) == 0


def test_a_readme_without_markers_ends_in_a_sentence(tmp_path, capsys, monkeypatch):
    readme = tmp_path / "README.md"
    readme.write_text("# Nothing\n", encoding="utf-8")
    monkeypatch.setattr(write_readme, "__defaults__", (tmp_path,))
    assert main(["readme"]) == 2
    assert capsys.readouterr().err.startswith("README.md needs the lines ")


def test_gradio_that_cannot_be_found_ends_in_a_sentence(capsys, monkeypatch):
    def refuse():
        raise SnippetError("Gradio is not installed: pip install -r requirements.txt")

    monkeypatch.setattr("training.publishing.readme.front_end_script", refuse)
    assert main(["readme"]) == 2
    assert capsys.readouterr().err == "Gradio is not installed: pip install -r requirements.txt\n"


@pytest.mark.usefixtures("small_mnist")
def test_a_file_of_another_version_ends_in_a_sentence(tmp_path, capsys):
    folder = tmp_path / "models" / "lenet"
    folder.mkdir(parents=True)
    (folder / "config.json").write_text('{"recipe": {}}', encoding="utf-8")
    assert main(["fit", "lenet", "--runs", str(tmp_path / "models")]) == 2
    said = capsys.readouterr().err
    assert f"{folder / 'config.json'} is not what this version of the project writes" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lenet"], "No handwriting model is called 'lenet'. Known handwriting models: cnn, cnn_tiny, cnn_micro."),
        (["--numbers", "0"], "--numbers must be 1 or more; received 0."),
    ],
    ids=["unknown model", "no numbers"],
)
def test_weights_of_the_number_path_are_refused_in_a_sentence(arguments, said, capsys):
    assert main(["fit-number-path", *arguments]) == 2
    assert capsys.readouterr().err == f"{said}\n"


def test_weights_of_the_number_path_need_fitted_networks(tmp_path, capsys):
    assert main(["fit-number-path", "--runs", str(tmp_path)]) == 2
    assert "cnn has not been fitted. Run `python -m training fit cnn` first." in capsys.readouterr().err


def test_weights_of_the_number_path_are_printed(tmp_path, capsys, monkeypatch):
    asked = []
    monkeypatch.setattr("training.bundling.number_path.fit_number_path", lambda *said: asked.append(said) or "weights")
    assert main(["fit-number-path", "--runs", str(tmp_path), "--numbers", "5", "--seed", "2"]) == 0
    assert capsys.readouterr().out == "weights\n"
    assert asked == [(ZOO["cnn"], tmp_path, 5, 2, None)]


def test_make_measures_where_it_is_told_that_the_data_lie(tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr("training.bundling.make.make_models", lambda specs, load, places, *_: told.append(places))
    assert main(["make", "lenet", "--unipen", str(tmp_path / "unipen"), "--pen-strokes", str(tmp_path / "pens")]) == 0
    assert [(places.unipen, places.pen_strokes) for places in told] == [(tmp_path / "unipen", tmp_path / "pens")]


@pytest.mark.parametrize("command", ["evaluate", "calibrate", "measure"])
def test_unipen_that_is_not_there_ends_in_a_sentence(command, tmp_path, capsys, monkeypatch, small_data):
    monkeypatch.setattr("training.commands.load_mnist", lambda path: small_data)
    monkeypatch.setattr("training.evaluation.sets.load_pen_drawings", lambda path: None)
    release = make_unmeasured(tmp_path)
    places = {"--runs": release.runs, "--bundle": release.bundle, "--pen-strokes": tmp_path}
    if command == "evaluate":
        places.pop("--bundle")
    options = [str(part) for pair in {**places, "--unipen": tmp_path / "nowhere"}.items() for part in pair]
    assert main([command, "lenet", *options]) == 2
    assert f"UNIPEN: no folder at '{tmp_path / 'nowhere'}'." in capsys.readouterr().err


@pytest.mark.parametrize("command", ["evaluate", "calibrate", "measure"])
def test_pen_strokes_that_are_not_there_end_in_a_sentence(command, tmp_path, capsys, monkeypatch, small_data):
    monkeypatch.setattr("training.commands.load_mnist", lambda path: small_data)
    release = make_unmeasured(tmp_path)
    places = {"--runs": release.runs, "--bundle": release.bundle, "--pen-strokes": tmp_path / "nowhere"}
    if command == "evaluate":
        places.pop("--bundle")
    assert main([command, "lenet", *(str(part) for pair in places.items() for part in pair)]) == 2
    assert "The pen strokes were not found: no folder at" in capsys.readouterr().err


def test_the_option_names_the_pen_strokes_for_every_step(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setenv(PEN_STROKES_PATH_VARIABLE, "elsewhere")
    monkeypatch.setattr(
        "training.bundling.make.make_models", lambda *_: seen.append(os.environ[PEN_STROKES_PATH_VARIABLE])
    )
    assert main(["make", "lenet"]) == 0
    assert main(["make", "lenet", "--pen-strokes", str(tmp_path)]) == 0
    assert seen == ["elsewhere", str(tmp_path)]
