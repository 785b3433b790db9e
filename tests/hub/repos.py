"""What the server holds in memory: repositories with their commits, branches, tags and pull requests."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.hub.messages import RefusalError

REPO_TYPES = ("model", "dataset", "space")
LFS_ENDINGS = (".onnx", ".keras", ".skops", ".png")
LFS_BYTES = 1_000_000
GIT_ATTRIBUTES = "".join(f"*{ending} filter=lfs diff=lfs merge=lfs -text\n" for ending in LFS_ENDINGS).encode()
SPACE_CARD = "---\ntitle: {name}\nemoji: 🏃\ncolorFrom: blue\ncolorTo: gray\nsdk: {sdk}\npinned: false\n---\n"


@dataclass(frozen=True)
class StoredFile:
    """One file at one commit."""

    content: bytes
    is_lfs: bool = False

    @property
    def sha256(self) -> str:
        """The name under which large file storage keeps the content."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def pointer(self) -> bytes:
        """What git stores in the place of a large file."""
        sentence = f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256}\nsize {len(self.content)}\n"
        return sentence.encode()

    @property
    def blob_id(self) -> str:
        """Git's name of the file: the client compares it to find out what has changed."""
        stored = self.pointer if self.is_lfs else self.content
        return hashlib.sha1(b"blob %d\0" % len(stored) + stored, usedforsecurity=False).hexdigest()

    @property
    def etag(self) -> str:
        """The name of the content in the client's cache."""
        return self.sha256 if self.is_lfs else self.blob_id


@dataclass(frozen=True)
class Commit:
    """All files of a repository at one point of its history."""

    sha: str
    parent: str | None
    title: str
    description: str
    files: dict[str, StoredFile]
    date: str


@dataclass
class Repo:
    """One repository of type model, dataset or space."""

    repo_id: str
    type: str = "model"
    private: bool = False
    gated: bool = False
    sdk: str | None = None
    hardware: str = "cpu-basic"
    sleep_seconds: int | None = None
    is_paused: bool = False
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    pull_requests: dict[int, str] = field(default_factory=dict)
    variables: dict[str, dict[str, str]] = field(default_factory=dict)
    secrets: dict[str, dict[str, str]] = field(default_factory=dict)
    large_files: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Makes the first commit, as the Hub does for a new repository."""
        files = {".gitattributes": StoredFile(GIT_ATTRIBUTES)}
        if self.type == "space":
            card = SPACE_CARD.format(name=self.repo_id.split("/")[-1], sdk=self.sdk or "gradio")
            files["README.md"] = StoredFile(card.encode())
        self.branches["main"] = self._record("initial commit", "", files, None)

    @property
    def prefix(self) -> str:
        """What stands before the id in addresses of pages and files: nothing for models."""
        return "" if self.type == "model" else f"{self.type}s/"

    @property
    def files(self) -> dict[str, bytes]:
        """The content of every file on main."""
        return {path: file.content for path, file in self.at("main").files.items()}

    def at(self, revision: str) -> Commit:
        """Returns the commit that a branch, a tag, a full ref or a 40-hex name points to."""
        refs = {**self.commit_refs(), **{f"refs/tags/{name}": sha for name, sha in self.tags.items()}}
        for name in (revision, f"refs/heads/{revision}", f"refs/tags/{revision}"):
            sha = refs.get(name, name)
            if sha in self.commits:
                return self.commits[sha]
        raise RefusalError(404, f"Invalid rev id: {revision}", "RevisionNotFound")

    def commit_refs(self) -> dict[str, str]:
        """Returns the refs that take commits: branches and pull requests."""
        branches = {f"refs/heads/{name}": sha for name, sha in self.branches.items()}
        return branches | {f"refs/pr/{number}": sha for number, sha in self.pull_requests.items()}

    def history(self, revision: str = "main") -> list[Commit]:
        """Returns the commits behind a revision, newest first."""
        commits = [self.at(revision)]
        while commits[-1].parent:
            commits.append(self.commits[commits[-1].parent])
        return commits

    def commit(self, revision: str, title: str, changes: dict[str, StoredFile | None], description: str = "") -> Commit:
        """Adds a commit to a branch or a pull request; a change to None deletes."""
        ref = revision if revision.startswith("refs/") else f"refs/heads/{revision}"
        if ref not in self.commit_refs():
            raise RefusalError(404, f"Invalid rev id: {revision} takes no commits", "RevisionNotFound")
        head = self.at(ref)
        files = {path: file for path, file in ({**head.files, **changes}).items() if file is not None}
        sha = self._record(title, description, files, head.sha)
        if ref.startswith("refs/pr/"):
            self.pull_requests[int(ref.removeprefix("refs/pr/"))] = sha
        else:
            self.branches[ref.removeprefix("refs/heads/")] = sha
        return self.commits[sha]

    def open_pull_request(self, revision: str) -> int:
        """Opens a pull request at a revision and returns its number."""
        number = len(self.pull_requests) + 1
        self.pull_requests[number] = self.at(revision).sha
        return number

    def _record(self, title: str, description: str, files: dict[str, StoredFile], parent: str | None) -> str:
        listing = "".join(f"{path} {file.blob_id}\n" for path, file in sorted(files.items()))
        text = f"{self.type} {self.repo_id} {len(self.commits)} {parent} {title}\n{listing}"
        sha = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        self.commits[sha] = Commit(sha, parent, title, description, files, date)
        self.large_files |= {file.sha256: file.content for file in files.values() if file.is_lfs}
        return sha


def is_large(path: str, size: int) -> bool:
    """Says whether a file goes to large file storage; empty files never do."""
    return size > 0 and (path.endswith(LFS_ENDINGS) or size > LFS_BYTES)
