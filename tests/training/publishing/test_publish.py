"""Publishing is one commit and one tag, and repeated without harm."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from digit_recognizer.bundle.bundle import BUNDLED_MODELS, Bundle
from digit_recognizer.errors import BundleError
from tests.hub.client import client_failure, run_client
from tests.hub.faults import Fault
from tests.hub.fixtures import hub
from tests.training.publishing.releases import NAME, ReleaseFolders, command, make_release, publish, refusal
from training.publishing.publish import assemble_release, tag_of
from training.store.files import read_json

__all__ = ["hub"]
AGREEING = "import functools; publish.publish_bundle = functools.partial(publish.publish_bundle, may_drop=bool)"


def contents(release: ReleaseFolders) -> dict[str, bytes]:
    upload = assemble_release(NAME, release.runs, release.assets).upload
    return {path: content if isinstance(content, bytes) else content.read_bytes() for path, content in upload.items()}


def without_attributes(repo) -> dict[str, bytes]:
    return {path: content for path, content in repo.files.items() if path != ".gitattributes"}


def changing_requests(hub) -> list[str]:
    return [request.line for request in hub.requests if request.method not in ("GET", "HEAD")]


def test_a_release_holds_exactly_what_belongs_to_it(release):
    (release.assets / "figures" / "concept_perceptron_or.png").write_bytes(b"of a lesson")
    (release.runs / "lenet" / "history.json").write_bytes(b"{}")
    assert list(contents(release)) == [
        "LICENSE",
        "README.md",
        "figures/confusion_lenet.png",
        "manifest.json",
        "models/lenet/config.json",
        "models/lenet/metrics.json",
        "models/lenet/model.keras",
        "models/lenet/model.onnx",
        "models/svm/config.json",
        "models/svm/metrics.json",
        "models/svm/model.onnx",
        "models/svm/model.skops",
    ]


def test_a_release_holds_the_line_reader_and_its_card_says_what_it_is(tmp_path):
    held = contents(make_release(tmp_path, with_line_reader=True))
    names = ("config.json", "metrics.json", "model.keras", "model.onnx")
    assert {f"models/line_reader/{name}" for name in names} <= held.keys()
    assert b"`line_reader` learnt from lines" in held["README.md"]


def test_a_damaged_bundle_is_not_published(release):
    graph = release.bundle / "models" / "svm" / "model.onnx"
    graph.write_bytes(graph.read_bytes()[:-1])
    with pytest.raises(BundleError, match=r"models/svm/model.onnx is not the file that the manifest names"):
        assemble_release(NAME, release.runs, release.assets)


def test_one_commit_and_one_tag_hold_everything(release, hub):
    said = publish(release, hub)
    repo = hub.repo(NAME)
    assert without_attributes(repo) == contents(release)
    assert [commit.title for commit in repo.history()] == ["Publish bundle v0.1.0", "initial commit"]
    assert repo.tags == {"v0.1.0": repo.at("main").sha}
    assert not repo.private
    assert f"Published to {hub.url}/{NAME} in one commit" in said
    assert "The card will lack the figures accuracy_against_milliseconds" in said


def test_a_second_time_changes_nothing(release, hub):
    publish(release, hub)
    hub.requests.clear()
    assert "holds this bundle already" in publish(release, hub)
    assert changing_requests(hub) == []


def test_a_dry_run_says_what_would_change_and_changes_nothing(release, hub):
    (release.runs / "svm" / "model.skops").unlink()
    said = publish(release, hub, token=None, is_dry_run=True)
    assert f"{NAME} does not exist, or is not shown without a token" in said
    assert "Files: 11 new, 0 changed, 0 deleted, 0 the same." in said
    stored = (release.assets / "models" / "models" / "lenet" / "model.onnx").stat().st_size
    assert f"{stored:,} bytes  models/lenet/model.onnx" in said
    assert "python -m training restore svm" in said
    assert changing_requests(hub) == []


def test_a_dry_run_of_a_change_names_the_files(release, hub):
    publish(release, hub)
    release.raise_version("0.2.0")
    (release.assets / "figures" / "confusion_lenet.png").unlink()
    hub.requests.clear()
    said = publish(release, hub, is_dry_run=True)
    lines = [line.split()[::3] for line in said.splitlines() if line.startswith("  ")]
    assert lines == [["change", "README.md"], ["change", "manifest.json"], ["delete", "figures/confusion_lenet.png"]]
    assert "The tag v0.2.0 would be set." in said
    assert "It would drop figures/confusion_lenet.png of pictures." in said
    assert changing_requests(hub) == []


def test_a_new_version_is_a_new_commit_and_the_old_tag_stays(release, hub):
    publish(release, hub)
    repo = hub.repo(NAME)
    first = repo.at("main").sha
    release.raise_version("0.2.0")
    (release.assets / "figures" / "confusion_lenet.png").unlink()
    publish(release, hub, before=AGREEING)
    assert without_attributes(repo) == contents(release)
    assert repo.tags == {"v0.1.0": first, "v0.2.0": repo.at("main").sha}
    assert repo.at("main").parent == first


def test_what_stands_on_the_hub_is_not_dropped_without_a_yes(release, hub):
    publish(release, hub)
    repo = hub.repo(NAME)
    first = repo.at("main").sha
    release.raise_version("0.2.0")
    (release.assets / "figures" / "confusion_lenet.png").unlink()
    manifest = read_json(release.bundle / "manifest.json")
    manifest["models"]["lenet"]["metrics"]["sets"].pop("canvas_stress")
    manifest["models"].pop("svm")
    release.change_manifest(models=manifest["models"])
    failure = client_failure(command(release), hub, patient=False)
    assert failure.classes[:2] == ["LossError", "TrainingError"]
    assert "lenet: the figures on canvas_stress; svm: " in failure.text
    assert "the model itself" in failure.text
    assert "native weights: models/svm/model.skops; pictures: figures/confusion_lenet.png" in failure.text
    assert repo.at("main").sha == first
    publish(release, hub, before=AGREEING)
    assert without_attributes(repo) == contents(release)


def test_publishing_waits_for_no_framework():
    code = "import sys; from training.publishing import publish; print({'tensorflow', 'sklearn'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_a_version_that_is_taken_by_other_files_is_refused(release, hub):
    publish(release, hub)
    before = hub.repo(NAME).at("main").sha
    release.change_metrics("svm", lambda metrics: metrics.update(milliseconds=9.0))
    said = refusal(release, hub)
    assert f"v0.1.0 of {NAME} is published already, at commit {before[:12]}" in said
    assert "Raise __version__ in digit_recognizer/__init__.py" in said
    assert hub.repo(NAME).at("main").sha == before
    assert "Raise __version__" in publish(release, hub, is_dry_run=True)


def test_what_somebody_changed_by_hand_is_put_right_under_the_same_tag(release, hub):
    publish(release, hub)
    repo = hub.repo(NAME)
    tagged = dict(repo.tags)
    run_client(
        f"import huggingface_hub as h; h.upload_file(path_or_fileobj=b'x', path_in_repo='x', repo_id='{NAME}')", hub
    )
    assert "The tag v0.1.0 is set." in publish(release, hub)
    assert without_attributes(repo) == contents(release)
    assert repo.tags == tagged


def test_a_pull_request_leaves_main_alone(release, hub):
    hub.add_repo(NAME)
    said = publish(release, hub, create_pr=True)
    repo = hub.repo(NAME)
    assert f"{hub.url}/{NAME}/discussions/1" in said
    assert len(repo.history()) == 1
    assert repo.tags == {}
    assert set(repo.at("refs/pr/1").files) == {".gitattributes", *contents(release)}


def test_a_pull_request_needs_a_repository(release, hub):
    assert "Publish without --create-pr first" in refusal(release, hub, create_pr=True)


def test_a_private_repository_is_made_and_a_public_one_not_taken_for_it(release, hub):
    publish(release, hub, is_private=True)
    assert hub.repo(NAME).private
    assert "holds this bundle already" in publish(release, hub, is_private=True)
    hub.repo(NAME).private = False
    assert "exists and is public" in refusal(release, hub, is_private=True)


def test_a_repository_that_holds_something_else_is_not_emptied(release, hub):
    hub.add_repo(NAME, {"pytorch_model.bin": b"somebody's work", "README.md": b"---\nlicense: mit\n---\n"})
    said = refusal(release, hub)
    assert "exists and holds something else" in said
    assert "pytorch_model.bin" in said
    assert len(hub.repo(NAME).history()) == 2


def test_missing_weights_are_named_before_anything_is_sent(release, hub):
    shutil.rmtree(release.runs)
    said = refusal(release, hub)
    assert "python -m training restore lenet svm" in said
    assert hub.requests == []


@pytest.mark.parametrize("only", ["^PUT /storage/", "/commit/"])
def test_an_interrupted_push_leaves_the_old_revision_and_the_next_completes(release, hub, only):
    publish(release, hub)
    repo = hub.repo(NAME)
    before = repo.at("main")
    next((release.runs / "lenet").glob("model.*")).write_bytes(b"the same weights, saved again")
    release.raise_version("0.2.0")
    hub.fault = Fault("drop_push", only=only)
    assert f"The connection to {hub.url} failed" in refusal(release, hub)
    assert repo.at("main") == before
    assert set(repo.tags) == {"v0.1.0"}
    hub.fault = None
    publish(release, hub)
    assert without_attributes(repo) == contents(release)
    assert repo.tags["v0.2.0"] == repo.at("main").sha


def test_a_hub_that_hangs_in_the_middle_of_a_push_is_left_and_the_next_completes_it(release, hub):
    for only in ("^PUT /storage/", "/commit/", "/tag/"):
        hub.fault = Fault("hang", only=only)
        said = refusal(release, hub, before="hub.SILENCE_SECONDS = 0.5")
        assert f"{hub.url} did not answer in time. Check the network." in said
        assert "run the same command again to continue from there" in said
        assert hub.repo(NAME).tags == {}
    hub.fault = None
    assert "holds this bundle already" in publish(release, hub)
    assert without_attributes(hub.repo(NAME)) == contents(release)
    assert len(hub.repo(NAME).history()) == 2


def test_a_commit_whose_answer_was_lost_is_not_made_twice(release, hub):
    hub.fault = Fault("drop_answer", only="/commit/", times=1)
    refusal(release, hub)
    hub.fault = None
    repo = hub.repo(NAME)
    assert (len(repo.history()), repo.tags) == (2, {})
    assert "Set the tag v0.1.0" in publish(release, hub)
    assert len(repo.history()) == 2
    assert repo.tags == {"v0.1.0": repo.at("main").sha}


def test_a_tag_that_failed_is_set_by_the_next_push(release, hub):
    hub.fault = Fault("error_500", only="/tag/")
    assert "The Hub failed with status 500. Try again later." in refusal(release, hub)
    hub.fault = None
    assert "holds this bundle already" in publish(release, hub)
    assert set(hub.repo(NAME).tags) == {"v0.1.0"}


def test_a_change_by_somebody_else_meanwhile_is_not_overwritten(release, hub):
    hub.add_repo(NAME)
    before = (
        "made = hub.HubRepository.commit\n"
        "def commit(self, *parts, **named):\n"
        f"    self.api.upload_file(path_or_fileobj=b'x', path_in_repo='x', repo_id='{NAME}')\n"
        "    return made(self, *parts, **named)\n"
        "hub.HubRepository.commit = commit\n"
    )
    assert "Somebody changed the model repository tester/digits" in refusal(release, hub, before=before)
    assert set(without_attributes(hub.repo(NAME))) == {"x"}


@pytest.mark.slow
def test_the_whole_bundle_comes_back_byte_for_byte(tmp_path, hub):
    release = make_release(tmp_path, tuple(info.name for info in Bundle.open().manifest.models), with_line_reader=True)
    (release.bundle / "manifest.json").write_bytes((BUNDLED_MODELS / "manifest.json").read_bytes())
    publish(release, hub)
    committed = tag_of(Bundle.open().manifest.bundle_version)
    code = f"import huggingface_hub as h; print(h.snapshot_download('{NAME}', revision='{committed}'))"
    folder = Path(run_client(code, hub, token=None, home=tmp_path / "home").splitlines()[-1])
    fetched = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    fetched.pop(".gitattributes")
    assert fetched == contents(release)
    for info in Bundle.open(folder).manifest.served:
        for file in info.files:
            assert Bundle.open(folder).read(file) == (BUNDLED_MODELS / file.path).read_bytes()
