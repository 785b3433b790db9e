"""Commits what is new in a folder of verdicts to a private dataset on the Hub, once, in a process of its own.

    python -m digit_recognizer.feedback.batch FOLDER REPO_ID SECONDS

The Hub's client waits without bound for a Hub that hangs, and its threads cannot be stopped; a process can. It prints
one line of JSON: {"published": 3, "left": 0}, or {"kind": "…", "message": "…"} when nothing was published.
"""

import json
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from digit_recognizer.bundle.tokens import without_token
from digit_recognizer.feedback.outcome import Failure, Outcome, Published
from digit_recognizer.feedback.store import METADATA_FILE, as_json_lines, is_damaged, locked, read_rows, write_rows
from digit_recognizer.feedback.verdict import FILE_NAME

DATASET = "dataset"
FOLDER_IN_REPO = "data"
PICTURES_PER_COMMIT = 100
FIRST_ANSWER_SECONDS = 10
EXIT_LATE = 124


class PublicDatasetError(ValueError):
    """The dataset is not private, as the page promises visitors it is."""


@dataclass(frozen=True)
class Change:
    """What one shard's folder in the dataset lacks, or has too much.

    Attributes:
        shard: the folder on this machine.
        rows: the lines that its metadata is to have.
        added: the content of new pictures, by name.
        removed: names of pictures that were taken back.
    """

    shard: Path
    rows: Sequence[dict[str, Any]]
    added: Mapping[str, bytes]
    removed: Sequence[str]

    def path(self, name: str) -> str:
        """Returns where a file of this shard lies in the dataset."""
        return f"{FOLDER_IN_REPO}/{self.shard.name}/{name}"


def find_changes(folder: Path, repo_id: str, max_pictures: int = PICTURES_PER_COMMIT) -> tuple[list[Change], int]:
    """Compares each shard with what of it was last published there.

    Returns:
        The changes for one commit, and how many new pictures are left for the next.
    """
    changes, room, left = [], max_pictures, 0
    record = _record_name(repo_id)
    with locked(folder):
        for shard in sorted({file.parent for name in (METADATA_FILE, record) for file in folder.glob(f"*/{name}")}):
            if is_damaged(shard):
                continue
            rows, before = read_rows(shard), read_rows(shard, record)
            published = {row[FILE_NAME] for row in before}
            new = [name for row in rows if (name := row[FILE_NAME]) not in published and (shard / name).exists()]
            added = {name: (shard / name).read_bytes() for name in new[:room]}
            known = published | set(added)
            rows = [row for row in rows if row[FILE_NAME] in known]
            if rows != before:
                changes.append(Change(shard, rows, added, sorted(published - {row[FILE_NAME] for row in rows})))
            left += len(new[room:])
            room -= len(added)
    return changes, left


def publish_changes(folder: Path, repo_id: str) -> Published:
    """Makes one commit of what is new, and remembers it beside the verdicts.

    Raises:
        PublicDatasetError: everybody could read it.
        Timeout: another process is at it.
    """
    with FileLock(folder / ".publishing.lock", timeout=0):
        changes, left = find_changes(folder, repo_id)
        if changes:
            _commit(changes, repo_id)
        for change in changes:
            write_rows(change.shard / _record_name(repo_id), change.rows)
    return {"published": sum(len(change.added) for change in changes), "left": left}


def _commit(changes: Sequence[Change], repo_id: str) -> None:
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

    api = HfApi()
    _ensure_private(api, repo_id)
    operations: list[CommitOperationAdd | CommitOperationDelete] = []
    unwanted = [change.path(name) for change in changes for name in change.removed]
    for change in changes:
        operations += [CommitOperationAdd(change.path(name), content) for name, content in change.added.items()]
        if change.rows:
            operations.append(CommitOperationAdd(change.path(METADATA_FILE), as_json_lines(change.rows)))
        else:
            unwanted.append(change.path(METADATA_FILE))
    # What is gone already, after a commit whose answer was lost, cannot be deleted again.
    there = [entry.path for entry in api.get_paths_info(repo_id, unwanted, repo_type=DATASET)] if unwanted else []
    operations += [CommitOperationDelete(path) for path in there]
    added, removed = sum(len(change.added) for change in changes), sum(len(change.removed) for change in changes)
    message = f"Answers: {added} added, {removed} withdrawn"
    api.create_commit(repo_id, operations, commit_message=message, repo_type=DATASET)


def _ensure_private(api: Any, repo_id: str) -> None:
    from huggingface_hub.errors import RepositoryNotFoundError

    try:
        info = api.repo_info(repo_id, repo_type=DATASET, timeout=FIRST_ANSWER_SECONDS)
    except RepositoryNotFoundError:
        api.create_repo(repo_id, repo_type=DATASET, private=True, exist_ok=True)
        info = api.repo_info(repo_id, repo_type=DATASET, timeout=FIRST_ANSWER_SECONDS)
    if not info.private:
        raise PublicDatasetError(
            f"The dataset {repo_id} is public, and the page promises visitors a private one. Make it private in its "
            "settings, or name another in FEEDBACK_REPO."
        )


def _record_name(repo_id: str) -> str:
    """Returns the file in which a shard notes what of it that dataset has."""
    return f".in-{repo_id.replace('/', '--')}.jsonl"


def _as_failure(error: Exception) -> Failure:
    """Returns the error's kind, by which it is known again, and its first line without anything like a token."""
    response = getattr(error, "response", None)
    kind = f"{type(error).__name__} {getattr(response, 'status_code', '')}".strip()
    lines = str(error).strip().splitlines() or [kind]
    message = lines[0] if isinstance(error, PublicDatasetError) else f"{kind}: {lines[0]}"
    return {"kind": kind, "message": without_token(message)}


def main(folder: str, repo_id: str, seconds: str) -> None:
    """Publishes once and prints what came of it; ends after so many seconds, whatever the Hub does."""
    limit = threading.Timer(float(seconds), os._exit, [EXIT_LATE])
    limit.daemon = True
    limit.start()
    try:
        outcome: Outcome = publish_changes(Path(folder), repo_id)
    except Exception as error:
        # Whatever went wrong, the app goes on; and no message may carry the token.
        outcome = _as_failure(error)
    sys.stdout.write(json.dumps(outcome) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
