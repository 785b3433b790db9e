"""The command `python -m training data`: converts public originals."""

import argparse
from pathlib import Path

from digit_recognizer.files import cache_path
from training.data.mnist_writers import MNIST_WRITERS_PATH_VARIABLE
from training.data.pen_strokes import PEN_STROKES_PATH_VARIABLE
from training.data.unipen import UNIPEN_PATH_VARIABLE


def add_data_sets(parser: argparse.ArgumentParser) -> None:
    """Adds the data sets that can be converted, each with its options."""
    data_sets = parser.add_subparsers(required=True, metavar="DATA_SET")
    pen_strokes = data_sets.add_parser("pen-strokes", help="UCI no. 81's unnormalised files")
    pen_strokes.add_argument(
        "--from", dest="sources", type=Path, nargs="+", required=True, metavar="FILE",
        help="pendigits-orig.tra and, if wanted, pendigits-orig.tes, with or without .Z, or UCI's zip",
    )  # fmt: skip
    pen_strokes.set_defaults(convert=_pen_strokes)
    unipen = data_sets.add_parser("unipen", help="UNIPEN train_r01_v07's isolated characters")
    unipen.add_argument(
        "--from", dest="source", type=Path, required=True, metavar="FOLDER", help="the unpacked release"
    )
    unipen.add_argument("--contributors", nargs="+", default=(), metavar="NAME", help="convert only these (aga apa …)")
    unipen.set_defaults(convert=_unipen)
    writers = data_sets.add_parser("mnist-writers", help="QMNIST's extended labels: who wrote each row of MNIST")
    writers.add_argument(
        "--from", dest="source", type=Path, required=True, metavar="FOLDER",
        help="the folder with qmnist-train-labels-idx2-int and qmnist-test-labels-idx2-int, with or without .gz",
    )  # fmt: skip
    writers.set_defaults(convert=_mnist_writers)
    for name, data_set in (("pen-strokes", pen_strokes), ("unipen", unipen), ("mnist-writers", writers)):
        folder = cache_path() / "datasets" / name
        data_set.add_argument("--out", type=Path, default=folder, metavar="FOLDER", help=f"default: {folder}")
        data_set.add_argument("--force", action="store_true", help="replace a folder that is not empty")


def convert(options: argparse.Namespace) -> str:
    """Converts the chosen data set and returns what to tell: what was written, and the variable that names it."""
    options.out = options.out.resolve()
    said, variable = options.convert(options)
    return f"{said}\nTo use it: export {variable}={options.out}"


def _pen_strokes(options: argparse.Namespace) -> tuple[str, str]:
    from training.data.conversion.pen_strokes import convert_pen_strokes

    return convert_pen_strokes(options.sources, options.out, options.force), PEN_STROKES_PATH_VARIABLE


def _unipen(options: argparse.Namespace) -> tuple[str, str]:
    from training.data.conversion.unipen import convert_unipen

    return convert_unipen(options.source, options.out, options.contributors, options.force), UNIPEN_PATH_VARIABLE


def _mnist_writers(options: argparse.Namespace) -> tuple[str, str]:
    from training.data.conversion.mnist_writers import convert_mnist_writers

    return convert_mnist_writers(options.source, options.out, options.force), MNIST_WRITERS_PATH_VARIABLE
