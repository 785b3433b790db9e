"""The routes that change something: repositories, commits, tags, branches, and a Space's variables."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from fnmatch import fnmatch
from typing import Any

from tests.hub import cards
from tests.hub.access import USER, Call, missing_repo, require_write
from tests.hub.messages import Answer, RefusalError, json_answer
from tests.hub.reading import runtime_of
from tests.hub.repos import REPO_TYPES, Repo, StoredFile, is_large


def create_repo(call: Call) -> Answer:
    """POST /api/repos/create."""
    require_write(call.role)
    wanted = call.json()
    namespace = wanted.get("organization") or USER
    repo_type = wanted.get("type", "model")
    if repo_type not in REPO_TYPES:
        raise RefusalError(400, f"type must be one of {', '.join(REPO_TYPES)}, not {repo_type}")
    if namespace not in call.store.namespaces:
        sentence = f'You don\'t have the rights to create a {repo_type} under the namespace "{namespace}"'
        raise RefusalError(403, sentence)
    repo_id = f"{namespace}/{wanted['name']}"
    existing = call.store.repos.get((repo_type, repo_id))
    if existing:
        # The client reads the address out of this refusal when it was told exist_ok=True.
        sentence = f"You already created this {repo_type} repo"
        return json_answer({"error": sentence, **_address(call, existing)}, 409, {"X-Error-Message": sentence})
    if repo_type == "space":
        _require_plan(call, wanted.get("sdk"), wanted.get("hardware"))
    private = wanted.get("visibility") == "private" or bool(wanted.get("private"))
    hardware = wanted.get("hardware") or "cpu-basic"
    repo = Repo(repo_id, repo_type, private, sdk=wanted.get("sdk"), hardware=hardware)
    for kind, kept in (("variables", repo.variables), ("secrets", repo.secrets)):
        kept |= {entry["key"]: _stamped(entry) for entry in wanted.get(kind, [])}
    call.store.repos[repo_type, repo_id] = repo
    return json_answer({"id": repo_id, **_address(call, repo)})


def _require_plan(call: Call, sdk: str | None, hardware: str | None) -> None:
    """Refuses what a free account cannot host: any Space that runs a program, but on ZeroGPU."""
    if not call.store.has_plan and sdk != "static" and hardware != "zero-a10g":
        raise RefusalError(402, f"Subscribe to PRO to create a {sdk} Space on this hardware")


def change_runtime(call: Call) -> Answer:
    """POST /api/spaces/{repo}/hardware, …/sleeptime, …/pause and …/restart."""
    repo = call.writable_repo()
    if repo.type != "space":
        raise RefusalError(404, "Repository not found", "RepoNotFound")
    kind = call.args["kind"]
    if kind == "hardware":
        _require_plan(call, repo.sdk, call.json()["flavor"])
        repo.hardware = call.json()["flavor"]
    if kind == "sleeptime":
        repo.sleep_seconds = call.json()["seconds"]
    if kind in ("pause", "restart"):
        repo.is_paused = kind == "pause"
    return json_answer(runtime_of(repo))


def delete_repo(call: Call) -> Answer:
    """DELETE /api/repos/delete."""
    require_write(call.role)
    wanted = call.json()
    namespace = wanted.get("organization") or USER
    key = (wanted.get("type", "model"), f"{namespace}/{wanted['name']}")
    if key not in call.store.repos or namespace not in call.store.namespaces:
        raise missing_repo(call.role)
    del call.store.repos[key]
    return json_answer({})


def change_settings(call: Call) -> Answer:
    """PUT /api/{type}s/{repo}/settings: private and gated."""
    repo = call.writable_repo()
    wanted = call.json()
    if "visibility" in wanted:
        repo.private = wanted["visibility"] == "private"
    if "gated" in wanted:
        repo.gated = bool(wanted["gated"])
    return json_answer({"private": repo.private, "gated": repo.gated})


def validate_card(call: Call) -> Answer:
    """POST /api/validate-yaml."""
    wanted = call.json()
    errors, warnings = cards.findings(wanted["content"], wanted["repoType"])
    verdict = {"errors": [{"message": text} for text in errors], "warnings": [{"message": text} for text in warnings]}
    return json_answer(verdict, 400 if errors else 200)


def preupload(call: Call) -> Answer:
    """POST /api/{type}s/{repo}/preupload/{revision}: how each file is to be sent, and what is there already."""
    repo = call.writable_repo(as_pull_request=call.asks_for("create_pr"))
    present = repo.at(call.args["revision"]).files
    wanted = call.json()
    hosted = present[".gitignore"].content.decode() if ".gitignore" in present else ""
    ignored = wanted.get("gitIgnore", hosted).splitlines()
    files = []
    for file in wanted["files"]:
        path = file["path"]
        answer = {
            "path": path,
            "uploadMode": "lfs" if is_large(path, file["size"]) else "regular",
            "shouldIgnore": any(_ignores(pattern, path) for pattern in ignored),
        }
        if path in present:
            answer["oid"] = present[path].etag
        files.append(answer)
    return json_answer({"files": files})


def commit(call: Call) -> Answer:
    """POST /api/{type}s/{repo}/commit/{revision}: one JSON line for the header, one for each operation."""
    as_pull_request = call.asks_for("create_pr")
    repo = call.writable_repo(as_pull_request=as_pull_request)
    revision = call.args["revision"]
    lines = [json.loads(line) for line in call.body.splitlines() if line.strip()]
    if not lines or lines[0]["key"] != "header":
        raise RefusalError(400, "the first line of a commit must be its header")
    header = lines[0]["value"]
    head = repo.at(revision)
    if header.get("parentCommit") not in (None, head.sha):
        raise RefusalError(412, "A commit has happened since. Please refresh and try again.")
    changes: dict[str, StoredFile | None] = {}
    for line in lines[1:]:
        changes |= dict(_changes(repo, head.files, line["key"], line["value"]))
    _refuse_wrong_card(repo, changes.get("README.md"))
    number = None
    if as_pull_request:
        number = repo.open_pull_request(revision)
        revision = f"refs/pr/{number}"
    made = repo.commit(revision, header["summary"], changes, header.get("description", ""))
    page = f"{call.store.url}/{repo.prefix}{repo.repo_id}"
    answer = {"success": True, "commitOid": made.sha, "commitUrl": f"{page}/commit/{made.sha}", "hookOutput": ""}
    if number is not None:
        answer["pullRequestUrl"] = f"{page}/discussions/{number}"
    return json_answer(answer)


def change_tag(call: Call) -> Answer:
    """POST /api/{type}s/{repo}/tag/{revision} makes a tag there; DELETE …/tag/{tag} removes one."""
    repo = call.writable_repo()
    named = call.args["revision"]
    if call.method == "DELETE":
        if repo.tags.pop(named, None) is None:
            raise RefusalError(404, f"Tag not found: {named}", "RevisionNotFound")
        return json_answer({})
    tag = call.json()["tag"]
    sha = repo.at(named).sha
    if tag in repo.tags:
        raise RefusalError(409, f"Tag reference exists already: {tag}")
    repo.tags[tag] = sha
    return json_answer({})


def change_branch(call: Call) -> Answer:
    """POST /api/{type}s/{repo}/branch/{branch} makes one; DELETE removes it."""
    repo = call.writable_repo()
    branch = call.args["revision"]
    if call.method == "DELETE":
        if branch == "main" or branch not in repo.branches:
            raise RefusalError(404, f"Branch not found: {branch}", "RevisionNotFound")
        del repo.branches[branch]
        return json_answer({})
    if branch in repo.branches:
        raise RefusalError(409, f"Reference already exists: {branch}")
    repo.branches[branch] = repo.at(call.json().get("startingPoint", "main")).sha
    return json_answer({})


def change_settings_of_space(call: Call) -> Answer:
    """GET, POST and DELETE /api/spaces/{repo}/variables and …/secrets: of secrets only the names come back."""
    kind = call.args["kind"]
    reads_openly = call.method == "GET" and kind == "variables"
    repo = call.readable_repo() if reads_openly else call.writable_repo()
    if repo.type != "space":
        raise RefusalError(404, "Repository not found", "RepoNotFound")
    kept = repo.variables if kind == "variables" else repo.secrets
    if call.method == "POST":
        kept[call.json()["key"]] = _stamped(call.json())
    if call.method == "DELETE":
        kept.pop(call.json()["key"], None)
    shown = ("value", "description", "updatedAt") if kind == "variables" else ("description", "updatedAt")
    return json_answer({key: {name: entry[name] for name in shown if name in entry} for key, entry in kept.items()})


def _changes(
    repo: Repo, present: dict[str, StoredFile], operation: str, value: dict[str, Any]
) -> Iterator[tuple[str, StoredFile | None]]:
    """Yields each path that one line of a commit touches, with its new content or None."""
    path = value["path"]
    if operation == "file":
        yield path, StoredFile(base64.b64decode(value["content"]))
    elif operation == "lfsFile":
        if value["oid"] not in repo.large_files:
            raise RefusalError(400, f"the large file {value['oid']} of {path} was not uploaded")
        yield path, StoredFile(repo.large_files[value["oid"]], is_lfs=True)
    elif operation in ("deletedFile", "deletedFolder"):
        gone = [path] if operation == "deletedFile" else [at for at in present if at.startswith(f"{path.strip('/')}/")]
        if not gone or not set(gone) <= set(present):
            raise RefusalError(404, f"A file with this name doesn't exist: {path}", "EntryNotFound")
        yield from ((at, None) for at in gone)
    else:
        raise RefusalError(400, f"a commit has no operation {operation}")


def _refuse_wrong_card(repo: Repo, card: StoredFile | None) -> None:
    errors, _ = cards.findings(card.content.decode(), repo.type) if card else ([], [])
    if errors:
        raise RefusalError(400, f"Invalid metadata in README.md: {'; '.join(errors)}")


def _address(call: Call, repo: Repo) -> dict[str, str]:
    return {"url": f"{call.store.url}/{repo.prefix}{repo.repo_id}"}


def _stamped(entry: dict[str, str]) -> dict[str, str]:
    return {**entry, "updatedAt": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")}


def _ignores(pattern: str, path: str) -> bool:
    """Reads the plain patterns of a .gitignore: a name, a folder, a path from the root, wildcards; no negation."""
    pattern = pattern.strip()
    if not pattern or pattern.startswith(("#", "!")):
        return False
    bare = pattern.strip("/")
    parts = path.split("/")
    folders = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
    candidates = folders if pattern.endswith("/") else [*folders, path]
    if "/" in bare or pattern.startswith("/"):
        return any(fnmatch(candidate, bare) for candidate in candidates)
    return any(fnmatch(candidate.rsplit("/", maxsplit=1)[-1], bare) for candidate in candidates)
