"""The folders of what is measured, drawn and served."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ReportFolders:
    """Where the report finds and leaves everything: below `assets`."""

    assets: Path

    @property
    def bundle(self) -> Path:
        """The bundle."""
        return self.assets / "models"

    @property
    def reference(self) -> Path:
        """Trials and searches."""
        return self.assets / "reference"

    @property
    def pictures(self) -> Path:
        """How well pictures are read in which the ink is hard to find."""
        return self.reference / "pictures.json"

    @property
    def race(self) -> Path:
        """How many seconds trainings took that were timed."""
        return self.reference / "race.json"

    @property
    def figures(self) -> Path:
        """Every picture."""
        return self.assets / "figures"

    @property
    def report(self) -> Path:
        """The text."""
        return self.assets / "REPORT.md"

    @property
    def concepts(self) -> Path:
        """The lessons' numbers."""
        return self.assets / "concepts.json"

    @property
    def lessons(self) -> Path:
        """Of the lessons' numbers, those that the page of lessons moves."""
        return self.assets / "learn" / "lessons.json"

    @property
    def lesson_digits(self) -> Path:
        """The digits that visitors train on."""
        return self.assets / "learn" / "digits.json"
