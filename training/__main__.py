"""Commands: python -m training make|check|fit|evaluate|export|calibrate|measure|restore|tune|report|publish|….

`make` takes models to the bundle. And data, concepts, readme, deploy, and fit-number-path, whose figures are copied
into the library by hand.
"""

from training.environment import require_packages

require_packages()

import argparse
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from digit_recognizer.errors import DigitRecognizerError
from training.data.conversion.command import add_data_sets, convert
from training.data.mnist import load_mnist
from training.errors import TrainingError, UsageError
from training.interruption import Terminated, stop, termination_raised
from training.progress import show_progress
from training.store.files import DEFAULT_ASSETS, DEFAULT_BUNDLE, DEFAULT_RUNS, ensure_writable
from training.store.losses import MayDrop, agreement
from training.synthesis.pen_drawings import PenDrawings
from training.zoo import DEFAULT_MODEL, SERVED, TRAINED, ZOO
from training.zoo.grids import TUNINGS, find_tuning
from training.zoo.spec import ModelSpec, look_up

if TYPE_CHECKING:
    from training.evaluation.sets import EvaluationData
    from training.fitting.folds.held_out import HeldOut
    from training.fitting.needs import Need

FIT_NUMBER_PATH = (
    "fit the weights that choose a number's digits, and print them as digit_recognizer/number/scores.py holds them. "
    "Needs the pen strokes and, below --runs, a fitted handwriting model with its teacher and line reader: fit "
    "cnn_teacher cnn line_reader. Takes a minute or two on two cores"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns 0, 2 when what was asked for cannot be done, or 128 and the signal that stopped it."""
    options = _parser().parse_args(arguments)
    show_progress()
    try:
        with termination_raised():
            options.command(options)
    except (TrainingError, DigitRecognizerError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except (KeyboardInterrupt, Terminated) as reason:
        return stop(arguments, reason)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], None], purpose: str) -> argparse.ArgumentParser:
        subparser = commands.add_parser(name, help=purpose, description=purpose)
        subparser.set_defaults(command=command)
        return subparser

    add_data_sets(add("data", _data, "convert the pen data's public originals to what training reads"))
    make = add("make", _make, "take models from nothing to the bundle: fit, evaluate, calibrate, export")
    check = add("check", _check, "say what training needs, how long it takes, and what is missing")
    fit = add("fit", _fit, "train models on MNIST's training rows")
    tune = add("tune", _tune, "search hyperparameters on validation rows")
    evaluate = add("evaluate", _evaluate, "measure fitted models on the test rows")
    export = add("export", _export, "write served graphs and the bundle")
    calibrate = add("calibrate", _calibrate, "fit the served graphs' calibration on pen drawings, and measure them")
    measure = add("measure", _measure, "measure the served graphs on every set")
    restore = add("restore", _restore, "get native weights back from the served graphs, or by the seed, proved equal")
    pictures = add("pictures", _pictures, "measure how pictures cut tight, cells, frames, windows and plots are read")
    report = add("report", _report, "write assets/REPORT.md and its figures")
    concepts = add("concepts", _concepts, "train and draw the perceptrons and the XOR network")
    readme = add("readme", _readme, "write the measured figures and the snippets into README.md and docs/")
    publish = add("publish", _publish, "push the bundle, native weights and card to the Hub: one commit, one tag")
    number_path = add("fit-number-path", _fit_number_path, FIT_NUMBER_PATH)
    deploy = add("deploy", _deploy, "put the app on a Space, pointed at published models")
    for subparser in (make, check, fit):
        _add_names(subparser, "models", TRAINED)
    for subparser in (export, restore):
        _add_names(subparser, "models", SERVED)
    for subparser in (evaluate, calibrate, measure):
        _add_names(subparser, "models", ZOO)
    _add_names(tune, "searches", TUNINGS)
    for subparser in (make, check, fit, tune, evaluate, export, calibrate, measure, restore, pictures, report):
        subparser.add_argument("--mnist", type=Path, help="folder laid out as the Hub's ylecun/mnist")
    for subparser in (make, check, fit, evaluate, export, calibrate, measure, restore, report, publish, number_path):
        _add_folder(subparser, "--runs", DEFAULT_RUNS, "folder of runs")
    for subparser in (tune, pictures, report, concepts, publish):
        _add_folder(subparser, "--assets", DEFAULT_ASSETS, "folder of measurements, figures and served models")
    for subparser in (make, check, export, calibrate, measure, restore, readme):
        _add_folder(subparser, "--bundle", DEFAULT_BUNDLE, "folder of the served models")
    for subparser in (evaluate, report):
        subparser.add_argument("--pen-strokes", type=Path, help="folder of the pen strokes, to measure on drawings too")
    for subparser in (make, calibrate, measure, pictures, number_path):
        subparser.add_argument("--pen-strokes", type=Path, help="folder of the pen strokes (default: PEN_STROKES_PATH)")
    for subparser in (make, fit, calibrate, measure, restore):
        subparser.add_argument("--force", action="store_true", help="repeat what is already done")
    for subparser in (make, evaluate, export, calibrate, measure, publish):
        subparser.add_argument("--drop-figures", action="store_true", help="go on even where less would be said after")
    tune.add_argument("--dask", metavar="ADDRESS", help="a Dask scheduler whose workers search, tcp://HOST:PORT")
    for subparser in (publish, deploy):
        subparser.add_argument("--repo-id", required=True, metavar="USER/NAME", help="the models on the Hub")
        subparser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    publish.add_argument("--private", action="store_true", help="make the repository private if it is new")
    publish.add_argument("--create-pr", action="store_true", help="open a pull request instead")
    publish.add_argument("--space-id", metavar="USER/NAME", help="the Space that the card's example calls")
    deploy.add_argument(
        "--space-id", required=True, metavar="USER/NAME", help="the Space; created if it does not exist"
    )
    deploy.add_argument("--revision", help="tag or commit of the models (default: the tag of the bundle's version)")
    pictures.add_argument("--count", type=int, default=200, help="pictures of each kind (default: %(default)s)")
    pictures.add_argument("--seed", type=int, default=100, help="decides the pictures (default: %(default)s)")
    report.add_argument("--all", action="store_true", help="first train what is missing")
    number_path.add_argument("name", nargs="?", default=DEFAULT_MODEL, help="the one that reads (default: %(default)s)")
    number_path.add_argument("--numbers", type=int, default=700, help="how many to compose (default: %(default)s)")
    number_path.add_argument("--seed", type=int, default=1, help="decides the numbers (default: %(default)s)")
    return parser


def _add_names(parser: argparse.ArgumentParser, kind: str, known: Collection[str]) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{kind}: {', '.join(known)}")
    parser.add_argument("--all", action="store_true", help=f"all {kind}")


def _add_folder(parser: argparse.ArgumentParser, option: str, default: Path, meaning: str) -> None:
    parser.add_argument(option, type=Path, default=default, help=f"{meaning} (default: %(default)s)")


def _chosen(options: argparse.Namespace, known: Mapping[str, ModelSpec] = ZOO) -> list[ModelSpec]:
    return [look_up(known, name, "model", "models") for name in _names(options, "models", known)]


def _names(options: argparse.Namespace, kind: str, known: Collection[str]) -> Collection[str]:
    if options.all == bool(options.names):
        received = f"both --all and {', '.join(options.names)}" if options.all else "neither"
        raise UsageError(f"Name the {kind}, or say --all; received {received}. Known {kind}: {', '.join(known)}.")
    return known if options.all else options.names


def _data(options: argparse.Namespace) -> None:
    print(convert(options))


def _check(options: argparse.Namespace) -> None:
    from training.fitting.needs import check_nothing_missing, find_needs

    check_nothing_missing(_said(find_needs(_chosen(options, TRAINED), options.mnist, options.runs, options.bundle)))


def _said(needs: "list[Need]") -> "list[Need]":
    """Prints what is needed, one thing a line."""
    for need in needs:
        print(need, flush=True)
    return needs


def _fit_number_path(options: argparse.Namespace) -> None:
    readers = {name: spec for name, spec in ZOO.items() if spec.course.has_detector}
    spec = look_up(readers, options.name, "handwriting model", "handwriting models")
    if options.numbers < 1:
        raise UsageError(f"--numbers must be 1 or more; received {options.numbers}.")
    from training.bundling.number_path import fit_number_path

    print(fit_number_path(spec, options.runs, options.numbers, options.seed, options.pen_strokes))


def _make(options: argparse.Namespace) -> None:
    from training.bundling.make import Places, make_models

    specs = _chosen(options, TRAINED)
    places = Places(options.runs, options.bundle, options.mnist, options.pen_strokes)
    make_models(specs, load_mnist, places, options.force, agreement(options.drop_figures))


def _restore(options: argparse.Namespace) -> None:
    from training.bundling.restore import restore_models

    specs = _chosen(options, SERVED)
    restore_models(specs, load_mnist(options.mnist), options.runs, options.bundle, options.force)


def _fit(options: argparse.Namespace) -> None:
    from training.fitting.fit import fit_models
    from training.fitting.needs import check_nothing_missing, find_needs_of_fitting

    specs, data = _chosen(options, TRAINED), load_mnist(options.mnist)
    ensure_writable(options.runs)
    check_nothing_missing(_said(find_needs_of_fitting(specs, options.runs, force=options.force)))
    fit_models(specs, data, options.runs, force=options.force)


def _tune(options: argparse.Namespace) -> None:
    from training.fitting.tune import tune
    from training.store.assets import ReportFolders

    chosen = [find_tuning(name) for name in _names(options, "searches", TUNINGS)]
    folders = ReportFolders(options.assets)
    ensure_writable(folders.reference)
    data = load_mnist(options.mnist)
    for tuning in chosen:
        tune(tuning, data, folders.reference, options.dask)


def _evaluate(options: argparse.Namespace) -> None:
    from training.evaluation.evaluate import evaluate_models
    from training.evaluation.sets import EvaluationData, outliers_for

    specs = _chosen(options)
    test = load_mnist(options.mnist).test
    data = EvaluationData(test, _pen_drawings(options), outliers=outliers_for(specs))
    evaluate_models(specs, data, options.runs, agreement(options.drop_figures))


def _pen_drawings(options: argparse.Namespace) -> PenDrawings | None:
    from training.synthesis.pen_drawings import load_pen_drawings

    return load_pen_drawings(options.pen_strokes) if options.pen_strokes else None


def _export(options: argparse.Namespace) -> None:
    from training.bundling.export import export_models

    specs = _chosen(options, SERVED)
    export_models(specs, load_mnist(options.mnist).test, options.runs, options.bundle, agreement(options.drop_figures))


def _calibrate(options: argparse.Namespace) -> None:
    from training.bundling.calibrate import recalibrate_bundle

    recalibrate_bundle(**_served(options))


def _measure(options: argparse.Namespace) -> None:
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
        "data": load_evaluation_data(load_mnist(options.mnist), options.pen_strokes),
        "force": options.force,
        "may_drop": agreement(options.drop_figures),
    }


def _pictures(options: argparse.Namespace) -> None:
    if options.count < 1:
        raise UsageError(f"--count must be 1 or more; received {options.count}.")
    from training.data.pen_strokes import load_pen_strokes
    from training.evaluation.pictures import record_pictures
    from training.store.assets import ReportFolders

    digits, test = load_pen_strokes(options.pen_strokes), load_mnist(options.mnist).test
    print(record_pictures(ReportFolders(options.assets), digits, test, options.count, options.seed))


def _report(options: argparse.Namespace) -> None:
    from training.fitting.needs import check_nothing_missing
    from training.report.run import find_needs_of_report, train_missing, write_all
    from training.store.assets import ReportFolders

    folders = ReportFolders(options.assets)
    data = load_mnist(options.mnist)
    if options.all:
        check_nothing_missing(_said(find_needs_of_report(folders, options.runs)))
        train_missing(data, _pen_drawings(options), folders, options.runs)
    write_all(data, folders)


def _concepts(options: argparse.Namespace) -> None:
    from training.report.concepts.write import write_concepts
    from training.store.assets import ReportFolders

    folders = ReportFolders(options.assets)
    write_concepts(folders.figures, folders.concepts)


def _readme(options: argparse.Namespace) -> None:
    from training.publishing.readme import write_readme

    write_readme(options.bundle)


def _publish(options: argparse.Namespace) -> None:
    from training.publishing.publish import publish_bundle

    said = publish_bundle(
        options.repo_id,
        is_dry_run=options.dry_run,
        is_private=options.private,
        create_pr=options.create_pr,
        runs=options.runs,
        assets=options.assets,
        space_id=options.space_id,
        may_drop=agreement(options.drop_figures),
    )
    print(said)


def _deploy(options: argparse.Namespace) -> None:
    from training.publishing.deploy import deploy_space

    print(deploy_space(options.space_id, options.repo_id, options.revision, is_dry_run=options.dry_run))


if __name__ == "__main__":
    sys.exit(main())
