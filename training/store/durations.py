"""How long fits take, by what earlier ones took."""

from collections.abc import Mapping
from pathlib import Path

from training.store.runs import RunFolder
from training.zoo import TRAINED
from training.zoo.spec import ModelSpec


def estimate_seconds(spec: ModelSpec, bundle: Path, known: Mapping[str, ModelSpec] = TRAINED) -> float | None:
    """Returns how long a fit takes, as the bundle's config.json has it; None where it tells nothing.

    A teacher, which no bundle holds, takes as long per epoch as those whom it teaches.

    Args:
        spec: the model.
        bundle: the folder with the manifest.
        known: the models among which a teacher's pupils are looked for.
    """
    if (recorded := _recorded_seconds(spec, bundle)) is not None:
        return recorded
    for pupil in known.values():
        seconds = _recorded_seconds(pupil, bundle) if pupil.training.get("teacher") == spec.name else None
        if seconds is not None:
            return seconds * _epochs(spec) / _epochs(pupil)
    return None


def _recorded_seconds(spec: ModelSpec, bundle: Path) -> float | None:
    run = RunFolder(bundle / "models" / spec.name)
    if not run.config.exists():
        return None
    config = run.read_config()
    # Networks that hold writers out are trained beside the one that ships, one per core; their seconds are added up.
    networks = 1 + (config.data.folds or 0)
    return config.training_seconds / min(config.hardware.cpu_cores, networks)


def _epochs(spec: ModelSpec) -> int:
    return sum(cycle["epochs"] for cycle in spec.training["cycles"])
