"""Whatever the Hub does, a verified bundle is served in time; and the one that was asked for whenever it can be had."""

import functools
import json
import shutil
from pathlib import Path

import pytest

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.bundle.sources import find_bundle, reference_from_environment
from tests.digit_recognizer.serving import REPO_ID, TAG, TIMEOUT, TOKEN, Served, files_of_a_bundle, serve_once
from tests.hub.faults import Fault


@pytest.fixture
def repo(hub):
    """The repository with one tagged commit."""
    made = hub.add_repo(REPO_ID, files_of_a_bundle())
    made.tags[TAG] = made.history()[0].sha
    return made


@pytest.fixture
def serve(hub, tmp_path):
    """Starts the program once, with the cache of the starts before, and returns what it served."""
    return functools.partial(serve_once, hub, tmp_path / "home")


def is_the_bundled_one(served: Served) -> bool:
    return served.kind == "bundled" and len(served.models) == len(Bundle.open().manifest.models)


def cached_files(tmp_path: Path, pattern: str) -> list[Path]:
    return sorted((tmp_path / "home").rglob(pattern))


def test_no_repository_named_means_the_bundled_weights(monkeypatch):
    monkeypatch.delenv("MODEL_REPO", raising=False)
    assert reference_from_environment() is None
    assert find_bundle(None).source.kind == "bundled"


def test_the_environment_names_repository_and_revision(monkeypatch):
    monkeypatch.setenv("MODEL_REPO", " tester/digits ")
    assert str(reference_from_environment()) == "tester/digits at main"
    monkeypatch.setenv("MODEL_REVISION", "v0.1.0")
    assert str(reference_from_environment()) == "tester/digits at v0.1.0"


def test_the_hubs_weights_are_served_and_only_what_serving_needs_is_fetched(repo, hub, serve):
    served = serve()
    assert (served.kind, served.models, served.commit) == ("hub", ["lenet"], repo.tags[TAG])
    assert not any("model.keras" in request.path for request in hub.requests)
    assert not any(request.authorized for request in hub.requests if request.origin == "storage")


@pytest.mark.usefixtures("repo")
@pytest.mark.parametrize("by", ["tag", "commit"])
def test_a_warm_cache_is_served_without_any_request(repo, hub, serve, by):
    revision = TAG if by == "tag" else repo.tags[TAG]
    serve(revision=revision)
    hub.requests.clear()
    hub.fault = "refuse"
    assert serve(revision=revision).kind == "cache"
    assert hub.requests == []


@pytest.mark.usefixtures("repo")
def test_a_branch_is_asked_of_the_hub_and_found_in_the_cache_when_that_is_away(hub, serve):
    serve(revision="main")
    assert serve(revision="main").kind == "hub"
    hub.fault = "refuse"
    served = serve(revision="main")
    assert served.models == ["lenet"]


@pytest.mark.parametrize(
    "fault",
    [
        "refuse",
        "hang",
        "error_500",
        "forbidden_403",
        "gated",
        "missing_revision",
        "flip_byte",
        "truncate",
        Fault("hang", only="resolve"),
        Fault("slow", seconds=TIMEOUT),
    ],
    ids=lambda fault: fault if isinstance(fault, str) else f"{fault.name} {fault.only}",
)
@pytest.mark.usefixtures("repo")
def test_the_bundled_weights_stand_in_when_the_hub_fails(hub, serve, fault):
    hub.fault = fault
    served = serve()
    assert is_the_bundled_one(served)
    assert f"{REPO_ID} at {TAG}" in served.log
    assert "Serving the bundled weights instead" in served.log


@pytest.mark.usefixtures("repo")
@pytest.mark.parametrize("name", ["flip_byte", "truncate"])
def test_what_came_damaged_once_is_fetched_once_more(hub, serve, name):
    hub.fault = Fault(name, only="model.onnx", times=1)
    assert serve().kind == "hub"


@pytest.mark.usefixtures("repo")
def test_a_damaged_copy_in_the_cache_is_fetched_once_more(hub, serve, tmp_path):
    serve()
    [graph] = cached_files(tmp_path, "snapshots/*/models/lenet/model.onnx")
    blob = graph.resolve()
    blob.write_bytes(blob.read_bytes()[:-1] + b"\0")
    served = serve()
    assert (served.kind, served.models) == ("hub", ["lenet"])
    assert "The cached copy" in served.log
    hub.fault = "refuse"
    assert serve().kind == "cache"


@pytest.mark.usefixtures("repo")
@pytest.mark.parametrize("hub_is_there", [True, False])
def test_a_half_downloaded_copy_is_completed_or_left(hub, serve, tmp_path, hub_is_there):
    serve()
    for graph in cached_files(tmp_path, "snapshots/*/models/lenet/model.onnx"):
        graph.resolve().unlink()
        graph.unlink()
    if not hub_is_there:
        hub.fault = "refuse"
    served = serve()
    assert served.kind == "hub" if hub_is_there else is_the_bundled_one(served)


def test_a_manifest_of_a_newer_version_is_refused_in_a_sentence(hub, serve):
    files = files_of_a_bundle()
    manifest = json.loads(files["manifest.json"])
    files["manifest.json"] = json.dumps(manifest | {"manifest_version": 2}).encode()
    hub.add_repo(REPO_ID, files)
    served = serve(revision="main")
    assert is_the_bundled_one(served)
    assert "manifest version 2; this program reads version 1" in served.log


@pytest.mark.usefixtures("repo")
@pytest.mark.parametrize(
    ("repo_id", "token"),
    [("tester/nothing", TOKEN), ("not a name", TOKEN), ("../../etc", TOKEN), (REPO_ID, "hf_expired")],
    ids=["missing", "malformed", "a path", "an expired token"],
)
def test_a_repository_that_cannot_be_read_leaves_the_bundled_weights(serve, repo_id, token):
    served = serve(repo_id=repo_id, token=token)
    assert is_the_bundled_one(served)
    assert "hf_expired" not in served.log


@pytest.mark.usefixtures("repo")
def test_a_cache_that_cannot_be_written_leaves_the_bundled_weights(serve, tmp_path):
    (tmp_path / "home").write_text("in the way", encoding="utf-8")
    assert is_the_bundled_one(serve())


@pytest.mark.usefixtures("repo")
def test_a_private_repository_is_read_with_the_token_only(repo, serve, tmp_path):
    repo.private = True
    assert serve().kind == "hub"
    shutil.rmtree(tmp_path / "home")
    assert is_the_bundled_one(serve(token=None))
