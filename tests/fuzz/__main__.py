"""Sends the app hostile requests and says which were not answered as a caller's mistake: `make fuzz`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import httpx

from tests.benchmarks.servers import Server, app_is_ready, running
from tests.fuzz.answers import failures

MAX_LINE_CHARACTERS = 2_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs, prints each failure, and returns 1 where there was one."""
    options = _parser().parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        settings = {"FEEDBACK_FOLDER": f"{folder}/feedback", "GRADIO_TEMP_DIR": f"{folder}/uploads"}
        with running(sys.executable, ["app.py"], app_is_ready, settings, log) as (server, _), _client(server) as http:
            before, found = server.resident_megabytes(), 0
            for failure in failures(http, options.count, options.seed, options.max_seconds):
                print(failure, flush=True)
                found += 1
            after = server.resident_megabytes()
            is_right = http.get("/healthz").is_success
        longest = max(map(len, log.read_text(encoding="utf-8", errors="replace").splitlines()), default=0)
    print(f"{options.count} requests, {found} answered wrongly; memory {before:.0f} MB before, {after:.0f} MB after; ")
    print(f"the longest line of the log has {longest} characters; a known drawing is {'' if is_right else 'not '}read.")
    return 1 if found or not is_right or longest > MAX_LINE_CHARACTERS else 0


def _client(server: Server) -> httpx.Client:
    return httpx.Client(base_url=server.url, timeout=60)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Hostile requests to the app.")
    parser.add_argument("--count", type=int, default=2_000, help="how many requests; 20000 before a release")
    parser.add_argument("--seed", type=int, default=0, help="what they are made from")
    parser.add_argument("--max-seconds", type=float, default=2.0, help="what takes longer is wrong")
    return parser


if __name__ == "__main__":
    sys.exit(main())
