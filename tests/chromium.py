"""The headless browser that tests, benchmarks and screenshots drive."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# A script for every page: a visitor who has begun in this tab, on whose pad nothing draws itself.
HAS_BEGUN = "sessionStorage.setItem('digits-begun', '1')"


def chromium_binary() -> str | None:
    """Returns Chromium from the environment variable CHROMIUM or from the path; None where there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def running_chromium(arguments: Sequence[str] = ARGUMENTS) -> Iterator[Browser]:
    """Runs a headless browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_binary(), args=list(arguments))
        yield browser
        browser.close()
