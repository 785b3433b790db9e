"""The experiment changes one threshold or condition at a time, in no file of the checkout."""

import ast
import random

import pytest

from tests.mutations import MODULES, PACKAGE, REPOSITORY, change, changed_number, choose_mutants, find_sites


def changed(source: str, index: int = 0) -> str:
    tree = ast.parse(source)
    change(list(find_sites(tree))[index], random.Random(0))
    return ast.unparse(tree)


@pytest.mark.parametrize(
    ("value", "larger", "smaller"), [(3.0, 4.5, 2.0), (0.25, 0.375, 0.1667), (1, 2, 0), (2, 3, 1), (100, 150, 67)]
)
def test_numbers_change_by_about_half(value, larger, smaller):
    assert (changed_number(value, True), changed_number(value, False)) == (larger, smaller)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a < b", "a >= b"),
        ("a >= b", "a < b"),
        ("a == b", "a != b"),
        ("a is None", "a is not None"),
        ("a and b", "a or b"),
        ("a | b", "a & b"),
        ("a &= b", "a |= b"),
    ],
)
def test_conditions_are_turned_round(before, after):
    assert changed(before) == after


@pytest.mark.parametrize(
    "source",
    [
        "a[0]",
        "a[1:, 2]",
        "a.max(axis=1)",
        "raise E(3)",
        "f'{2}'",
        "x: T[3]",
        "max(a, 1e-06)",
        "max(1, a)",
        "a: int | None",
        "True",
    ],
)
def test_what_is_no_threshold_is_left_alone(source):
    assert not list(find_sites(ast.parse(source)))


def test_what_an_index_is_taken_of_is_looked_at():
    assert changed("(a > b)[0]") == "(a <= b)[0]"


def test_changes_are_drawn_by_the_seed_and_differ():
    mutants = choose_mutants(3, 20)
    assert mutants == choose_mutants(3, 20)
    assert len({(mutant.path, mutant.source) for mutant in mutants}) == 20
    for mutant in mutants:
        original = ast.unparse(ast.parse((REPOSITORY / PACKAGE / mutant.path).read_text(encoding="utf-8")))
        assert mutant.source != original
        assert any(mutant.path.match(pattern) for pattern in MODULES)
