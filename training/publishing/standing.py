"""What a model repository says that a release would not say any more."""

import json
from collections.abc import Mapping
from typing import Any

from digit_recognizer.bundle.manifest import MANIFEST_FILE
from training.publishing.hub import HubRepository, HubState, Upload
from training.publishing.native import NATIVE_FILES
from training.store.losses import Amounts, lost

PICTURES = "figures/"


def losses_on_the_hub(repository: HubRepository, upload: Upload, state: HubState | None) -> dict[str, list[str]]:
    """Returns by model, or by kind of file, what stands on the Hub and is not in the upload.

    Args:
        repository: where it is to be published.
        upload: the release, with its manifest's bytes.
        state: what the repository holds; None where it does not exist.
    """
    if state is None or MANIFEST_FILE not in state.files:
        return {}
    before, after = _models(repository.read(MANIFEST_FILE, state)), _models(upload[MANIFEST_FILE])
    losses = {name: lost(_said(entry), _said(after.get(name))) for name, entry in before.items()}
    gone = [path for path in state.files if path not in upload]
    losses["native weights"] = [path for path in gone if path.rpartition("/")[2] in NATIVE_FILES.values()]
    losses["pictures"] = [path for path in gone if path.startswith(PICTURES)]
    return {name: parts for name, parts in losses.items() if parts}


def _models(manifest: Any) -> Mapping[str, Any]:
    """Returns what a manifest's bytes say of each model, the line reader among them."""
    content = json.loads(manifest)
    reader = content.get("line_reader")
    return {**content["models"], **({"line_reader": reader} if reader else {})}


def _said(entry: Mapping[str, Any] | None) -> Amounts:
    """Returns what a manifest says of a model, as `lost` compares it; nothing where it has no such model."""
    if entry is None:
        return {}
    said = {f"the figures on {name}": 1 for name in entry["metrics"]["sets"]}
    said["the model itself"] = 1
    said["its rejection threshold"] = int(entry.get("rejection_threshold") is not None)
    said["its temperature"] = int(entry.get("temperature") is not None)
    return said
