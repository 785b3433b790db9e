"""The native weights of a bundle's models: what one trains on from, beside the served graphs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from digit_recognizer.bundle.bundle import Bundle
from training.store.config import Recipe, RunConfig
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
            f"The native weights of {count} models are missing, or not those that the bundle was exported from. "
            f"Make them first:\n{commands}"
        )


def native_file(recipe: Recipe) -> str:
    """Returns the name of the native weights of a recipe's framework."""
    return NATIVE_FILES[recipe.framework]


def find_native_weights(bundle: Bundle, runs: Path) -> NativeWeights:
    """Looks in `runs` for the weights that each model of the bundle was exported from.

    A run of another recipe, or of another fit of the same recipe, is not the model that is served.
    """
    files: dict[str, Path] = {}
    missing: dict[str, list[str]] = {}
    for info in bundle.manifest.served:
        exported = RunFolder(bundle.folder / "models" / info.name).read_config()
        run = RunFolder(runs / info.name)
        weights = run.path / native_file(exported.recipe)
        steps = _missing_steps(exported, run, weights)
        if steps:
            missing.setdefault(steps, []).append(info.name)
        else:
            files[info.name] = weights
    return NativeWeights(files, missing)


def _missing_steps(exported: RunConfig, run: RunFolder, weights: Path) -> str:
    """Returns the commands that make the weights and a bundle of one piece, or nothing."""
    # What is not in the zoo is measured with the models that it helps.
    rest = "evaluate, export" if exported.recipe.name in ZOO else "export"
    if not run.config.exists() or run.read_config().recipe != exported.recipe:
        return f"fit, {rest}"
    if not weights.exists():
        return f"fit --force, {rest}"
    # Weights are kept uncalibrated: a calibration fitted since on drawings is no other fit of them.
    is_same_fit = replace(run.read_config(), calibration=None) == replace(exported, calibration=None)
    return "" if is_same_fit else rest
