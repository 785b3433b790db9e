"""Commands: python -m training fit|evaluate|export|readme."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from training.data import DatasetError, load_mnist
from training.files import DEFAULT_BUNDLE, DEFAULT_RUNS
from training.runs import RunError
from training.zoo import ZOO, find_spec
from training.zoo.spec import ModelSpec


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns 0, or 2 when what was asked for can not be done."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        options.command(options)
    except (DatasetError, RunError, KeyError, OSError) as error:
        print(f"{error.args[0] if isinstance(error, KeyError) else error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name, command, purpose in (
        ("fit", _fit, "train models on MNIST's training rows"),
        ("evaluate", _evaluate, "measure fitted models on the test rows"),
        ("export", _export, "write served graphs and the bundle"),
    ):
        subparser = commands.add_parser(name, help=purpose, description=purpose)
        subparser.set_defaults(command=command)
        subparser.add_argument("names", nargs="*", metavar="NAME", help=f"models: {', '.join(ZOO)}")
        subparser.add_argument("--all", action="store_true", help="every model of the zoo")
        subparser.add_argument("--mnist", type=Path, help="folder laid out as the Hub's ylecun/mnist")
        subparser.add_argument("--runs", type=Path, default=DEFAULT_RUNS, help="folder of runs (default: %(default)s)")
        if command is _fit:
            subparser.add_argument("--force", action="store_true", help="fit again what is fitted already")
        if command is _evaluate:
            subparser.add_argument(
                "--pen-strokes", type=Path, help="folder of the pen strokes: measures on drawings too"
            )
        if command is _export:
            subparser.add_argument("--bundle", type=Path, default=DEFAULT_BUNDLE, help="default: %(default)s")
    readme = commands.add_parser("readme", help="write the measured figures into README.md")
    readme.set_defaults(command=_readme)
    readme.add_argument("--bundle", type=Path, default=DEFAULT_BUNDLE, help="default: %(default)s")
    return parser


def _chosen(options: argparse.Namespace) -> list[ModelSpec]:
    if options.all == bool(options.names):
        raise KeyError(f"Name the models, or say --all. Known models: {', '.join(ZOO)}.")
    return list(ZOO.values()) if options.all else [find_spec(name) for name in options.names]


def _fit(options: argparse.Namespace) -> None:
    from training.fit import fit_models

    fit_models(_chosen(options), load_mnist(options.mnist), options.runs, force=options.force)


def _evaluate(options: argparse.Namespace) -> None:
    from training.evaluate import MNIST_TEST, PEN_STROKES, evaluate_models
    from training.pen_drawings import load_pen_drawings

    specs = _chosen(options)
    datasets = {MNIST_TEST: load_mnist(options.mnist).test}
    if options.pen_strokes:
        datasets[PEN_STROKES] = load_pen_drawings(options.pen_strokes)
    evaluate_models(specs, datasets, options.runs)


def _export(options: argparse.Namespace) -> None:
    from training.export import export_models

    export_models(_chosen(options), load_mnist(options.mnist).test, options.runs, options.bundle)


def _readme(options: argparse.Namespace) -> None:
    from training.readme import write_readme

    write_readme(options.bundle)


if __name__ == "__main__":
    sys.exit(main())
