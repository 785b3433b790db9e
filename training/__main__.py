"""Commands: python -m training make|check|fit|evaluate|export|calibrate|measure|restore|tune|report|publish|….

`make` takes models to the bundle; the figures of fit-number-path are copied into the library by hand.
"""

from training.environment import require_packages

require_packages()

import argparse
import sys
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from digit_recognizer.errors import DigitRecognizerError
from training import commands
from training.data.conversion.command import add_data_sets
from training.errors import TrainingError
from training.interruption import Terminated, stop, termination_raised
from training.practise import practise
from training.progress import show_progress
from training.store.files import DEFAULT_ASSETS, DEFAULT_BUNDLE, DEFAULT_RUNS
from training.zoo import DEFAULT_MODEL, SERVED, TRAINED, ZOO
from training.zoo.grids import TUNINGS

PEN_STROKES = "the pen strokes (default: PEN_STROKES_PATH)"
UNIPEN = "UNIPEN, to measure on (default: UNIPEN_PATH)"
FIT_NUMBER_PATH = (
    "fit the weights that choose a number's digits, and print them as digit_recognizer/number/scores.py holds them; "
    "needs the pen strokes, two minutes and, below --runs, cnn_teacher, cnn and line_reader, fitted"
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
    chosen = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Callable[[argparse.Namespace], None], purpose: str) -> argparse.ArgumentParser:
        subparser = chosen.add_parser(name, help=purpose, description=purpose)
        subparser.set_defaults(command=command)
        return subparser

    add_data_sets(add("data", commands.data, "convert public originals to what training reads"))
    make = add("make", commands.make, "take models from nothing to the bundle: fit, evaluate, calibrate, export")
    check = add("check", commands.check, "say what training needs, how long it takes, and what is missing")
    fit = add("fit", commands.fit, "train models on MNIST's training rows")
    tune = add("tune", commands.tune, "search hyperparameters on validation rows")
    evaluate = add("evaluate", commands.evaluate, "measure fitted models on the test rows")
    export = add("export", commands.export, "write served graphs and the bundle")
    calibrate = add(
        "calibrate", commands.calibrate, "fit the served graphs' calibration on pen drawings, and measure them"
    )
    measure = add("measure", commands.measure, "measure the served graphs on every set")
    restore = add(
        "restore", commands.restore, "get native weights back from the served graphs, or by the seed, proved equal"
    )
    pictures = add("pictures", commands.pictures, "measure by kind how pictures are read whose ink is hard to find")
    numbers = add(
        "numbers",
        commands.numbers,
        "measure served models that have not seen UNIPEN on whole numbers by its contributors",
    )
    practising = add("practise", practise, "measure how often the room Practise counts what it should not")
    race = add("race", commands.race, "time lenet_fast and lenet's own recipe: seconds of training, seed by seed")
    report = add("report", commands.report, "write assets/REPORT.md and its figures")
    concepts = add(
        "concepts", commands.concepts, "train and draw the perceptrons, the XOR network and the lessons' digits"
    )
    readme = add("readme", commands.readme, "write the measured figures and the snippets into README.md and docs/")
    publish = add(
        "publish", commands.publish, "push the bundle, native weights and card to the Hub: one commit, one tag"
    )
    number_path = add("fit-number-path", commands.fit_number_path, FIT_NUMBER_PATH)
    deploy = add("deploy", commands.deploy, "put the app on a Space, pointed at published models")
    for subparser in (make, check, fit):
        _add_names(subparser, "models", TRAINED)
    for subparser in (export, restore):
        _add_names(subparser, "models", SERVED)
    for subparser in (evaluate, calibrate, measure, numbers):
        _add_names(subparser, "models", ZOO)
    _add_names(tune, "searches", TUNINGS)
    for subparser in (
        make,
        check,
        fit,
        tune,
        evaluate,
        export,
        calibrate,
        measure,
        restore,
        pictures,
        practising,
        race,
        report,
    ):
        subparser.add_argument("--mnist", type=Path, help="folder laid out as the Hub's ylecun/mnist")
    for subparser in (make, check, fit, evaluate, export, calibrate, measure, restore, report, publish, number_path):
        _add_folder(subparser, "--runs", DEFAULT_RUNS, "folder of runs")
    for subparser in (tune, pictures, race, report, concepts, publish):
        _add_folder(subparser, "--assets", DEFAULT_ASSETS, "folder of measurements, figures and served models")
    for subparser in (make, check, fit, export, calibrate, measure, restore, numbers, practising, readme):
        _add_folder(subparser, "--bundle", DEFAULT_BUNDLE, "folder of the served models")
    _add_data((evaluate, report), "--pen-strokes", "the pen strokes, to measure on drawings too")
    _add_data((make, calibrate, measure, pictures, number_path), "--pen-strokes", PEN_STROKES)
    _add_data(
        (make, evaluate, calibrate, measure, numbers, report),
        "--unipen",
        "UNIPEN, to measure on (default: UNIPEN_PATH)",
    )
    for subparser in (make, fit, tune, calibrate, measure, restore):
        subparser.add_argument("--force", action="store_true", help="repeat what is already done")
    for subparser in (make, evaluate, export, calibrate, measure, report, publish):
        subparser.add_argument("--drop-figures", action="store_true", help="go on even where less would be said after")
    evaluate.add_argument("--mnist-c", action="store_true", help="measure on MNIST-C's corruptions, too")
    fit.add_argument(
        "--feedback", metavar="SOURCE", help="what visitors said, to learn it too: the app's folder, or the dataset"
    )
    tune.add_argument("--dask", metavar="ADDRESS", help="a Dask scheduler whose workers search, tcp://HOST:PORT")
    _add_hub(publish, deploy)
    _add_picture_options(pictures)
    numbers.add_argument("--count", type=int, default=300, help="numbers by each (default: %(default)s)")
    race.add_argument("--seeds", type=int, default=5, help="trainings of each recipe (default: %(default)s)")
    report.add_argument("--all", action="store_true", help="first train what is missing")
    _add_number_path(number_path)
    return parser


def _add_hub(publish: argparse.ArgumentParser, deploy: argparse.ArgumentParser) -> None:
    for subparser in (publish, deploy):
        subparser.add_argument(
            "--repo-id", required=subparser is publish, metavar="USER/NAME", help="the models on the Hub"
        )
        subparser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
    publish.add_argument("--private", action="store_true", help="make the repository private if it is new")
    publish.add_argument("--create-pr", action="store_true", help="open a pull request instead")
    publish.add_argument("--space-id", metavar="USER/NAME", help="the Space that the card's example calls")
    deploy.add_argument(
        "--space-id", required=True, metavar="USER/NAME", help="the Space; created if it does not exist"
    )
    deploy.add_argument("--zero-gpu", action="store_true", help="make a new Space on ZeroGPU, as a free account may")
    deploy.add_argument(
        "--static", action="store_true", help="deploy the page as a static site, which reads in visitors' browsers"
    )
    deploy.add_argument("--full-space", metavar="USER/NAME", help="with --static: the app's Space, to link both")
    deploy.add_argument("--revision", help="tag or commit of the models (default: the tag of the bundle's version)")


def _add_number_path(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", default=DEFAULT_MODEL, help="the one that reads (default: %(default)s)")
    parser.add_argument("--numbers", type=int, default=700, help="how many to compose (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="decides the numbers (default: %(default)s)")


def _add_names(parser: argparse.ArgumentParser, kind: str, known: Collection[str]) -> None:
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{kind}: {', '.join(known)}")
    parser.add_argument("--all", action="store_true", help=f"all {kind}")


def _add_data(parsers: Collection[argparse.ArgumentParser], option: str, data_set: str) -> None:
    for parser in parsers:
        parser.add_argument(option, type=Path, help=f"folder of {data_set}")


def _add_picture_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=200, help="pictures of each kind (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=100, help="decides the pictures (default: %(default)s)")
    parser.add_argument("--only", default="", metavar="WORDS", help="kinds with these words in their name")
    parser.add_argument("--before", type=Path, metavar="CHECKOUT", help="an earlier version, which reads the same ones")


def _add_folder(parser: argparse.ArgumentParser, option: str, default: Path, meaning: str) -> None:
    parser.add_argument(option, type=Path, default=default, help=f"{meaning} (default: %(default)s)")


if __name__ == "__main__":
    sys.exit(main())
