"""A bundle of served models: a folder whose graphs are opened only when their checksum is right."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from digit_recognizer.bundle.manifest import MANIFEST_FILE, BundledFile, Manifest, read_manifest
from digit_recognizer.errors import BundleError
from digit_recognizer.files import ASSETS

BUNDLED_MODELS = ASSETS / "models"

SourceKind = Literal["hub", "cache", "bundled"]


@dataclass(frozen=True)
class BundleSource:
    """Where a bundle's weights come from.

    Attributes:
        kind: "hub" for just downloaded, "cache" for an earlier download, "bundled" for what comes with the program.
        repo_id: the Hub's model repository, if the weights are from there.
        revision: the tag or commit that was asked for.
        commit: the commit of that revision, 40 hexadecimal digits.
    """

    kind: SourceKind = "bundled"
    repo_id: str | None = None
    revision: str | None = None
    commit: str | None = None


@dataclass(frozen=True)
class Bundle:
    """A folder of models with its manifest, and where it comes from."""

    folder: Path
    manifest: Manifest
    source: BundleSource = BundleSource()

    @classmethod
    def open(cls, folder: str | Path = BUNDLED_MODELS, source: BundleSource | None = None) -> "Bundle":
        """Reads the manifest of a folder.

        Raises:
            BundleError: there is no manifest, it is damaged, or of a version this code does not know.
        """
        return cls(Path(folder), read_manifest(Path(folder) / MANIFEST_FILE), source or BundleSource())

    def verify(self) -> None:
        """Reads every served graph and compares its checksum.

        Raises:
            BundleError: a graph is missing or is not the one that the manifest names.
        """
        for info in self.manifest.served:
            self.read(info.graph)

    def read(self, file: BundledFile) -> bytes:
        """Returns the file's bytes, checked: what was verified is what the caller opens.

        Raises:
            BundleError: the file is missing or is not the one that the manifest names.
        """
        path = self.folder / file.path
        try:
            content = path.read_bytes()
        except OSError as error:
            raise BundleError(f"{file.path} is missing from the bundle in {self.folder}: {error.strerror}.") from error
        found = hashlib.sha256(content).hexdigest()
        if found != file.sha256:
            raise BundleError(
                f"{file.path} is not the file that the manifest names: SHA-256 {found[:12]}… instead of "
                f"{file.sha256[:12]}…. Fetch the bundle again, or run the command again "
                "that was writing it."
            )
        return content
