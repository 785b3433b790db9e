"""The native weights of a bundle's models: what one trains on from, beside the served graphs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from digit_recognizer.bundle.bundle import Bundle
from training.store.config import Recipe, recipe_of
from training.store.restoration import Restoration
from training.store.runs import RunFolder, same_fit
from training.zoo import SERVED

# What each backend calls its WEIGHTS_FILE; read here without waiting for its framework.
NATIVE_FILES = {"keras": "model.keras", "tensorflow": "model.npz", "sklearn": "model.skops"}
RESTORE, RESTORE_ANEW, MAKE = "restore", "restore --force", "make"


@dataclass(frozen=True)
class NativeWeights:
    """The native files of a bundle's models.

    Attributes:
        files: those that were found, by model.
        missing: the models of those that were not, by what makes them.
        from_graphs: models whose weights were read out of the served graph.
        unavailable: models whose weights cannot be had: fitting them again gave others.
    """

    files: Mapping[str, Path]
    missing: Mapping[str, list[str]] = field(default_factory=dict)
    from_graphs: tuple[str, ...] = ()
    unavailable: tuple[str, ...] = ()

    def how_to_make_the_missing(self) -> str:
        """Returns a sentence with the commands, empty where nothing is missing."""
        if not self.missing:
            return ""
        count = sum(len(names) for names in self.missing.values())
        commands = "\n".join(
            f"  python -m training {step} {'--all' if len(names) == len(SERVED) else ' '.join(names)}"
            for step, names in self.missing.items()
        )
        return (
            f"The native weights of {count} models are missing, or not those that the bundle was exported from. "
            f"Get them first:\n{commands}"
        )

    def what_is_left_out(self) -> str:
        """Returns a sentence about the weights that cannot be had, empty where all can."""
        if not self.unavailable:
            return ""
        return (
            f"The native weights of {', '.join(self.unavailable)} are left out, and the card says so: fitted again "
            "here, they were not those of the served graphs."
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
    from_graphs, unavailable = [], []
    for info in bundle.manifest.served:
        served, run = RunFolder(bundle.folder / "models" / info.name), RunFolder(runs / info.name)
        weights = run.path / native_file(served.read_config().recipe)
        restoration = Restoration.read(run.restored) if run.restored.exists() else None
        if restoration and not restoration.is_equal and not run.config.exists():
            unavailable.append(info.name)
        elif step := _missing_step(served, run, weights):
            missing.setdefault(step, []).append(info.name)
        else:
            files[info.name] = weights
            if restoration and restoration.how == "served_graph":
                from_graphs.append(info.name)
    return NativeWeights(files, missing, tuple(from_graphs), tuple(unavailable))


def _missing_step(served: RunFolder, run: RunFolder, weights: Path) -> str:
    """Returns the command that gets the weights of the served graph, or nothing where they are there.

    No command takes anything away from the bundle: weights are read back to it, or a whole model is made.
    """
    exported = served.read_config()
    spec = SERVED.get(exported.recipe.name)
    if spec is None or recipe_of(spec) != exported.recipe:
        return MAKE  # the bundle is older than the recipe
    if not run.config.exists():
        return RESTORE
    if run.read_config().recipe != exported.recipe:
        return RESTORE_ANEW
    if not same_fit(run.read_config(), exported):
        return MAKE
    return "" if weights.exists() else RESTORE
