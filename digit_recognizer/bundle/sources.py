"""Chooses which weights to serve: an earlier download, the Hub's, or those that come with the program.

Whatever the Hub does (absent, slow, gated, damaged), a verified bundle is returned within a few seconds.
"""

import contextlib
import logging
import os
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from digit_recognizer.bundle.bundle import Bundle, BundleSource, SourceKind
from digit_recognizer.bundle.manifest import MANIFEST_FILE, read_manifest
from digit_recognizer.bundle.tokens import without_token
from digit_recognizer.errors import BundleError, MissingLibraryError

REPO_VARIABLE = "MODEL_REPO"
REVISION_VARIABLE = "MODEL_REVISION"
DEFAULT_BRANCH = "main"
TIMEOUT_SECONDS = 4.0
PROBE_SECONDS = 3.0
DOWNLOADS_AT_ONCE = 8
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reference:
    """A model reference: which revision of which model repository on the Hub.

    Attributes:
        repo_id: USER/NAME.
        revision: a tag or a commit; "main" follows the branch.
    """

    repo_id: str
    revision: str

    @property
    def is_pinned(self) -> bool:
        """Whether the revision stays what it is, so that a cached copy is as good as the Hub's."""
        return self.revision != DEFAULT_BRANCH

    def __str__(self) -> str:
        return f"{self.repo_id} at {self.revision}"


def reference_from_environment() -> Reference | None:
    """Reads `MODEL_REPO` and `MODEL_REVISION`; None where no repository is named."""
    repo_id = os.environ.get(REPO_VARIABLE, "").strip()
    revision = os.environ.get(REVISION_VARIABLE, "").strip() or DEFAULT_BRANCH
    return Reference(repo_id, revision) if repo_id else None


def find_bundle(reference: Reference | None, timeout: float = TIMEOUT_SECONDS) -> Bundle:
    """Returns the reference bundle if it can be had in time, else the one that comes with the program.

    A pinned revision is looked for in the local cache first, and then no network call is made. A branch is asked of the
    Hub first. Every graph's checksum is compared before the bundle is returned.

    Args:
        reference: what to serve; None for the program's own bundle.
        timeout: how many seconds the Hub may take. A download that takes longer goes on in the background and is found
            in the cache at the next start.
    """
    if reference is None:
        return Bundle.open()
    if reference.is_pinned and (cached := _cached(reference)):
        return cached
    if fetched := _fetched_in_time(reference, timeout):
        return fetched
    if not reference.is_pinned and (cached := _cached(reference)):
        return cached
    logger.warning("Serving the bundled weights instead of %s.", reference)
    return Bundle.open()


def _hub_client() -> ModuleType:
    """Returns the Hub's client, told to send nothing but what it is asked for.

    Otherwise its first call of any kind, reading the cache too, asks the Hub for a list of tools: a network call on a
    warm start, and three seconds where the Hub hangs.

    Raises:
        MissingLibraryError: the client is not installed.
    """
    try:
        import huggingface_hub
        from huggingface_hub import constants
    except ImportError as error:
        raise MissingLibraryError(
            "Weights from the Hub need huggingface_hub, which is not installed: pip install 'digit-recognizer[hub]'."
        ) from error

    constants.HF_HUB_DISABLE_TELEMETRY = True
    return huggingface_hub


def _cached(reference: Reference) -> Bundle | None:
    """Returns the verified copy in the local cache, if there is one."""
    hub = _hub_client()
    try:
        manifest = hub.hf_hub_download(
            reference.repo_id, MANIFEST_FILE, revision=reference.revision, local_files_only=True
        )
    except Exception:
        # Not cached, an unreadable cache, a malformed name: each is for the Hub to say, or the log.
        return None
    try:
        return _verified(Path(manifest).parent, reference, "cache")
    except BundleError as error:
        logger.warning("The cached copy of %s is not served: %s", reference, error)
        return None


def _fetched_in_time(reference: Reference, timeout: float) -> Bundle | None:
    """Downloads in a thread of its own, for which nobody waits longer than `timeout` seconds."""
    outcome: list[Bundle] = []

    def fetch() -> None:
        try:
            outcome.append(_fetched(reference))
        except Exception as error:
            # Whatever went wrong, a model is served; and no message may carry the token.
            logger.warning("%s could not be fetched from the Hub: %s", reference, _in_a_sentence(error))

    thread = threading.Thread(target=fetch, name="weights", daemon=True)
    thread.start()
    thread.join(timeout)
    if thread.is_alive():
        logger.warning("The Hub has not delivered %s within %g seconds.", reference, timeout)
    return outcome[0] if outcome else None


def _fetched(reference: Reference) -> Bundle:
    """Downloads and verifies; what does not match its checksum is fetched once more.

    Raises:
        BundleError: the Hub's bundle is damaged or of a version this program does not know.
    """
    # A quick question first: it fails within seconds where a download would hang.
    _hub_client().HfApi().model_info(reference.repo_id, revision=reference.revision, timeout=PROBE_SECONDS)
    try:
        return _downloaded(reference, is_forced=False)
    except BundleError as error:
        logger.warning("The download of %s is damaged and will be fetched again: %s", reference, error)
        return _downloaded(reference, is_forced=True)


def _downloaded(reference: Reference, is_forced: bool) -> Bundle:
    """Downloads the manifest and then the graphs that it lists, several at once."""
    hub = _hub_client()

    def download(name: str) -> Path:
        return Path(hub.hf_hub_download(reference.repo_id, name, revision=reference.revision, force_download=is_forced))

    manifest = download(MANIFEST_FILE)
    _work_through([info.graph.path for info in read_manifest(manifest).served], download)
    return _verified(manifest.parent, reference, "hub")


def _work_through(names: Sequence[str], work: Callable[[str], Any]) -> None:
    """Does `work` for each name in a few threads, and raises the first error.

    The threads are daemons, unlike those of an executor or of `snapshot_download`: a download that hangs must not keep
    the program from ending.
    """
    left: queue.SimpleQueue[str] = queue.SimpleQueue()
    errors: list[Exception] = []
    for name in names:
        left.put(name)

    def work_on() -> None:
        with contextlib.suppress(queue.Empty):
            while not errors:
                name = left.get_nowait()
                try:
                    work(name)
                except Exception as error:
                    errors.append(error)

    threads = [threading.Thread(target=work_on, daemon=True) for _ in range(DOWNLOADS_AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


def _verified(folder: Path, reference: Reference, kind: SourceKind) -> Bundle:
    # The cache names a snapshot's folder after its commit.
    bundle = Bundle.open(folder, BundleSource(kind, reference.repo_id, reference.revision, folder.name))
    bundle.verify()
    return bundle


def _in_a_sentence(error: Exception) -> str:
    """Returns the error's kind and first line, without anything that looks like a token."""
    lines = str(error).strip().splitlines() or [""]
    return without_token(f"{type(error).__name__}: {lines[0]}")
