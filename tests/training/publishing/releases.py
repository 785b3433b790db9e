"""Small releases for tests, part of the committed bundle with made-up native weights, and how to publish them."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digit_recognizer.bundle.bundle import BUNDLED_MODELS
from tests.hub.client import client_failure, run_client
from training.publishing.native import native_file
from training.store.files import read_json, sha256_of, write_json
from training.store.runs import RunFolder
from training.zoo.line_reader import LINE_READER

MODELS = ("lenet", "svm")
NAME = "tester/digits"
FIRST_VERSION = "0.1.0"  # whatever version the committed bundle has come to
FACES_OF_THE_TOKEN = ("hf_write", "hf_read", "hf_wrong")


@dataclass(frozen=True)
class ReleaseFolders:
    """Where a release's parts lie, as the options of `publish` name them."""

    assets: Path
    runs: Path

    @property
    def bundle(self) -> Path:
        return self.assets / "models"

    def change_manifest(self, **changes: Any) -> None:
        write_json(self.bundle / "manifest.json", read_json(self.bundle / "manifest.json") | changes)

    def change_metrics(self, name: str, change) -> None:
        """Changes a model's metrics.json and has the manifest say so."""
        file = self.bundle / "models" / name / "metrics.json"
        metrics = read_json(file)
        change(metrics)
        write_json(file, metrics)
        manifest = read_json(self.bundle / "manifest.json")
        for entry in manifest["models"][name]["files"]:
            if entry["path"].endswith("metrics.json"):
                entry |= {"sha256": sha256_of(file), "bytes": file.stat().st_size}
        self.change_manifest(models=manifest["models"])

    def raise_version(self, version: str) -> None:
        self.change_manifest(bundle_version=version)


def make_release(folder: Path, names: tuple[str, ...] = MODELS, with_line_reader: bool = False) -> ReleaseFolders:
    """Lays out part of the committed bundle, one confusion matrix, and runs with made-up native weights."""
    folders = ReleaseFolders(folder / "assets", folder / "runs")
    manifest = json.loads((BUNDLED_MODELS / "manifest.json").read_text(encoding="utf-8"))
    for name in (*names, LINE_READER.name) if with_line_reader else names:
        source = BUNDLED_MODELS / "models" / name
        shutil.copytree(source, folders.bundle / "models" / name)
        run = folders.runs / name
        run.mkdir(parents=True)
        shutil.copy(source / "config.json", run)
        (run / native_file(RunFolder(source).read_config().recipe)).write_bytes(f"weights of {name}".encode())
    models = {name: manifest["models"][name] for name in names}
    changes = {"bundle_version": FIRST_VERSION, "models": models, "default_model": names[0]}
    if not with_line_reader:
        changes["line_reader"] = None
    write_json(folders.bundle / "manifest.json", manifest | changes)
    (folders.assets / "figures").mkdir()
    shutil.copy(BUNDLED_MODELS.parent / "figures" / f"confusion_{names[0]}.png", folders.assets / "figures")
    return folders


def command(release: ReleaseFolders, name: str = NAME, before: str = "", **options) -> str:
    """Returns the code that publishes, after what else is to be done in its process."""
    places = f"runs=Path({str(release.runs)!r}), assets=Path({str(release.assets)!r})"
    return (
        f"from pathlib import Path\nfrom training.publishing import hub, publish\n{before}\n"
        f"print(publish.publish_bundle({name!r}, {places}, **{options!r}))\n"
    )


def publish(release: ReleaseFolders, hub, token: str | None = "hf_write", before: str = "", **options) -> str:
    return run_client(command(release, before=before, **options), hub, token=token)


def refusal(release: ReleaseFolders, hub, token: str | None = "hf_write", before: str = "", **options) -> str:
    """Publishes in vain; returns the sentence."""
    failure = client_failure(command(release, before=before, **options), hub, token=token, patient=False)
    assert failure.classes[:2] == ["PublishError", "TrainingError"], failure
    assert not any(token in failure.text for token in FACES_OF_THE_TOKEN)
    assert "\n" not in failure.text or "python -m training" in failure.text
    return failure.text
