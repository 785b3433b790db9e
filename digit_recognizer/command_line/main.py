"""Parses what was asked of the command, hands it on, and turns how it went into an exit code."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from digit_recognizer import __version__
from digit_recognizer.command_line.formats import Format, write_line
from digit_recognizer.command_line.models import list_models
from digit_recognizer.command_line.parts import read_in_parts
from digit_recognizer.command_line.pictures import STDIN
from digit_recognizer.command_line.reading import read_pictures
from digit_recognizer.command_line.serving import serve
from digit_recognizer.contract import CLASS_COUNT
from digit_recognizer.errors import DigitRecognizerError, UnknownModelError

MAX_PORT = 65535
FAILED = 1
INTERRUPTED = 130

DESCRIPTION = "Reads handwritten digits and numbers from drawings and photos."
EPILOG = """\
exit codes: 0 when all went well, 1 when a picture could not be read or the page not be served, 2 for wrong usage
"""
READ_DESCRIPTION = """\
Reads one digit from each picture, or with --number one line of digits.

Each picture gets a line on standard output: its name, the digit, how probable
that is, and "not a digit?" where it probably shows something else. A picture
that cannot be read gets a line on standard error instead; the others are read.
"""
READ_EPILOG = """\
examples:
  digits read seven.png
  digits read scans/ --csv > digits.csv
  digits read --number --json meter.jpg | jq -r .text
  curl -s https://example.org/seven.png | digits read -
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command.

    Args:
        arguments: what follows the command's name; by default what this process was started with.

    Returns:
        the exit code: 0, or 1 when a picture could not be read or the page not be served.

    Raises:
        SystemExit: the usage is wrong (2), or help or the version was asked for (0).
    """
    options = _parser().parse_args(arguments)
    parser: argparse.ArgumentParser = options.parser
    try:
        return options.command(options)
    except UnknownModelError as error:
        parser.error(str(error))
    except BrokenPipeError:
        # Whoever reads the output has had enough, as `head` does. Nor may Python's own flush at the end complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except (DigitRecognizerError, OSError) as error:
        write_line(f"digits: {error}", sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="digits", description=DESCRIPTION, epilog=EPILOG)
    parser.add_argument("--version", action="version", version=f"digits {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_read(commands)
    models = _add(commands, "models", list_models, "list the models, how accurate and how fast they are")
    _add_formats(models)
    page = _add(commands, "serve", serve, "serve the page where anyone draws digits, and its endpoints")
    page.add_argument("--host", help="address to listen on (default: 127.0.0.1; 0.0.0.0 for every network)")
    page.add_argument("--port", type=_port, help="port to listen on (default: the first free one from 7860 on)")
    return parser


def _read(options: argparse.Namespace) -> int:
    if options.dask and not options.output:
        options.parser.error("--dask needs --output, a folder for the answers")
    return read_in_parts(options) if options.output else read_pictures(options)


def _add_read(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    read = _add(commands, "read", _read, "read pictures", description=READ_DESCRIPTION, epilog=READ_EPILOG)
    read.add_argument(
        "pictures",
        nargs="+",
        metavar="PICTURE",
        help=f"a file; a folder, for all pictures in it and its folders, in the order of their paths; or {STDIN} "
        "for standard input",
    )
    read.add_argument("--number", action="store_true", help="read whole numbers instead of single digits")
    read.add_argument(
        "--digits-only", action="store_true", help="with --number: leave out minus, point, comma and colon"
    )
    read.add_argument("--model", metavar="NAME", help="name of the model that reads; `digits models` lists them")
    read.add_argument(
        "--top-k",
        type=int,
        choices=range(1, CLASS_COUNT + 1),
        default=1,
        metavar="K",
        help=f"how many digits to answer, the most probable first, 1 to {CLASS_COUNT} (default: %(default)s); with "
        "--number for each digit, in JSON only",
    )
    read.add_argument(
        "--output",
        type=Path,
        metavar="FOLDER",
        help="write the answers part by part into this folder; the same command goes on where it was stopped. Here a "
        "PICTURE may also be a .parquet file with a column `image`",
    )
    read.add_argument(
        "--dask", metavar="ADDRESS", help="with --output: read on the workers of this Dask scheduler, tcp://HOST:PORT"
    )
    _add_formats(read)


def _add(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    command: Callable[[argparse.Namespace], int],
    purpose: str,
    *,
    description: str | None = None,
    epilog: str | None = None,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=purpose,
        description=description or f"{purpose[0].upper()}{purpose[1:]}.",
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(command=command, parser=parser)
    return parser


def _add_formats(parser: argparse.ArgumentParser) -> None:
    formats = parser.add_mutually_exclusive_group()
    parser.set_defaults(format=Format.TEXT)
    formats.add_argument(
        "--json", dest="format", action="store_const", const=Format.JSON, help="one JSON object a line (JSON Lines)"
    )
    formats.add_argument(
        "--csv", dest="format", action="store_const", const=Format.CSV, help="CSV, the first line names the columns"
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text) <= MAX_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; name one from 0 to {MAX_PORT}")
    return int(text)
