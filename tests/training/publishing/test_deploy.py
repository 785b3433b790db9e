"""A Space gets exactly what it serves with, the models it pulls are pinned, and doing it again changes nothing."""

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml
from gradio_client import Client, handle_file

from digit_recognizer.bundle.bundle import Bundle
from tests.benchmarks.servers import free_port
from tests.conftest import REPOSITORY, started
from tests.hub import cards
from tests.hub.client import client_failure, run_client
from tests.hub.faults import Fault
from tests.hub.fixtures import hub
from tests.pictures import as_png, draw_digit
from tests.training.publishing.releases import NAME, make_release
from training.publishing.deploy import PinnedModels, assemble_space, deploy_space, space_readme
from training.publishing.publish import tag_of

__all__ = ["hub"]

SPACE = "tester/draw"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
MODEL_FILES = ("manifest.json", "models/lenet/model.onnx")
COMMITTED = tag_of(Bundle.open().manifest.bundle_version)
MODELS = PinnedModels(NAME, COMMIT, MODEL_FILES, is_open=True)


@pytest.fixture
def models(hub, tmp_path):
    """The published models: LeNet alone, under a tag."""
    release = make_release(tmp_path, ("lenet",))
    files = {path: (release.bundle / path).read_bytes() for path in MODEL_FILES}
    others = {"README.md": b"---\nlicense: mit\n---\n", "models/lenet/model.keras": b"native"}
    repo = hub.add_repo(NAME, files | others)
    repo.tags[COMMITTED] = repo.at("main").sha
    return repo


def command(before: str = "", **options) -> str:
    return (
        f"from training.publishing import deploy, hub\n{before}\n"
        f"print(deploy.deploy_space({SPACE!r}, {NAME!r}, **{options!r}))\n"
    )


def deploy(hub, token: str | None = "hf_write", **options) -> str:
    return run_client(command(**options), hub, token=token)


def refusal(hub, **options) -> str:
    failure = client_failure(command(**options), hub, patient=False)
    assert failure.classes[0] == "PublishError", failure
    return failure.text


def front_matter(readme: str | bytes) -> dict:
    text = readme if isinstance(readme, str) else readme.decode()
    return yaml.safe_load(text.split("---\n")[1])


def space_files(hub) -> dict[str, bytes]:
    return {path: content for path, content in hub.repo(SPACE, "space").files.items() if path != ".gitattributes"}


def variables(hub) -> dict[str, str]:
    return {name: entry["value"] for name, entry in hub.repo(SPACE, "space").variables.items()}


def changing_requests(hub) -> list[str]:
    return [request.line for request in hub.requests if request.method != "GET"]


def test_a_space_gets_exactly_what_git_keeps_of_app_library_and_assets():
    listed = ["git", "ls-files", "-co", "--exclude-standard", "-z", "--deduplicate"]
    kept = subprocess.run(listed, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.split("\0")
    needed = {"app.py", "LICENSE", "README.md", "pyproject.toml", "requirements.txt"}
    needed |= {path for path in kept if path.startswith(("digit_recognizer/", "assets/"))}
    of_the_repository = (
        "assets/reference/",
        "assets/figures/",
        "assets/REPORT.md",
        "assets/concepts.json",
        "assets/pack",
    )
    needed -= {path for path in needed if path.startswith(of_the_repository)}
    needed -= {path for path in needed if path.endswith(("tsconfig.json", ".d.ts"))}
    needed = {path for path in needed if (REPOSITORY / path).exists()}
    upload = assemble_space(REPOSITORY, MODELS)
    assert set(upload) == needed
    assert list(upload) == sorted(upload)


def test_caches_and_hidden_files_stay_behind(tmp_path):
    served = ("app.py", "LICENSE", "pyproject.toml", "requirements.txt", "README.md", "assets/b.json")
    for name in (*served, "assets/reference/a.json", "assets/figures/a.png", "assets/REPORT.md", "docs/c.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("---\ntitle: x\n---\n", encoding="utf-8")
    for name in ("__pycache__/c.cpython-311.pyc", ".env", ".cache/d", "e.pyi", "referenced.py", "f/__init__.py"):
        path = tmp_path / "digit_recognizer" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    inside = ("digit_recognizer/f/__init__.py", "digit_recognizer/referenced.py")
    assert list(assemble_space(tmp_path, MODELS)) == sorted([*served, *inside])


def test_the_front_matter_names_the_models_and_has_them_loaded_first():
    before = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    after = space_readme(before, MODELS)
    metadata = front_matter(after)
    assert metadata["models"] == [NAME]
    assert metadata["preload_from_hub"] == [f"{NAME} {','.join(MODEL_FILES)} {COMMIT}"]
    assert metadata["python_version"] == "3.12.12"
    kept = {key: value for key, value in front_matter(before).items() if key != "models"}
    assert {key: metadata[key] for key in kept} == kept
    assert space_readme(after, MODELS) == after


def test_the_spaces_page_leads_only_to_what_is_there():
    upload = assemble_space(REPOSITORY, MODELS)
    page = upload["README.md"].decode()
    links = re.findall(r"\]\(([^)#]+)\)", page)
    assert [link for link in links if not link.startswith("https://")] == ["LICENSE"]
    assert f"https://huggingface.co/{NAME}" in links
    assert f"at commit `{COMMIT}`" in page
    assert cards.findings(page, "space") == ([], [])


def test_a_space_carries_no_more_than_what_it_serves():
    upload = assemble_space(REPOSITORY, MODELS)
    sizes = {path: len(file) if isinstance(file, bytes) else file.stat().st_size for path, file in upload.items()}
    engine = sum(size for path, size in sizes.items() if path.startswith("assets/engine/"))
    others = sum(size for path, size in sizes.items() if not path.endswith(".onnx")) - engine
    assert engine < 2_500_000
    assert others < 3_500_000


def test_a_free_account_is_told_what_it_can_host(hub, models):
    hub.has_plan = False
    said = refusal(hub)
    assert "The Hub asks for a paid plan to do this for the Space tester/draw" in said
    assert "A free account in good standing may host two on ZeroGPU: run the command again with --zero-gpu." in said
    assert "Deployed to" in deploy(hub, on_zero_gpu=True)
    assert hub.repo(SPACE, "space").hardware == "zero-a10g"


def test_the_space_installs_the_gradio_that_it_names():
    requirements = (REPOSITORY / "requirements.txt").read_text(encoding="utf-8").splitlines()
    named = front_matter((REPOSITORY / "README.md").read_text(encoding="utf-8"))["sdk_version"]
    assert f"gradio=={named}" in requirements
    pinned = [line for line in requirements if line and not line.startswith("#")]
    assert all("==" in line for line in pinned)


def test_a_missing_space_is_made_with_everything(hub, models):
    said = deploy(hub)
    space = hub.repo(SPACE, "space")
    sha = models.at("main").sha
    pinned = PinnedModels(NAME, sha, MODEL_FILES, is_open=True)
    upload = assemble_space(REPOSITORY, pinned)
    wanted = {path: content if isinstance(content, bytes) else content.read_bytes() for path, content in upload.items()}
    # There the page names the Hub that it was deployed to.
    wanted["README.md"] = wanted["README.md"].replace(b"https://huggingface.co", hub.url.encode())
    assert space_files(hub) == wanted
    assert space.sdk == "gradio"
    assert len(space.history()) == 2
    assert variables(hub) == {"MODEL_REPO": NAME, "MODEL_REVISION": sha}
    assert f"Deployed to {hub.url}/spaces/{SPACE} in one commit" in said


def test_a_second_time_changes_nothing(hub, models):
    deploy(hub)
    hub.requests.clear()
    assert "holds this app already. Its variables are already set." in deploy(hub)
    assert changing_requests(hub) == []


def test_another_revision_of_the_models_changes_the_readme_and_one_variable(hub, models):
    deploy(hub)
    models.commit("main", "next", {})
    newer = models.at("main").sha
    hub.requests.clear()
    said = deploy(hub, revision="main")
    assert "0 new, 1 changed, 0 deleted" in said
    assert "Set MODEL_REVISION." in said
    assert variables(hub)["MODEL_REVISION"] == newer
    assert front_matter(space_files(hub)["README.md"])["preload_from_hub"][0].endswith(newer)
    assert len([line for line in changing_requests(hub) if "/variables" in line]) == 1


def test_files_that_left_the_project_leave_the_space(hub, models):
    deploy(hub)
    space = hub.repo(SPACE, "space")
    run_client(
        f"import huggingface_hub as h\nh.upload_file(path_or_fileobj=b'x', path_in_repo='old.py', repo_id={SPACE!r}, "
        "repo_type='space')",
        hub,
    )
    deploy(hub)
    assert "old.py" not in space_files(hub)
    assert len(space.history()) == 4


def test_a_dry_run_changes_nothing(hub, models):
    said = deploy(hub, token=None, is_dry_run=True)
    assert f"the Space {SPACE} does not exist" in said
    assert f"MODEL_REVISION={models.at('main').sha}" in said
    assert "bytes  app.py" in said
    assert changing_requests(hub) == []


def test_models_that_are_not_published_are_named(hub):
    assert "python -m training publish --repo-id tester/digits" in refusal(hub)
    hub.add_repo(NAME, {"README.md": b"---\nlicense: mit\n---\n"})
    assert f"The Hub shows no models at {COMMITTED} of tester/digits" in refusal(hub)
    assert "there is no manifest.json" in refusal(hub, revision="main")
    assert changing_requests(hub) == []


def test_private_models_are_not_preloaded_and_the_secret_is_asked_for(hub, models):
    models.private = True
    said = deploy(hub)
    assert "give the Space a secret HF_TOKEN" in said
    assert "preload_from_hub" not in front_matter(space_files(hub)["README.md"])


def test_a_space_that_holds_something_else_is_not_emptied(hub, models):
    hub.add_repo(SPACE, {"index.html": b"somebody's page"}, type="space", sdk="static")
    assert "exists and holds something else" in refusal(hub)
    assert set(space_files(hub)) == {"README.md", "index.html"}


@pytest.mark.parametrize("only", ["/commit/", "POST .*/variables", "^PUT /storage/"])
def test_an_interrupted_deployment_is_completed_by_the_next(hub, models, only):
    hub.fault = Fault("error_500" if "variables" in only else "drop_push", only=only)
    refusal(hub)
    assert variables(hub) == {}
    hub.fault = None
    deploy(hub)
    assert len(hub.repo(SPACE, "space").history()) == 2
    assert variables(hub)["MODEL_REPO"] == NAME


def test_a_malformed_space_is_refused_before_anything_is_asked():
    with pytest.raises(ValueError, match="'draw' is not a name on the Hub"):
        deploy_space("draw", NAME, is_dry_run=True)


def test_what_is_preloaded_is_all_that_the_app_needs(hub, models, tmp_path):
    """Does what the Space's build does with preload_from_hub, then starts as the app does, without a network."""
    deploy(hub)
    repo_id, files, commit = front_matter(space_files(hub)["README.md"])["preload_from_hub"][0].split()
    fetch = (
        f"import huggingface_hub as h\nfor file in {files!r}.split(','):\n"
        f"    h.hf_hub_download({repo_id!r}, file, revision={commit!r})"
    )
    run_client(fetch, hub, token=None, home=tmp_path)
    hub.requests.clear()
    start = "from digit_recognizer.bundle.sources import *\nprint(find_bundle(reference_from_environment()).source)"
    said = run_client(start, hub, token=None, home=tmp_path, settings=variables(hub))
    assert "kind='cache'" in said
    assert commit in said
    assert hub.requests == []


@pytest.fixture(scope="module")
def uploaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a deployment uploads, and nothing beside it."""
    folder = tmp_path_factory.mktemp("space")
    for path, content in assemble_space(REPOSITORY, MODELS).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content if isinstance(content, bytes) else content.read_bytes())
    return folder


@pytest.fixture(scope="module")
def space_url(uploaded: Path) -> Iterator[str]:
    """The address of the uploaded folder's app, started there as a Space starts it."""
    port = free_port()
    left_out = ("PYTHONPATH", "MODEL_REPO", "MODEL_REVISION")
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {"GRADIO_SERVER_PORT": str(port), "GRADIO_SERVER_NAME": "127.0.0.1"}
    python = os.environ.get("SERVING_PYTHON", sys.executable)
    log = uploaded.parent / f"{uploaded.name}.log"
    url = f"http://127.0.0.1:{port}"
    with started([python, "app.py"], url, log, cwd=uploaded, env=environment):
        yield url


@pytest.mark.slow
def test_the_uploaded_folder_alone_serves(space_url, tmp_path):
    (tmp_path / "seven.png").write_bytes(as_png(draw_digit("7")))
    client = Client(space_url, verbose=False, analytics_enabled=False)
    answer = client.predict(handle_file(tmp_path / "seven.png"), top_k=3, api_name="/predict")
    client.close()
    assert answer["label"] == "7"
    assert len(answer["confidences"]) == 3
    assert httpx.get(space_url).is_success


@pytest.mark.slow
def test_the_library_is_installed_from_the_uploaded_folder(uploaded, tmp_path):
    """As the card says: `pip install .` in the Space's code."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=uploaded, capture_output=True, check=True)
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"digit_recognizer/__init__.py", "digit_recognizer/app.py"} <= set(names)
    assert "digit_recognizer/assets/models/manifest.json" in names
