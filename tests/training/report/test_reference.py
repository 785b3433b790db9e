"""What the reports say beside what was measured, as the room Models shows it."""

import json

import pytest

from tests.conftest import REPOSITORY
from training.report.concept_rows import concept_rows
from training.report.reference import read_reference
from training.store.assets import ReportFolders
from training.store.files import read_json
from training.zoo.systems import SYSTEMS

FOLDERS = ReportFolders(REPOSITORY / "assets")


@pytest.fixture(scope="module")
def reference():
    return read_reference(FOLDERS)


def test_what_the_room_shows_is_up_to_date(reference):
    shown = json.loads((FOLDERS.assets / "models_room" / "reference.json").read_text(encoding="utf-8"))
    assert shown == json.loads(json.dumps(reference)), "run `make readme`"


def test_every_system_stands_there_with_its_figure(reference):
    assert [system["name"] for system in reference["systems"]] == list(SYSTEMS)
    assert all(system["mean"] > 0 for system in reference["systems"])
    assert {system["row"] for system in reference["systems"] if system["measure"] == "rmse"} == {"21"}
    assert all(system["note"] for system in reference["systems"] if system["is_reached"] is False)


def test_what_could_not_be_right_is_said_in_words(reference):
    mistakes = reference["mistakes"]
    assert [mistake["row"] for mistake in mistakes] == ["1", "10", "19", "20", "22", "21", "21"]
    paragraphs = [paragraph for mistake in mistakes for paragraph in mistake["paragraphs"]]
    assert all(mistake["paragraphs"] for mistake in mistakes)
    assert not [paragraph for paragraph in paragraphs if "|" in paragraph or "{{" in paragraph]


def test_a_gate_that_takes_longer_than_reported_is_not_reached():
    concepts = read_json(FOLDERS.concepts)
    concepts["perceptrons"]["and"]["epochs_to_converge"] = 3
    reached = {row.name: row.is_reached for row in concept_rows(concepts)}
    assert reached == {"perceptron_and": False, "perceptron_or": True, "perceptron_xor": True, "mlp_xor": True}
