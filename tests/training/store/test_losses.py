"""What would be lost is named, and lost only where somebody agrees."""

import dataclasses
import io

import pytest

from digit_recognizer.bundle.bundle import BUNDLED_MODELS
from tests.training.records import made_up_numbers
from training.store.files import sha256_of
from training.store.losses import LossError, agreement, amounts_of, check_nothing_lost, lost
from training.store.runs import RunFolder

CNN = RunFolder(BUNDLED_MODELS / "models" / "cnn")
NOT_SETS = ("repeats", "not_a_digit", "whole_numbers", "contributed_numbers", "real_characters", "by_style", "symbols")
EVERYTHING = {
    "the figures on mnist_test",
    "the figures on mnist_test_relabelled",
    "the figures on pen_strokes_heldout",
    "the figures on canvas_stress",
    "the figures on mnist_test_by_writer",
    "the figures on mnist_c",
    "the figures on unipen_heldout",
    "how it tells digits from real letters",
    "how it reads each way of writing",
    "how often it takes symbols for a digit",
    "how it varies over seeds",
    "how it tells digits from what is none",
    "how it reads whole numbers",
    "how it reads whole numbers from other sites",
    "its rejection threshold",
    "its calibration on drawings",
}


def test_everything_that_is_said_of_a_model_counts():
    numbers = made_up_numbers()
    metrics = dataclasses.replace(CNN.read_metrics(), whole_numbers=numbers, contributed_numbers=numbers)
    config = CNN.read_config()
    said = amounts_of(metrics, config, sha256_of(CNN.onnx))
    assert {what for what, amount in said.items() if amount} == EVERYTHING
    assert lost(said, said) == []
    bare = dataclasses.replace(metrics, sets={}, **dict.fromkeys(NOT_SETS))
    uncalibrated = dataclasses.replace(config, calibration=None, rejection_threshold=None)
    assert set(lost(said, amounts_of(bare, uncalibrated))) == EVERYTHING


def test_figures_on_drawings_are_those_of_the_graph_that_is_there():
    metrics = CNN.read_metrics()
    gone = lost(amounts_of(metrics), amounts_of(metrics, graph="of another"))
    of_graphs = ("pen_strokes_heldout", "unipen_heldout", "canvas_stress", "mnist_c")
    others = {"how it reads each way of writing", "how often it takes symbols for a digit"}
    assert set(gone) == {f"the figures on {name}" for name in of_graphs} | others


def test_figures_of_fewer_rows_are_a_loss():
    assert lost({"the figures on a set": 7_494}, {"the figures on a set": 120}) == [
        "the figures on a set (120 instead of 7,494)"
    ]


def test_a_loss_is_refused_in_a_sentence_unless_somebody_agrees():
    losses = {"lenet": ["its temperature"], "svm": []}
    asked = []
    check_nothing_lost("Exporting", losses, "Do this.", lambda sentence: asked.append(sentence) or True)
    assert asked == ["Exporting would drop what stands there. lenet: its temperature. Do this."]
    with pytest.raises(LossError, match=r"lenet: its temperature\. Do this\. .* say --drop-figures\.$"):
        check_nothing_lost("Exporting", losses, "Do this.")
    check_nothing_lost("Exporting", {"svm": []}, "Do this.")


@pytest.mark.parametrize(("answer", "agreed"), [("y\n", True), ("\n", False)], ids=["yes", "just enter"])
def test_who_sits_at_a_terminal_is_asked(monkeypatch, capsys, answer, agreed):
    terminal = io.StringIO(answer)
    terminal.isatty = lambda: True
    monkeypatch.setattr("sys.stdin", terminal)
    assert agreement(False)("This would be lost.") is agreed
    assert "This would be lost.\nDrop it all the same? [y/N]" in capsys.readouterr().out


def test_nobody_is_asked_without_a_terminal_or_with_the_option(monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert [agreement(option)("This would be lost.") for option in (False, True)] == [False, True]
