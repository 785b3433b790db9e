"""The native weights of a bundle's models: what one trains on from, beside the served graphs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digit_recognizer.bundle.bundle import Bundle
from training.store.files import read_json
from training.store.runs import RunFolder
from training.zoo import ZOO

# What each backend calls its WEIGHTS_FILE; read here without waiting for its framework.
NATIVE_FILES = {"keras": "model.keras", "tensorflow": "model.npz", "sklearn": "model.skops"}


@dataclass(frozen=True)
class NativeWeights:
    """The native files that were found, by model, and the models of those that were not, by what makes them."""

    files: Mapping[str, Path]
    missing: Mapping[str, list[str]] = field(default_factory=dict)

    def how_to_make_the_missing(self) -> str:
        """Returns a sentence with the commands, empty where nothing is missing."""
        if not self.missing:
            return ""
        count = sum(len(names) for names in self.missing.values())
        commands = "\n".join(
            "  " + " && ".join(f"python -m training {step} {' '.join(names)}" for step in steps.split(", "))
            for steps, names in self.missing.items()
        )
        return (
            f"The native weights of {count} models are not those that the bundle was exported from, or not there. "
            f"Make them first:\n{commands}"
        )


def native_file(recipe: Mapping[str, Any]) -> str:
    """Returns the name of the native weights of a recipe's framework."""
    return NATIVE_FILES[recipe["framework"]]


def find_native_weights(bundle: Bundle, runs: Path) -> NativeWeights:
    """Looks in `runs` for the weights that each model of the bundle was exported from.

    A run of another recipe, or of another fit of the same recipe, is not the model that is served.
    """
    files: dict[str, Path] = {}
    missing: dict[str, list[str]] = {}
    for info in bundle.manifest.served:
        exported = read_json(bundle.folder / "models" / info.name / "config.json")
        run = RunFolder(runs / info.name)
        weights = run.path / native_file(exported["recipe"])
        steps = _missing_steps(exported, run, weights)
        if steps:
            missing.setdefault(steps, []).append(info.name)
        else:
            files[info.name] = weights
    return NativeWeights(files, missing)


def _missing_steps(exported: Mapping[str, Any], run: RunFolder, weights: Path) -> str:
    """Returns the commands that make the weights and a bundle of one piece, or nothing."""
    # What is not in the zoo is measured with the models that it helps.
    rest = "evaluate, export" if exported["recipe"]["name"] in ZOO else "export"
    if not run.config.exists() or run.read_config()["recipe"] != exported["recipe"]:
        return f"fit, {rest}"
    if not weights.exists():
        return f"fit --force, {rest}"
    # Weights are kept uncalibrated: a calibration fitted since on drawings is no other fit of them.
    return "" if _without_calibration(run.read_config()) == _without_calibration(exported) else rest


def _without_calibration(config: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in config.items() if name != "calibration"}
