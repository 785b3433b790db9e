"""Cards as the tests read them: rendered from small releases, taken apart into front matter and tables."""

import re

import yaml

from digit_recognizer.bundle.bundle import BUNDLED_MODELS, Bundle
from training.publishing.card import render_card
from training.store.files import read_json


def rendered(release, **options) -> str:
    return render_card(Bundle.open(release.bundle), release.assets / "figures", "tester/digits", **options)


def metrics_of(name: str, folder=BUNDLED_MODELS) -> dict:
    return read_json(folder / "models" / name / "metrics.json")


def front_matter(card: str) -> dict:
    return yaml.safe_load(card.split("---\n")[1])


def table_below(card: str, heading: str) -> list[list[str]]:
    """Returns the cells of the first table below a heading, its head first."""
    section = card.split(f"## {heading}\n")[1]
    [table] = re.findall(r"(?:^\|.*\n)+", section, flags=re.MULTILINE)[:1]
    rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.strip().splitlines()]
    return [rows[0], *rows[2:]]
