"""Compares what is to be uploaded with what the Hub holds, and changes a repository in one commit."""

import hashlib
import logging
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2
from huggingface_hub import HfApi, SpaceHardware, get_session, set_client_factory
from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

from training.publishing.hub_errors import Place, PublishError, check_repo_id, explained

if TYPE_CHECKING:
    from huggingface_hub import CommitInfo
    from huggingface_hub.hf_api import RepoFile

Content = Path | bytes
Upload = Mapping[str, Content]
FIRST_ANSWER_SECONDS = 10
SILENCE_SECONDS = 90  # the Hub itself breaks a commit off after 60
MADE_BY_THE_HUB = ".gitattributes"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class HubFile:
    """One file of a repository: its size, and the digest that its kind of storage names it by."""

    bytes: int
    digest: str
    is_large: bool


@dataclass(frozen=True)
class HubState:
    """A repository at one commit, 40 hexadecimal digits."""

    commit: str
    is_private: bool
    is_gated: bool
    files: Mapping[str, HubFile]


@dataclass(frozen=True)
class Changes:
    """What a commit would do: sizes in bytes by path."""

    added: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    deleted: Mapping[str, int] = field(default_factory=dict)
    same: Mapping[str, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.deleted)

    @property
    def counts(self) -> str:
        """How many files of each kind there are, in words."""
        return (
            f"{len(self.added)} new, {len(self.changed)} changed, {len(self.deleted)} deleted, "
            f"{len(self.same)} the same"
        )

    def listing(self) -> str:
        """Returns one line for each file that would be touched, with its size."""
        kinds = {"add": self.added, "change": self.changed, "delete": self.deleted}
        return "\n".join(
            f"  {kind:<6}  {size:>12,} bytes  {path}" for kind, files in kinds.items() for path, size in files.items()
        )


class HubRepository:
    """One repository on the Hub, as the holder of the token sees it.

    Every method raises PublishError with a sentence that says what to do.
    """

    def __init__(self, place: Place, is_read_only: bool = False) -> None:
        """Asks for a token at once, unless nothing is to be changed."""
        check_repo_id(place)
        # The client's own client logs every request at the level that commands show to people.
        logging.getLogger("httpx2").setLevel(logging.WARNING)
        bound_silence()
        self.place = place
        self.api = HfApi(token=None if is_read_only else True)

    def at(self, revision: str | None = None) -> HubState | None:
        """Reads what the repository holds at a branch, tag or commit; None where there is no such thing."""
        with explained(self.place):
            try:
                # The first question is where an absent Hub shows, and needs less patience than a push.
                info = self.api.repo_info(
                    self.place.repo_id,
                    repo_type=self.place.repo_type,
                    revision=revision,
                    timeout=FIRST_ANSWER_SECONDS,
                )
            except RevisionNotFoundError:
                return None
            except RepositoryNotFoundError as error:
                if self._is_absent(error):
                    return None
                raise
            # A Space has no gate, and its description no such field.
            is_gated = bool(getattr(info, "gated", False))
            if info.sha is None:
                raise PublishError(f"The Hub names no commit of {self.place}. Run the command again.")
            return HubState(info.sha, bool(info.private), is_gated, self._files(info.sha))

    def _is_absent(self, error: RepositoryNotFoundError) -> bool:
        """Without a token the Hub answers 401 for what is missing and for what is private alike."""
        from huggingface_hub import get_token

        status = error.response.status_code
        return not isinstance(error, GatedRepoError) and (status == 404 or (status == 401 and get_token() is None))

    def _files(self, commit: str) -> dict[str, HubFile]:
        from huggingface_hub.hf_api import RepoFile

        entries = self.api.list_repo_tree(
            self.place.repo_id, repo_type=self.place.repo_type, revision=commit, recursive=True
        )
        files = [entry for entry in entries if isinstance(entry, RepoFile)]
        return {file.path: _hub_file(file) for file in sorted(files, key=lambda file: file.path)}

    def read(self, path: str, state: HubState) -> bytes:
        """Reads one file of a commit."""
        with tempfile.TemporaryDirectory() as folder, explained(self.place):
            file = self.api.hf_hub_download(
                self.place.repo_id, path, repo_type=self.place.repo_type, revision=state.commit, local_dir=folder
            )
            return Path(file).read_bytes()

    def create(self, is_private: bool, space_sdk: str | None = None, space_hardware: str | None = None) -> HubState:
        """Makes the repository and reads what the Hub puts into it; sdk and hardware are a Space's."""
        with explained(self.place):
            self.api.create_repo(
                self.place.repo_id,
                repo_type=self.place.repo_type,
                private=is_private or None,
                space_sdk=space_sdk,
                space_hardware=None if space_hardware is None else SpaceHardware(space_hardware),
                exist_ok=True,
            )
        created = self.at()
        if created is None:
            raise PublishError(f"The Hub made {self.place} but does not show it yet. Run the command again.")
        return created

    def commit(
        self, upload: Upload, changes: Changes, parent: HubState, message: str, create_pr: bool = False
    ) -> "CommitInfo":
        """Adds, changes and deletes files in one commit on what `parent` saw; returns the client's CommitInfo.

        A commit is whole or not there: an interruption leaves the repository at its old revision. Large files that
        had arrived are not sent again by the next attempt.
        """
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        sent = [*changes.added, *changes.changed]
        byte_count = sum(changes.added.values()) + sum(changes.changed.values())
        logger.info("Sending %d files, %.1f MB, to %s.", len(sent), byte_count / 1e6, self.place)
        with explained(self.place):
            return self.api.create_commit(
                self.place.repo_id,
                [
                    *(CommitOperationAdd(path, upload[path]) for path in sent),
                    *(CommitOperationDelete(path, is_folder=False) for path in changes.deleted),
                ],
                commit_message=message,
                repo_type=self.place.repo_type,
                parent_commit=parent.commit,
                create_pr=create_pr,
            )

    def tag(self, name: str, commit: str) -> None:
        """Gives a commit a name that stays."""
        with explained(self.place):
            self.api.create_tag(self.place.repo_id, tag=name, revision=commit, repo_type=self.place.repo_type)

    def set_variables(self, variables: Mapping[str, str]) -> list[str]:
        """Sets those variables of a Space that have another value; returns their names."""
        present = self.variables()
        different = [name for name, value in variables.items() if present.get(name) != value]
        with explained(self.place):
            for name in different:
                self.api.add_space_variable(self.place.repo_id, name, variables[name])
        return different

    def variables(self) -> dict[str, str | None]:
        """Reads a Space's variables."""
        with explained(self.place):
            found = self.api.get_space_variables(self.place.repo_id)
            return {name: variable.value for name, variable in found.items()}


def bound_silence() -> None:
    """Has the Hub's client give up on a Hub that says nothing for long; by itself it would wait without bound.

    Uploads are tried six times, as the client does after every failure of a connection.
    """
    # With the client's own hooks, which refuse what is asked while HF_HUB_OFFLINE is set.
    hooks = get_session().event_hooks
    set_client_factory(partial(httpx2.Client, event_hooks=hooks, follow_redirects=True, timeout=SILENCE_SECONDS))


def compare(upload: Upload, state: HubState | None) -> Changes:
    """Returns what it takes to make the repository hold `upload` and nothing else."""
    present = {} if state is None else state.files
    added: dict[str, int] = {}
    changed: dict[str, int] = {}
    same: dict[str, int] = {}
    for path, content in upload.items():
        found = present.get(path)
        kind = added if found is None else same if _digest(content, found.is_large) == found.digest else changed
        kind[path] = _size(content)
    gone = {path: file.bytes for path, file in present.items() if path not in upload and path != MADE_BY_THE_HUB}
    return Changes(added, changed, gone, same)


def foreign_content(place: Place, changes: Changes, state: HubState | None, mark: str) -> str:
    """Says that a repository holds something else, lest a mistyped name empties it; nothing where it does not.

    Args:
        place: the repository.
        changes: what is about to be done to it.
        state: what it holds.
        mark: the file that all repositories of ours have.
    """
    if state is None or not changes.deleted or mark in state.files:
        return ""
    some = ", ".join(list(changes.deleted)[:3])
    return (
        f"{place.repo_id} exists and holds something else: {len(changes.deleted)} files that would be deleted ({some}) "
        f"and no {mark}. Choose another name, or empty it first: {place.url}/tree/main."
    )


def _hub_file(file: "RepoFile") -> HubFile:
    return HubFile(file.size, file.lfs.sha256 if file.lfs else file.blob_id, bool(file.lfs))


def _digest(content: Content, is_large: bool) -> str:
    """Returns the SHA-256 of a large file's content, or git's name of a regular file."""
    data = content if isinstance(content, bytes) else content.read_bytes()
    if is_large:
        return hashlib.sha256(data).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _size(content: Content) -> int:
    return len(content) if isinstance(content, bytes) else content.stat().st_size
