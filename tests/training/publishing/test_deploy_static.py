"""A static Space gets the site and nothing else, is free for everyone, and leads to the full app and back."""

import re

import pytest

from tests.conftest import REPOSITORY
from tests.hub import cards
from tests.hub.client import client_failure, run_client
from tests.hub.fixtures import hub
from tests.training.publishing.test_deploy import changing_requests, front_matter
from training.__main__ import main
from training.publishing.deploy_static import assemble_static, deploy_static

__all__ = ["hub"]

FILES = {"README.md": b"---\nsdk: static\n---\n", "index.html": b"page", "worker.js": b"worker"}
SPACE, FULL, MODELS = "tester/digits-static", "tester/draw", "tester/digits"


@pytest.fixture(scope="module")
def upload():
    return assemble_static(REPOSITORY, SPACE, MODELS, FULL)


def command(full_space: str = FULL, **options) -> str:
    """What the client runs: the site itself is made once, above, and stands for itself here by a few files."""
    return (
        "from training.publishing import deploy_static, hub\n"
        f"deploy_static.assemble_static = lambda *_: {FILES!r}\n"
        f"print(deploy_static.deploy_static({SPACE!r}, {MODELS!r}, {full_space!r}, **{options!r}))\n"
    )


def files_of(hub) -> dict[str, bytes]:
    return {path: content for path, content in hub.repo(SPACE, "space").files.items() if path != ".gitattributes"}


def test_a_static_space_is_made_by_a_free_account_and_both_lead_to_each_other(hub):
    hub.has_plan = False
    hub.add_repo(FULL, {"app.py": b""}, type="space", sdk="gradio")
    said = run_client(command(), hub)
    assert f"Deployed to {hub.url}/spaces/{SPACE} in one commit" in said
    assert f"{hub.url}/spaces/{FULL} leads there now." in said
    assert hub.repo(SPACE, "space").sdk == "static"
    assert files_of(hub) == FILES
    assert hub.repo(FULL, "space").variables["STATIC_SPACE_ID"]["value"] == SPACE
    hub.requests.clear()
    assert "holds this site already." in run_client(command(), hub)
    assert changing_requests(hub) == []


def test_a_dry_run_changes_nothing_and_what_is_missing_or_foreign_is_named(hub):
    said = run_client(command("", is_dry_run=True), hub, token=None)
    assert f"the Space {SPACE} does not exist" in said
    assert "bytes  index.html" in said
    refused = client_failure(command(), hub, patient=False).text
    assert f"The Hub does not show the Space {FULL}. Deploy the full app first" in refused
    hub.add_repo(SPACE, {"index.html": b"somebody's page", "style.css": b""}, type="space", sdk="static")
    assert "exists and holds something else" in client_failure(command(""), hub, patient=False).text
    assert changing_requests(hub) == []


def test_the_spaces_page_says_what_it_is_and_leads_only_to_what_is_there(upload):
    page = upload["README.md"].decode()
    metadata = front_matter(page)
    assert (metadata["sdk"], metadata["app_file"], metadata["models"]) == ("static", "index.html", [MODELS])
    assert not {"sdk_version", "python_version", "preload_from_hub"} & set(metadata)
    links = re.findall(r"\]\(([^)#]+)\)", page)
    assert [link for link in links if not link.startswith("https://")] == ["LICENSE"]
    assert f"https://huggingface.co/spaces/{FULL}" in links
    assert cards.findings(page, "space") == ([], [])
    assert f"spaces/{FULL}".encode() in upload["draw.js"]
    assert f"{MODELS}/tree/v".encode() in upload["draw.js"]
    assert "app.py" not in upload


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--space-id", "a/b"], "deploy needs --repo-id USER/NAME"),
        (["--space-id", "a/b", "--static", "--zero-gpu"], "takes no --zero-gpu"),
        (["--space-id", "b", "--static"], "'b' is not a name on the Hub"),
        (["--space-id", "a/b", "--static", "--full-space", "a/b"], "a/b cannot be both"),
    ],
)
def test_what_does_not_go_together_ends_in_a_sentence(options, says, capsys):
    assert main(["deploy", "--dry-run", *options]) == 2
    assert says in capsys.readouterr().err


def test_a_name_is_checked_before_anything_is_made():
    with pytest.raises(ValueError, match="is not a name on the Hub"):
        deploy_static("draw", is_dry_run=True)
