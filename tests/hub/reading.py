"""The routes that change nothing: who is asking, what a repository holds, and its files."""

import hashlib
import re
from typing import Any
from urllib.parse import parse_qs

from tests.hub.access import USER, Call
from tests.hub.messages import Answer, RefusalError, json_answer
from tests.hub.repos import Commit, Repo, StoredFile

BYTE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
HARDWARE = (
    ("cpu-basic", "CPU Basic", "2 vCPU", "16 GB"),
    ("cpu-upgrade", "CPU Upgrade", "8 vCPU", "32 GB"),
    ("zero-a10g", "ZeroGPU", "", ""),
)


def tell_user(call: Call) -> Answer:
    """GET /api/whoami-v2."""
    if call.role is None:
        raise RefusalError(401, "Invalid username or password.")
    access = {"type": "access_token", "accessToken": {"displayName": "tests", "role": call.role}}
    return json_answer({"type": "user", "name": USER, "fullname": USER, "orgs": [], "auth": access})


def list_agents(_: Call) -> Answer:
    """GET /api/agent-harnesses: the client's first request with an empty HF_HOME, whatever it was asked to do."""
    return json_answer({"standardEnvVars": [], "harnesses": {}})


def tell_repo(call: Call) -> Answer:
    """GET /api/{type}s/{repo}[/revision/{revision}]."""
    repo = call.readable_repo()
    commit = repo.at(call.args.get("revision") or "main")
    info: dict[str, Any] = {
        "_id": hashlib.sha1(repo.repo_id.encode(), usedforsecurity=False).hexdigest()[:24],
        "id": repo.repo_id,
        "author": repo.repo_id.split("/", maxsplit=1)[0],
        "sha": commit.sha,
        "lastModified": commit.date,
        "createdAt": repo.history()[-1].date,
        "private": repo.private,
        "gated": "auto" if repo.gated else False,
        "disabled": False,
        "downloads": 0,
        "likes": 0,
        "tags": [],
        "siblings": [_sibling(path, file, call.asks_for("blobs")) for path, file in sorted(commit.files.items())],
    }
    if repo.type == "model":
        info["modelId"] = repo.repo_id
    if repo.type == "space":
        info |= {"sdk": repo.sdk, "runtime": runtime_of(repo), "subdomain": repo.repo_id.replace("/", "-")}
    return json_answer(info)


def tell_runtime(call: Call) -> Answer:
    """GET /api/spaces/{repo}/runtime."""
    return json_answer(runtime_of(call.readable_repo()))


def runtime_of(repo: Repo) -> dict[str, Any]:
    """Returns what the Hub says of a Space's machine."""
    if repo.type != "space":
        raise RefusalError(404, "Repository not found", "RepoNotFound")
    return {
        "stage": "PAUSED" if repo.is_paused else "RUNNING",
        "hardware": {"current": repo.hardware, "requested": repo.hardware},
        "storage": None,
        "gcTimeout": repo.sleep_seconds,
    }


def list_hardware(_: Call) -> Answer:
    """GET /api/spaces/hardware."""
    names = ("name", "prettyName", "cpu", "ram")
    unpriced = {"accelerator": None, "unitCostMicroUSD": 0, "unitCostUSD": 0.0, "unitLabel": "minute"}
    unpriced |= {"ephemeralStorage": "20 GB"}
    return json_answer([dict(zip(names, row, strict=True)) | unpriced for row in HARDWARE])


def list_tree(call: Call) -> Answer:
    """GET /api/{type}s/{repo}/tree/{revision}[/{path}]."""
    commit = call.readable_repo().at(call.args["revision"])
    folder = (call.args.get("path") or "").strip("/")
    inside = f"{folder}/" if folder else ""
    entries = [entry for entry in _entries(commit) if entry["path"].startswith(inside)]
    if not entries and folder:
        raise RefusalError(404, f"{folder} does not exist on the given revision", "EntryNotFound")
    if not call.asks_for("recursive"):
        entries = [entry for entry in entries if "/" not in entry["path"][len(inside) :]]
    return json_answer(entries)


def list_paths(call: Call) -> Answer:
    """POST /api/{type}s/{repo}/paths-info/{revision}: a form with `paths`; unknown ones are left out."""
    commit = call.readable_repo().at(call.args["revision"])
    wanted = {path.rstrip("/") for path in parse_qs(call.body.decode()).get("paths", [])}
    return json_answer([entry for entry in _entries(commit) if entry["path"] in wanted])


def list_refs(call: Call) -> Answer:
    """GET /api/{type}s/{repo}/refs."""
    repo = call.readable_repo()

    def described(prefix: str, refs: dict[Any, str]) -> list[dict[str, str]]:
        return [{"name": str(name), "ref": f"{prefix}{name}", "targetCommit": sha} for name, sha in refs.items()]

    refs = {
        "branches": described("refs/heads/", repo.branches),
        "tags": described("refs/tags/", repo.tags),
        "converts": [],
    }
    if call.asks_for("include_prs"):
        refs["pullRequests"] = described("refs/pr/", repo.pull_requests)
    return json_answer(refs)


def list_commits(call: Call) -> Answer:
    """GET /api/{type}s/{repo}/commits/{revision}, newest first."""
    history = call.readable_repo().history(call.args["revision"])
    return json_answer(
        [
            {"id": commit.sha, "title": commit.title, "message": commit.description, "date": commit.date}
            | {"authors": [{"user": USER}]}
            for commit in history
        ]
    )


def check_access(call: Call) -> Answer:
    """GET /api/{type}s/{repo}/auth-check[/write]."""
    if call.args.get("write"):
        call.writable_repo()
    else:
        call.downloadable_repo()
    return json_answer({})


def resolve(call: Call) -> Answer:
    """HEAD and GET /[{type}s/]{repo}/resolve/{revision}/{path}: large files are sent on to the storage."""
    repo = call.downloadable_repo()
    commit = repo.at(call.args["revision"])
    path = call.args["path"]
    headers = {"X-Repo-Commit": commit.sha}
    file = commit.files.get(path)
    if file is None:
        raise RefusalError(404, "Entry not found", "EntryNotFound", headers)
    if file.is_lfs:
        headers |= {
            "X-Linked-ETag": f'"{file.etag}"',
            "X-Linked-Size": str(len(file.content)),
            "Location": storage_address(call, repo, file.sha256),
        }
        return Answer(302, b"Found", {"Content-Type": "text/plain", **headers})
    headers |= {"ETag": f'"{file.etag}"', "Content-Disposition": f'inline; filename="{path.rsplit("/")[-1]}";'}
    return file_answer(file.content, call.byte_range, headers)


def fetch_large_file(call: Call) -> Answer:
    """GET and HEAD of an address in the storage: signed, so no token is needed there, or wanted."""
    repo = call.store.repos.get((call.repo_type, call.repo_id))
    content = repo and repo.large_files.get(call.args["oid"])
    if content is None:
        raise RefusalError(403, "Access denied")
    return file_answer(content, call.byte_range, {"ETag": f'"{call.args["oid"]}"'})


def storage_address(call: Call, repo: Repo, oid: str) -> str:
    """Returns the address of a large file: at another origin than the Hub's, as behind its delivery network."""
    return f"{call.store.storage_url}/storage/{repo.type}s/{repo.repo_id}/{oid}"


def file_answer(content: bytes, byte_range: str | None, headers: dict[str, str]) -> Answer:
    """Returns a file, or the part of it that a Range header asks for."""
    headers = {"Content-Type": "application/octet-stream", "Accept-Ranges": "bytes", **headers}
    match = BYTE_RANGE.fullmatch(byte_range or "")
    if not match or not any(match.groups()):
        return Answer(200, content, headers, is_file=True)
    first, last = match.groups()
    size = len(content)
    start = int(first) if first else max(0, size - int(last))
    end = min(size, int(last) + 1) if first and last else size
    if start >= end:
        raise RefusalError(416, "Range not satisfiable", headers={"Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Answer(206, content[start:end], headers, is_file=True)


def _sibling(path: str, file: StoredFile, with_blobs: bool) -> dict[str, Any]:
    if not with_blobs:
        return {"rfilename": path}
    sibling = {"rfilename": path, "size": len(file.content), "blobId": file.blob_id}
    if file.is_lfs:
        sibling["lfs"] = {"sha256": file.sha256, "size": len(file.content), "pointerSize": len(file.pointer)}
    return sibling


def _entries(commit: Commit) -> list[dict[str, Any]]:
    """Lists folders and files as the tree does."""
    folders = {folder for path in commit.files for folder in _parents(path)}
    entries = [{"type": "directory", "oid": _folder_id(commit, path), "size": 0, "path": path} for path in folders]
    for path, file in commit.files.items():
        entry: dict[str, Any] = {"type": "file", "oid": file.blob_id, "size": len(file.content), "path": path}
        if file.is_lfs:
            entry["lfs"] = {"oid": file.sha256, "size": len(file.content), "pointerSize": len(file.pointer)}
        entries.append(entry)
    return sorted(entries, key=lambda entry: entry["path"])


def _parents(path: str) -> list[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


def _folder_id(commit: Commit, folder: str) -> str:
    inside = [f"{path} {file.blob_id}" for path, file in commit.files.items() if path.startswith(f"{folder}/")]
    return hashlib.sha1("\n".join(sorted(inside)).encode(), usedforsecurity=False).hexdigest()
