"""Every recipe names a course, and every room knows its step of it."""

from dataclasses import replace

import pytest

from training.bundling.courses import export_course
from training.bundling.export_model import export_model
from training.bundling.line_reader import export_line_reader
from training.errors import UnknownNameError
from training.evaluation.courses import evaluation_course
from training.fitting.courses import COURSES, fitting_course
from training.store.runs import RunFolder
from training.zoo import SERVED, TRAINED, ZOO
from training.zoo.courses import HANDWRITING, PLAIN


@pytest.mark.parametrize("spec", TRAINED.values(), ids=lambda spec: spec.name)
def test_every_recipe_can_be_fitted(spec):
    assert fitting_course(spec) is COURSES[spec.course.name]


@pytest.mark.parametrize("spec", ZOO.values(), ids=lambda spec: spec.name)
def test_every_model_can_be_measured(spec):
    assert callable(evaluation_course(spec).measure)


@pytest.mark.parametrize("spec", SERVED.values(), ids=lambda spec: spec.name)
def test_every_served_model_can_be_exported(spec):
    assert export_course(spec) is (export_line_reader if spec.name == "line_reader" else export_model)


def test_the_line_reader_is_not_measured_by_itself():
    with pytest.raises(UnknownNameError, match=r"No evaluation is called 'line_reader'\. Known evaluations: plain"):
        evaluation_course(SERVED["line_reader"])


@pytest.mark.parametrize(("course", "is_kept"), [(PLAIN, True), (HANDWRITING, False)], ids=["plain", "handwriting"])
def test_starting_over_keeps_old_weights_only_where_new_ones_replace_them_at_once(tmp_path, course, is_kept):
    run = RunFolder(tmp_path)
    (run.path / "selection").mkdir()
    (run.path / "model.keras").touch()
    fitting_course(replace(ZOO["lenet"], course=course)).start_over(run)
    assert (run.path / "model.keras").exists() == is_kept
    assert not (run.path / "selection").exists()
