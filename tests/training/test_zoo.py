"""The zoo is data: every model can be found, built and told apart."""

import json

import pytest

from digit_recognizer.contract import DIGIT_PROBABILITY, PROBABILITIES
from training.errors import UnknownNameError
from training.store.config import Recipe, recipe_of
from training.zoo import DEFAULT_MODEL, SERVED, TRAINED, ZOO, find_spec
from training.zoo.handwriting_models import HANDWRITING_MODELS
from training.zoo.keras_models import KERAS_MODELS
from training.zoo.sklearn_models import SKLEARN_MODELS
from training.zoo.tensorflow_models import TENSORFLOW_MODELS


def test_no_two_models_share_a_name():
    assert len(ZOO) == len((*HANDWRITING_MODELS, *KERAS_MODELS, *TENSORFLOW_MODELS, *SKLEARN_MODELS))


def test_the_default_model_can_be_chosen():
    assert DEFAULT_MODEL in ZOO


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(UnknownNameError, match=r"resnet.*Known models: .*lenet"):
        find_spec("resnet")


def test_names_are_plain_and_titles_unique():
    assert all(name.isidentifier() and name.islower() for name in ZOO)
    assert len({spec.title for spec in ZOO.values()}) == len(ZOO)


@pytest.mark.parametrize("spec", ZOO.values(), ids=lambda spec: spec.name)
def test_a_recipe_can_be_written_and_read_back(spec):
    recipe = recipe_of(spec)
    assert Recipe.from_json(json.loads(json.dumps(recipe.as_json())), spec.name) == recipe
    assert recipe.source


@pytest.mark.parametrize("name", [name for name, spec in ZOO.items() if spec.framework == "keras"])
def test_networks_keep_the_contract(name):
    spec = ZOO[name]
    model = spec.build(**spec.hyperparameters, seed=spec.seed)
    assert model.input_shape == (None, 28, 28)
    assert model.inputs[0].dtype == "uint8"
    if spec.course.has_detector:
        shapes = {name: output.shape for name, output in model.output.items()}
        assert shapes == {PROBABILITIES: (None, 10), DIGIT_PROBABILITY: (None, 1)}
    else:
        assert model.output_shape == (None, 10)


def test_lenet_has_the_reports_number_of_parameters():
    spec = ZOO["lenet"]
    assert spec.build(**spec.hyperparameters, seed=0).count_params() == 37_610


def test_a_teacher_is_fitted_before_its_student():
    names = list(TRAINED)
    taught = {name: spec.training["teacher"] for name, spec in TRAINED.items() if "teacher" in spec.training}
    assert taught == {"cnn_tiny": "cnn_teacher"}
    for student, teacher in taught.items():
        assert names.index(teacher) < names.index(student)
        assert TRAINED[teacher].framework == TRAINED[student].framework


def test_what_is_trained_is_served_but_for_teachers():
    taught_by = {spec.training["teacher"] for spec in ZOO.values() if "teacher" in spec.training}
    assert TRAINED.keys() - SERVED.keys() == taught_by
    assert SERVED.keys() - ZOO.keys() == {"line_reader"}
