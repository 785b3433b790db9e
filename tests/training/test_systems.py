"""The reports' systems and searches are data that fits together."""

import json

import pytest
from sklearn.model_selection import ParameterGrid

from training.data.splits import SPLITS
from training.errors import UnknownNameError
from training.store.config import Recipe, recipe_of
from training.zoo import ZOO
from training.zoo.grids import TUNINGS, find_tuning
from training.zoo.regressors import REGRESSORS
from training.zoo.systems import _SYSTEMS, SEEDS, SYSTEMS, find_system

EVERY_SYSTEM = pytest.mark.parametrize("system", SYSTEMS.values(), ids=lambda system: system.name)
EVERY_TUNING = pytest.mark.parametrize("tuning", TUNINGS.values(), ids=lambda tuning: tuning.spec.name)


def built(spec):
    return spec.build(**spec.hyperparameters, seed=spec.seed)


def test_no_two_systems_share_a_name():
    assert len({system.name for system in _SYSTEMS}) == len(_SYSTEMS)


def test_unknown_names_are_answered_with_the_known_ones():
    with pytest.raises(UnknownNameError, match=r"No system is called 'perceptron9'\. Known systems: .*lenet_adam"):
        find_system("perceptron9")
    with pytest.raises(UnknownNameError, match=r"No search is called 'lenet'\. Known searches: .*ridge"):
        find_tuning("lenet")


@EVERY_SYSTEM
def test_what_a_system_refers_to_exists(system):
    assert system.split in SPLITS
    assert system.uncapped is None or system.uncapped in ZOO
    recipe = recipe_of(system.spec)
    assert Recipe.from_json(json.loads(json.dumps(recipe.as_json())), system.name) == recipe


@EVERY_SYSTEM
def test_a_search_did_not_see_the_rows_that_its_system_is_measured_on(system):
    if system.tuned_by:
        assert find_tuning(system.tuned_by).split == system.split


@pytest.mark.parametrize("name", [name for name, system in SYSTEMS.items() if system.tuned_by])
def test_a_system_takes_every_parameter_that_its_search_may_choose(name):
    for candidate in ParameterGrid(list(find_tuning(SYSTEMS[name].tuned_by).grid)):
        model = built(SYSTEMS[name].spec).set_params(**candidate)
        assert {key: model.get_params()[key] for key in candidate} == candidate


@EVERY_TUNING
def test_the_grid_names_parameters_that_the_recipe_has(tuning):
    assert tuning.split in SPLITS
    assert {name for grid in tuning.grid for name in grid} <= set(built(tuning.spec).get_params())
    # Kept as JSON and compared with what is asked: a tuple would come back as a list and never be the same.
    assert json.loads(json.dumps([dict(grid) for grid in tuning.grid])) == [dict(grid) for grid in tuning.grid]


def test_the_bundles_models_are_the_systems_on_the_published_split():
    bundled = {name for name, system in SYSTEMS.items() if system.is_bundled}
    assert bundled == set(ZOO)
    assert not any(SYSTEMS[name].is_bundled for name in ("svm_full", "random_forest_80_20", "ridge", "lenet_adam"))


def test_the_full_form_of_a_system_differs_from_the_bundled_one():
    uncapped = [system for system in SYSTEMS.values() if system.uncapped]
    assert uncapped
    for system in uncapped:
        small = ZOO[system.uncapped]
        assert (system.spec.hyperparameters, system.spec.training) != (small.hyperparameters, small.training)
        assert system.spec.name == system.name


def test_a_second_seed_is_trained_only_where_it_may_tell_something():
    assert SYSTEMS["lenet_adam"].seeds == SYSTEMS["decision_tree"].seeds == SEEDS
    assert SYSTEMS["svm"].seeds == SYSTEMS["ridge_tuned"].seeds == SEEDS[:1]


def test_regressors_learn_numbers():
    assert {spec.task for spec in REGRESSORS} == {"regression"}
    assert {spec.task for spec in ZOO.values()} == {"classification"}
    assert all(TUNINGS[spec.name].scoring == "neg_root_mean_squared_error" for spec in REGRESSORS)
