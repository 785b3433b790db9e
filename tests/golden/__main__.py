"""Checks, records and reads the golden pictures: `python -m tests.golden check`."""

import argparse
import sys
from pathlib import Path

from tests.golden.pictures import COUNT, golden_pictures
from tests.golden.records import compare, load, read_lines, save


def main(arguments: list[str] | None = None) -> int:
    """Runs one of the three commands; returns 1 when an answer differs from the recorded one."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="say which answers differ from those recorded")
    check.add_argument("--fail-fast", action="store_true", help="end with the first picture that differs")
    commands.add_parser("record", help="record what is answered now")
    read = commands.add_parser("read", help="write one line for each picture, to compare two checkouts")
    read.add_argument("--count", type=int, default=500, help="how many pictures (default: %(default)s)")
    read.add_argument("--out", type=Path, required=True, help="the file to write")
    chosen = parser.parse_args(arguments)
    if chosen.command == "record":
        save(read_lines())
        print(f"Recorded the answers to {COUNT} pictures.")
        return 0
    if chosen.command == "read":
        chosen.out.write_text("\n".join(read_lines(chosen.count)) + "\n", encoding="utf-8")
        print(f"Read {chosen.count} pictures into {chosen.out}.")
        return 0
    return _check(chosen.fail_fast)


def _check(fail_fast: bool) -> int:
    recorded = load()
    differing = 0
    for picture in golden_pictures(COUNT):
        differences = compare(recorded, picture)
        for difference in differences:
            print(difference, flush=True)
        differing += bool(differences)
        if differences and fail_fast:
            return 1
    print(
        f"{differing} of {COUNT} pictures are answered differently."
        if differing
        else f"All {COUNT} answers are as recorded."
    )
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main())
