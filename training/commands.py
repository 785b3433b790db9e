"""What each command of `python -m training` does: reads the options, loads what it needs, and delegates.

Modules that load a framework are imported by the commands that need them, so that the others start at once.
"""

import argparse
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from training.data.conversion.command import convert
from training.data.mnist import load_mnist
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE
from training.data.unipen import UNIPEN_PATH_VARIABLE
from training.errors import UsageError
from training.store.assets import ReportFolders
from training.store.files import ensure_writable
from training.store.losses import MayDrop, agreement
from training.store.runs import RunFolder
from training.zoo import SERVED, TRAINED, ZOO
from training.zoo.grids import TUNINGS, find_tuning
from training.zoo.spec import ModelSpec, look_up

if TYPE_CHECKING:
    from training.evaluation.sets import EvaluationData, People
    from training.fitting.feedback.checked import CheckedFeedback
    from training.fitting.folds.held_out import HeldOut


def _chosen(options: argparse.Namespace, known: Mapping[str, ModelSpec] = ZOO) -> list[ModelSpec]:
    return [look_up(known, name, "model", "models") for name in _names(options, "models", known)]


def _names(options: argparse.Namespace, kind: str, known: Collection[str]) -> Collection[str]:
    if options.all == bool(options.names):
        received = f"both --all and {', '.join(options.names)}" if options.all else "neither"
        raise UsageError(f"Name the {kind}, or say --all; received {received}. Known {kind}: {', '.join(known)}.")
    return known if options.all else options.names


def _check_positive(options: argparse.Namespace, name: str) -> None:
    if (received := getattr(options, name)) < 1:
        raise UsageError(f"--{name} must be 1 or more; received {received}.")


def data(options: argparse.Namespace) -> None:
    """Converts public originals."""
    print(convert(options))


def check(options: argparse.Namespace) -> None:
    """Says what training needs."""
    from training.fitting.needs import check_nothing_missing, find_needs

    check_nothing_missing(find_needs(_chosen(options, TRAINED), options.mnist, options.runs, options.bundle))


def fit_number_path(options: argparse.Namespace) -> None:
    """Fits the weights of the number path."""
    readers = {name: spec for name, spec in ZOO.items() if spec.course.has_detector}
    spec = look_up(readers, options.name, "handwriting model", "handwriting models")
    _check_positive(options, "numbers")
    from training.bundling.number_path import fit_number_path

    print(fit_number_path(spec, options.runs, options.numbers, options.seed, options.pen_strokes))


def make(options: argparse.Namespace) -> None:
    """Takes models from nothing to the bundle."""
    from training.bundling.make import Places, make_models

    specs = _chosen(options, TRAINED)
    _use_people(options)
    places = Places(options.runs, options.bundle, options.mnist, options.pen_strokes, options.unipen)
    make_models(specs, load_mnist, places, options.force, agreement(options.drop_figures))


def _use_people(options: argparse.Namespace) -> None:
    """Has every step, fits in other processes among them, read pen strokes and UNIPEN from where the options say."""
    named = {PEN_STROKES_PATH_VARIABLE: options.pen_strokes, UNIPEN_PATH_VARIABLE: options.unipen}
    os.environ.update({variable: str(folder) for variable, folder in named.items() if folder})


def restore(options: argparse.Namespace) -> None:
    """Gets native weights back."""
    from training.bundling.restore import restore_models

    restore_models(_chosen(options, SERVED), load_mnist(options.mnist), options.runs, options.bundle, options.force)


def fit(options: argparse.Namespace) -> None:
    """Fits models."""
    from training.fitting.fit import fit_models
    from training.fitting.needs import check_nothing_missing, find_needs_of_fitting

    specs = _chosen(options, TRAINED)
    feedback = _feedback(specs, options)
    data = load_mnist(options.mnist)
    ensure_writable(options.runs)
    is_anew = options.force or feedback is not None
    check_nothing_missing(find_needs_of_fitting(specs, options.runs, options.bundle, force=is_anew))
    fit_models(specs, data, options.runs, options.force, feedback)
    if feedback is not None:
        from training.fitting.feedback.effect import measure_effect

        for spec in specs:
            served = RunFolder(options.bundle / "models" / spec.name)
            print(measure_effect(spec, RunFolder(options.runs / spec.name), feedback, served))


def _feedback(specs: Sequence[ModelSpec], options: argparse.Namespace) -> "CheckedFeedback | None":
    """Reads and checks what visitors said, and says which of it is not learnt and why."""
    if options.feedback is None:
        return None
    others = [spec.name for spec in specs if not spec.course.has_detector]
    if others:
        able = ", ".join(name for name, spec in TRAINED.items() if spec.course.has_detector)
        raise UsageError(f"--feedback is for models that learn from handwriting: {able}; received {', '.join(others)}.")
    from digit_recognizer.recognizer import Recognizer
    from training.fitting.feedback.checked import check_feedback
    from training.fitting.feedback.said import read_feedback

    checked = check_feedback(read_feedback(options.feedback), Recognizer.load(options.bundle), options.feedback)
    print(checked)
    return checked


def tune(options: argparse.Namespace) -> None:
    """Searches hyperparameters."""
    from training.data.splits import SPLITS
    from training.fitting.tune import finished_outcome, tune

    chosen = [find_tuning(name) for name in _names(options, "searches", TUNINGS)]
    folders = ReportFolders(options.assets)
    ensure_writable(folders.reference)
    left = [tuning for tuning in chosen if options.force or not finished_outcome(tuning, folders.reference)]
    data = load_mnist(options.mnist) if any(SPLITS[tuning.split].needs_mnist for tuning in left) else None
    for tuning in chosen:
        tune(tuning, data, folders.reference, options.dask, force=options.force)


def evaluate(options: argparse.Namespace) -> None:
    """Measures fitted models."""
    from training.evaluation.evaluate import evaluate_models
    from training.evaluation.sets import EvaluationData, outliers_for, writers_of
    from training.synthesis.corruptions.corrupted_digits import load_corrupted

    specs = _chosen(options)
    _use_people(options)
    test = load_mnist(options.mnist).test
    data = EvaluationData(
        test,
        outliers=outliers_for(specs),
        corrupted=load_corrupted(test) if options.mnist_c else None,
        writers=writers_of(test),
    )
    if people := _people(options):
        data = data.with_people(people)
    evaluate_models(specs, data, options.runs, agreement(options.drop_figures))


def _people(options: argparse.Namespace) -> "People | None":
    """Returns the drawings to measure on; none where no folder of pen strokes is named."""
    from training.evaluation.sets import load_people

    return load_people(options.pen_strokes, options.unipen) if options.pen_strokes else None


def export(options: argparse.Namespace) -> None:
    """Writes served graphs and the bundle."""
    from training.bundling.export import export_models

    specs = _chosen(options, SERVED)
    export_models(specs, load_mnist(options.mnist).test, options.runs, options.bundle, agreement(options.drop_figures))


def calibrate(options: argparse.Namespace) -> None:
    """Calibrates the served graphs."""
    from training.bundling.calibrate import recalibrate_bundle

    recalibrate_bundle(**_served(options))


def measure(options: argparse.Namespace) -> None:
    """Measures the served graphs."""
    from training.bundling.measure import measure_bundle

    measure_bundle(**_served(options))


class _Served(TypedDict):
    """The arguments of what works on a bundle's served graphs."""

    bundle: Path
    names: Sequence[str]
    data: "EvaluationData"
    held_out: "Mapping[str, HeldOut]"
    force: bool
    may_drop: MayDrop


def _served(options: argparse.Namespace) -> _Served:
    """Returns the arguments of what works on a bundle's served graphs; wrong names are said before data is loaded."""
    from training.bundling.measure import bundled_names, find_held_out, load_evaluation_data, served_folder

    chosen = [spec.name for spec in _chosen(options)]
    names = bundled_names(options.bundle) if options.all else chosen
    for name in names:
        served_folder(options.bundle, name)
    return {
        "bundle": options.bundle,
        "names": names,
        "held_out": find_held_out(options.runs, names),
        "data": load_evaluation_data(load_mnist(options.mnist), options.pen_strokes, options.unipen),
        "force": options.force,
        "may_drop": agreement(options.drop_figures),
    }


def pictures(options: argparse.Namespace) -> None:
    """Measures pictures by kind."""
    _check_positive(options, "count")
    from training.data.pen_strokes import load_pen_strokes
    from training.evaluation.pictures import PictureOptions, record_pictures

    digits, test = load_pen_strokes(options.pen_strokes), load_mnist(options.mnist).test
    chosen = PictureOptions(options.count, options.seed, options.only, options.before, options.pen_strokes)
    print(record_pictures(ReportFolders(options.assets), digits, test, chosen))


def numbers(options: argparse.Namespace) -> None:
    """Measures served models on whole numbers by UNIPEN's contributors."""
    _check_positive(options, "count")
    from training.bundling.served_numbers import measured_in_words

    print(measured_in_words(options.bundle, [spec.name for spec in _chosen(options)], options.count, options.unipen))


def race(options: argparse.Namespace) -> None:
    """Times trainings."""
    _check_positive(options, "seeds")
    from training.evaluation.race import race as run_race

    file = ReportFolders(options.assets).race
    ensure_writable(file.parent)
    outcome = run_race(load_mnist(options.mnist), range(options.seeds), file)
    for name in outcome.runs:
        seconds = f"{outcome.mean_seconds(name):.1f} s, {outcome.mean_cpu_seconds(name):.1f} s of CPU"
        print(f"{name}: {seconds}, {outcome.mean_accuracy(name):.2%} of MNIST's test rows")


def report(options: argparse.Namespace) -> None:
    """Writes the report."""
    from training.bundling.make import Places
    from training.fitting.needs import check_nothing_missing
    from training.report.run import count_missing, train_missing, write_all

    folders = ReportFolders(options.assets)
    data = load_mnist(options.mnist)
    if options.all:
        _use_people(options)
        check_nothing_missing(count_missing(folders))
        places = Places(options.runs, folders.bundle, options.mnist, options.pen_strokes, options.unipen)
        train_missing(data, folders, places, agreement(options.drop_figures))
    write_all(data, folders)


def concepts(options: argparse.Namespace) -> None:
    """Trains and draws the concepts, and the digits that visitors train on."""
    from training.report.concepts.write import write_concepts
    from training.synthesis.lesson_digits import write_lesson_digits

    folders = ReportFolders(options.assets)
    write_concepts(folders.figures, folders.concepts, folders.lessons)
    write_lesson_digits(folders.lesson_digits)


def readme(options: argparse.Namespace) -> None:
    """Writes measured figures into README and docs."""
    from training.publishing.readme import write_readme

    write_readme(options.bundle)


def publish(options: argparse.Namespace) -> None:
    """Pushes bundle, weights and card."""
    from training.publishing.hub_commands import publish_as_asked

    print(publish_as_asked(options))


def deploy(options: argparse.Namespace) -> None:
    """Puts the app, or with --static the page as a site of plain files, on a Space."""
    from training.publishing.hub_commands import deploy_as_asked

    print(deploy_as_asked(options))
