"""The loopback Hub takes and gives what the real client sends and asks for."""

import hashlib
import json
import sys
from pathlib import Path

import httpx
import pytest

from tests.hub.client import ClientFailedError, client_failure, run_client, run_command
from tests.hub.server import Hub

MODEL = "models/lenet/model.onnx"
CARD = b"---\nlicense: apache-2.0\n---\n# Digits\n"
LARGE = bytes(range(256)) * 40
FILES = {
    "README.md": CARD,
    "manifest.json": b'{"default": "lenet"}\n',
    MODEL: LARGE,
    "models/lenet/config.json": b"{}\n",
}
HF = "from huggingface_hub import *\napi = HfApi()\n"
ID = "tester/digits"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to push: text files and one that goes to large file storage."""
    root = tmp_path / "bundle"
    for path, content in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return root


def files_under(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def pushed(hub: Hub) -> list[str]:
    return [commit.title for commit in hub.repo(ID).history()]


def test_folder_is_pushed_and_pulled_byte_for_byte(hub: Hub, folder: Path, tmp_path: Path) -> None:
    push = f"""
api.create_repo({ID!r}, private=True)
info = api.upload_folder(repo_id={ID!r}, folder_path={str(folder)!r}, commit_message="bundle")
again = api.upload_folder(repo_id={ID!r}, folder_path={str(folder)!r}, commit_message="the same again")
api.create_tag({ID!r}, tag="v1", revision=info.oid)
print(info.oid, again.oid)
"""
    oid, again = run_client(HF + push, hub).split()
    repo = hub.repo(ID)
    assert {path: content for path, content in repo.files.items() if path != ".gitattributes"} == FILES
    assert repo.at("main").files[MODEL].is_lfs
    assert not repo.at("main").files["manifest.json"].is_lfs
    assert repo.private
    assert again == oid == repo.at("v1").sha
    assert pushed(hub) == ["bundle", "initial commit"]

    for revision in ("main", "v1", oid):
        pull = f"print(snapshot_download({ID!r}, revision={revision!r}))"
        snapshot = Path(run_client(HF + pull, hub, home=tmp_path / revision).strip())
        assert snapshot.name == oid
        assert files_under(snapshot) == repo.files
    assert any(request.origin == "storage" for request in hub.requests)
    assert not [request for request in hub.requests if request.origin == "storage" and request.authorized]


def test_only_what_changed_is_sent(hub: Hub, folder: Path) -> None:
    hub.add_repo(ID, {**FILES, "models/old/model.onnx": b"old", "notes.txt": b"kept"})
    (folder / "manifest.json").write_bytes(b"{}")
    push = f'api.upload_folder(repo_id={ID!r}, folder_path={str(folder)!r}, delete_patterns="models/**")'
    run_client(HF + push, hub)
    kept = {".gitattributes": hub.repo(ID).files[".gitattributes"], "notes.txt": b"kept"}
    assert hub.repo(ID).files == {**FILES, **kept, "manifest.json": b"{}"}
    assert not [request for request in hub.requests if request.method == "PUT"]


def test_ignored_files_stay_here(hub: Hub, folder: Path) -> None:
    hub.add_repo(ID)
    (folder / ".gitignore").write_text("# what stays here\n*.log\n/models/lenet/config.json\n", encoding="utf-8")
    (folder / "models/run.log").write_text("secret", encoding="utf-8")
    run_client(f"{HF}api.upload_folder(repo_id={ID!r}, folder_path={str(folder)!r})", hub)
    assert set(hub.repo(ID).files) == {".gitattributes", ".gitignore", "README.md", "manifest.json", MODEL}


def test_settings_and_removal(hub: Hub) -> None:
    repo = hub.add_repo(ID, FILES)
    repo.tags["v1"] = repo.at("main").sha
    hub.add_repo("tester/old", FILES)
    code = f"""
api.update_repo_settings({ID!r}, private=True, gated="auto")
api.delete_tag({ID!r}, tag="v1")
api.create_branch({ID!r}, branch="next")
api.delete_branch({ID!r}, branch="next")
api.delete_repo("tester/old")
api.delete_repo("tester/old", missing_ok=True)
"""
    run_client(HF + code, hub)
    assert (repo.private, repo.gated, repo.tags, list(repo.branches)) == (True, True, {}, ["main"])
    assert list(hub.store.repos) == [("model", ID)]


def test_commits(hub: Hub) -> None:
    hub.add_repo(ID, FILES)
    first = hub.repo(ID).at("main").sha
    code = f"""
def add(text, **options):
    operations = [CommitOperationAdd("a.txt", text)]
    return api.create_commit({ID!r}, operations, commit_message="add", **options)
made = add(b"1", parent_commit={first!r})
pull = add(b"2", create_pr=True)
more = api.upload_file(path_or_fileobj=b"3", path_in_repo="b.skops", repo_id={ID!r}, revision=pull.pr_revision)
empty = api.create_commit({ID!r}, [], commit_message="nothing")
gone = api.create_commit({ID!r}, [CommitOperationDelete("models/lenet/")], commit_message="gone")
print(pull.pr_revision, empty.oid == made.oid, made.oid)
for commit in api.list_repo_commits({ID!r}):
    print(commit.title)
add(b"4", parent_commit={first!r})
"""
    with pytest.raises(ClientFailedError, match=r"412 Precondition Failed[\s\S]*A commit has happened since"):
        run_client(HF + code, hub)
    repo = hub.repo(ID)
    assert pushed(hub) == ["gone", "add", "files of the test", "initial commit"]
    assert repo.files["a.txt"] == b"1"
    assert MODEL not in repo.files
    request = repo.at("refs/pr/1").files
    assert (request["a.txt"].content, request["b.skops"].content) == (b"2", b"3")
    assert request["b.skops"].is_lfs


def test_what_a_repository_tells(hub: Hub) -> None:
    sha = hub.add_repo(ID, FILES).at("main").sha
    code = f"""
import json
api.create_tag({ID!r}, tag="v1")
api.create_tag({ID!r}, tag="v1", exist_ok=True)
api.create_branch({ID!r}, branch="next")
refs = api.list_repo_refs({ID!r}, include_pull_requests=True)
infos = api.get_paths_info({ID!r}, ["models/lenet", "models/lenet/model.onnx", "nothing"], revision="v1")
siblings = {{file.rfilename: file for file in api.model_info({ID!r}, files_metadata=True).siblings}}
print(json.dumps({{
    "user": [api.whoami()["name"], api.whoami()["auth"]["accessToken"]["role"]],
    "exists": [api.repo_exists({ID!r}), api.repo_exists("tester/none"), api.revision_exists({ID!r}, "v2"),
               api.file_exists({ID!r}, "README.md"), api.file_exists({ID!r}, "none.txt")],
    "shas": [api.model_info({ID!r}).sha, api.repo_info({ID!r}, revision="v1").sha, refs.tags[0].target_commit],
    "refs": [refs.tags[0].ref, [branch.ref for branch in refs.branches], refs.pull_requests],
    "files": api.list_repo_files({ID!r}, revision="next"),
    "top": sorted(entry.path for entry in api.list_repo_tree({ID!r})),
    "inside": [entry.path for entry in api.list_repo_tree({ID!r}, "models/lenet")],
    "paths": [[info.path, type(info).__name__] for info in infos],
    "large": [siblings["models/lenet/model.onnx"].lfs.sha256 == infos[1].lfs.sha256, infos[1].size],
}}))
"""
    told = json.loads(run_client(HF + code, hub))
    assert told == {
        "user": ["tester", "write"],
        "exists": [True, False, False, True, False],
        "shas": [sha, sha, sha],
        "refs": ["refs/tags/v1", ["refs/heads/main", "refs/heads/next"], []],
        "files": sorted([".gitattributes", *FILES]),
        "top": [".gitattributes", "README.md", "manifest.json", "models"],
        "inside": ["models/lenet/config.json", "models/lenet/model.onnx"],
        "paths": [["models/lenet", "RepoFolder"], ["models/lenet/model.onnx", "RepoFile"]],
        "large": [True, len(LARGE)],
    }


def test_space_and_dataset(hub: Hub) -> None:
    code = """
api.create_repo("tester/pad", repo_type="space", space_sdk="gradio")
api.add_space_variable("tester/pad", "BUNDLE", "tester/digits")
api.add_space_secret("tester/pad", "HF_TOKEN", "hidden")
api.upload_file(path_or_fileobj=b"print()", path_in_repo="app.py", repo_id="tester/pad", repo_type="space")
print(api.get_space_variables("tester/pad")["BUNDLE"].value, list(api.get_space_secrets("tester/pad")))
print(api.space_info("tester/pad").sdk, api.get_space_runtime("tester/pad").stage)
print(api.create_repo("tester/pad", repo_type="space", space_sdk="gradio", exist_ok=True).repo_type)
print(api.create_repo("tester/strokes", repo_type="dataset").repo_type)
print(open(hf_hub_download("tester/pad", "app.py", repo_type="space")).read())
"""
    printed = run_client(HF + code, hub).splitlines()
    assert printed == ["tester/digits ['HF_TOKEN']", "gradio RUNNING", "space", "dataset", "print()"]
    assert set(hub.repo("tester/pad", "space").files) == {".gitattributes", "README.md", "app.py"}
    assert hub.repo("tester/strokes", "dataset").history()


def test_hardware_of_a_space_and_what_a_free_account_can_host(hub: Hub) -> None:
    hub.has_plan = False
    refused = client_failure(f'{HF}api.create_repo("tester/pad", repo_type="space", space_sdk="gradio")', hub)
    assert refused.classes[0] == "HfHubHTTPError"
    assert "Subscribe to PRO" in refused.text
    code = """
print([hardware.name for hardware in api.list_spaces_hardware()])
api.create_repo("tester/pad", repo_type="space", space_sdk="gradio", space_hardware="zero-a10g")
api.create_repo("tester/page", repo_type="space", space_sdk="static")
print(api.get_space_runtime("tester/pad").hardware, api.pause_space("tester/pad").stage)
print(api.restart_space("tester/pad").stage, api.set_space_sleep_time("tester/pad", 3600).sleep_time)
"""
    printed = run_client(HF + code, hub).splitlines()
    assert printed == ["['cpu-basic', 'cpu-upgrade', 'zero-a10g']", "zero-a10g PAUSED", "RUNNING 3600"]
    hub.has_plan = True
    run_client(f'{HF}api.request_space_hardware("tester/pad", "cpu-upgrade")', hub)
    assert hub.repo("tester/pad", "space").hardware == "cpu-upgrade"


def test_command_line_downloads(hub: Hub, tmp_path: Path) -> None:
    hub.add_repo(ID, FILES)
    command = [sys.executable, "-m", "huggingface_hub.cli.hf", "download", ID, MODEL, "README.md"]
    run_command([*command, "--local-dir", str(tmp_path / "local")], hub)
    assert (tmp_path / "local" / MODEL).read_bytes() == LARGE
    assert (tmp_path / "local/README.md").read_bytes() == CARD


@pytest.mark.parametrize(
    ("wanted", "status", "part", "described"),
    [
        ("bytes=10-19", 206, LARGE[10:20], "bytes 10-19/10240"),
        ("bytes=10000-", 206, LARGE[10000:], "bytes 10000-10239/10240"),
        ("bytes=-5", 206, LARGE[-5:], "bytes 10235-10239/10240"),
        ("bytes=10000-99999", 206, LARGE[10000:], "bytes 10000-10239/10240"),
        ("bytes=10240-", 416, None, "bytes */10240"),
        (None, 200, LARGE, None),
    ],
)
def test_ranges(hub: Hub, wanted: str | None, status: int, part: bytes | None, described: str | None) -> None:
    hub.add_repo(ID, FILES)
    headers = {"Range": wanted} if wanted else {}
    answer = httpx.get(f"{hub.url}/{ID}/resolve/main/{MODEL}", headers=headers, follow_redirects=True)
    assert (answer.status_code, answer.headers.get("Content-Range")) == (status, described)
    assert part is None or answer.content == part


def test_headers_of_files(hub: Hub) -> None:
    sha = hub.add_repo(ID, FILES).at("main").sha
    with httpx.Client(base_url=f"{hub.url}/{ID}/resolve/main") as client:
        text, large, missing = (client.head(f"/{path}") for path in ("manifest.json", MODEL, "none.txt"))
    assert {answer.headers["X-Repo-Commit"] for answer in (text, large, missing)} == {sha}
    git_name = hashlib.sha1(b"blob %d\0" % len(FILES["manifest.json"]) + FILES["manifest.json"]).hexdigest()
    assert (text.status_code, text.headers["ETag"]) == (200, f'"{git_name}"')
    assert text.headers["Content-Length"] == str(len(FILES["manifest.json"]))
    assert (large.status_code, large.headers["X-Linked-Size"]) == (302, str(len(LARGE)))
    assert large.headers["X-Linked-ETag"] == f'"{hashlib.sha256(LARGE).hexdigest()}"'
    assert large.headers["Location"].startswith(hub.storage_url)
    assert (missing.status_code, missing.headers["X-Error-Code"]) == (404, "EntryNotFound")


def test_large_file_in_chunks_and_with_a_wrong_name(hub: Hub) -> None:
    repo = hub.add_repo(ID)
    name = hashlib.sha256(LARGE).hexdigest()
    pieces = (LARGE[start : start + 1000] for start in range(0, len(LARGE), 1000))
    with httpx.Client(base_url=f"{hub.storage_url}/storage/models/{ID}") as client:
        assert client.put(f"/{name}", content=pieces).status_code == 200
        assert client.put(f"/{name}", content=b"something else").status_code == 400
    assert repo.large_files == {name: LARGE}


@pytest.mark.parametrize(
    ("code", "token", "kind", "text"),
    [
        ("api.whoami()", "hf_expired", "HfHubHTTPError", "token from HF_TOKEN environment variable is invalid"),
        ("snapshot_download('tester/open')", "hf_expired", "HfHubHTTPError", "Invalid credentials in Authorization"),
        ("api.create_repo('tester/new')", None, "HfHubHTTPError", "Invalid username or password"),
        (
            "api.create_repo('tester/new')",
            "hf_read",
            "HfHubHTTPError",
            "403 Forbidden: Forbidden: you must use a write",
        ),
        ("api.create_repo('nobody/new')", "hf_write", "HfHubHTTPError", "don't have the rights to create a model"),
        ("api.create_repo('tester/open')", "hf_write", "HfHubHTTPError", "409 Conflict"),
        ("api.create_tag('tester/open', tag='v1')", "hf_write", "HfHubHTTPError", "409 Conflict"),
        ("api.create_tag('tester/open', tag='v2')", "hf_read", "HfHubHTTPError", "you must use a write token"),
        ("upload('tester/open')", None, "RepositoryNotFoundError", "401 Client Error"),
        ("upload('tester/open')", "hf_read", "HfHubHTTPError", "you must use a write token"),
        ("upload('other/open')", "hf_write", "HfHubHTTPError", "pass `create_pr=1`"),
        ("upload('tester/none')", "hf_write", "RepositoryNotFoundError", "404 Client Error"),
        ("upload('tester/open', revision='v1')", "hf_write", "RevisionNotFoundError", "takes no commits"),
        ("api.model_info('tester/closed')", None, "RepositoryNotFoundError", "401 Client Error"),
        ("hf_hub_download('tester/closed', 'a.txt')", None, "RepositoryNotFoundError", "401 Client Error"),
        ("snapshot_download('tester/gated')", "hf_read", "GatedRepoError", "not in the authorized list"),
        ("snapshot_download('tester/gated')", None, "GatedRepoError", "be authenticated"),
        ("hf_hub_download('tester/open', 'a.txt', revision='v2')", None, "RevisionNotFoundError", "404 Client Error"),
        ("hf_hub_download('tester/open', 'b.txt')", None, "RemoteEntryNotFoundError", "404 Client Error"),
        ("upload('tester/open', 'README.md', b'---\\nlicense\\n---\\n')", "hf_write", "ValueError", "bad line in the"),
    ],
)
def test_refusals(hub: Hub, code: str, token: str | None, kind: str, text: str) -> None:
    repo = hub.add_repo("tester/open", {"a.txt": b"a"})
    repo.tags["v1"] = repo.at("main").sha
    hub.add_repo("other/open", {"a.txt": b"a"})
    hub.add_repo("tester/closed", {"a.txt": b"a"}, private=True)
    hub.add_repo("tester/gated", {"a.txt": b"a"}, gated=True)
    upload = "upload = lambda repo, path='b.txt', text=b'b', **more: api.upload_file("
    upload += "path_or_fileobj=text, path_in_repo=path, repo_id=repo, **more)\n"
    failure = client_failure(HF + upload + code, hub, token=token)
    assert failure.classes[0] == kind
    assert text in failure.text
    assert len(repo.commits) == 2
