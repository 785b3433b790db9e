"""`python -m digit_recognizer.site FOLDER`: writes the page as a site of plain files, without a server."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from digit_recognizer import Recognizer
from digit_recognizer.bundle.sources import find_bundle, reference_from_environment
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.site.addresses import Addresses, space_address
from digit_recognizer.site.files import site_files
from digit_recognizer.site.writing import write_site

MEGABYTE = 10**6


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the site; returns the exit code."""
    options = _parser().parse_args(arguments)
    addresses = Addresses(full_app=options.full_app or space_address(options.space_id))
    try:
        files = site_files(Recognizer(find_bundle(reference_from_environment())), addresses)
        write_site(files, options.folder)
    except (DigitRecognizerError, OSError) as error:
        sys.stderr.write(f"The site was not written: {error}\n")
        return 1
    megabytes = sum(map(len, files.values())) / MEGABYTE
    sys.stdout.write(
        f"Wrote {len(files)} files, {megabytes:.1f} MB, into {options.folder}. Put them on any web server, in any "
        f"folder. To look at the site here: python -m http.server --directory {options.folder}\n"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m digit_recognizer.site", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the site is written; an earlier one there is replaced")
    named = parser.add_mutually_exclusive_group()
    named.add_argument("--space-id", default="", metavar="USER/NAME", help="a Space with the full app, to lead to")
    named.add_argument("--full-app", default="", metavar="ADDRESS", help="the full app anywhere else, to lead to")
    return parser


if __name__ == "__main__":
    sys.exit(main())
