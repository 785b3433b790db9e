"""Whatever the Hub or its client says becomes a sentence that says what to do, without the token."""

import httpx2
import pytest
from huggingface_hub import errors

from tests.hub.client import ClientFailedError, run_client
from tests.hub.fixtures import hub
from tests.training.publishing.releases import NAME, command, refusal
from training.publishing.hub_errors import Place, PublishError, check_repo_id, explained, sentence_for, without_token
from training.publishing.publish import publish_bundle

__all__ = ["hub"]


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        (
            None,
            "No token for the Hub was found. Make one with the role Write at https://huggingface.co/settings/tokens",
        ),
        ("hf_wrong", "The Hub does not accept the token: it is wrong, expired or revoked."),
        ("hf_read", "The token has no right to change"),
        ("hf_wröng", "The token holds characters that no token has."),
    ],
)
def test_tokens_that_do_not_do_are_explained(release, hub, token, sentence):
    hub.add_repo(NAME)
    assert sentence in refusal(release, hub, token=token)
    assert len(hub.repo(NAME).history()) == 1


def test_a_traceback_does_not_show_the_token(release, hub):
    with pytest.raises(ClientFailedError) as failed:
        run_client(command(release), hub, token="hf_wröng")
    assert "PublishError" in str(failed.value)
    assert "hf_wr" not in str(failed.value)


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("refuse", "failed (ConnectError). Check the network."),
        ("hang", "did not answer in time."),
        ("error_500", "The Hub failed with status 500."),
        ("forbidden_403", "The token has no right to change the model repository"),
    ],
)
def test_a_hub_that_fails_is_explained(release, hub, fault, sentence):
    hub.add_repo(NAME)
    hub.fault = fault
    assert sentence in refusal(release, hub, before="hub.FIRST_ANSWER_SECONDS = 1")


def test_somebody_elses_repository_is_explained(release, hub):
    said = refusal(release, hub, name="stranger/digits")
    assert "The token has no right to change the model repository stranger/digits" in said


@pytest.mark.parametrize("name", ["digits", "a/b/c", "tester/a--b", "tester/dig its", "", "tester/.."])
def test_malformed_names_are_explained(name):
    with pytest.raises(PublishError, match=r"is not a name on the Hub. Write it as USER/NAME"):
        check_repo_id(Place(name))


def test_offline_mode_is_explained(release, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_any")
    with pytest.raises(PublishError, match="HF_HUB_OFFLINE is set"):
        publish_bundle(NAME, runs=release.runs, assets=release.assets)


def refused_with(status: int, said: str = "", kind: type = errors.HfHubHTTPError) -> Exception:
    response = httpx2.Response(
        status, request=httpx2.Request("POST", "https://huggingface.co/api/models/tester/digits")
    )
    return kind("text", response=response, server_message=said)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (refused_with(401, 'User Access Token "laptop" is expired'), "The token for the Hub has expired."),
        (refused_with(402, "Subscribe to PRO"), "asks for a paid plan to do this for the model repository"),
        (refused_with(403, kind=errors.GatedRepoError), "must be requested first: open https://"),
        (refused_with(403, kind=errors.DisabledRepoError), "has disabled"),
        (refused_with(404, kind=errors.RepositoryNotFoundError), "it does not exist"),
        (
            refused_with(400, "bad path"),
            "refused this for the model repository tester/digits with status 400: bad path",
        ),
        (refused_with(429), "Wait some minutes"),
        (httpx2.ReadError("gone"), "failed (ReadError)"),
        (httpx2.UnsupportedProtocol("no"), "is not the address of a Hub"),
        (ValueError("Invalid metadata in README.md.\n- no"), "ValueError: Invalid metadata in README.md. - no"),
    ],
    ids=str,
)
def test_what_the_client_raises_is_explained(error, sentence):
    assert sentence in sentence_for(error, Place(NAME))


def test_an_upload_that_failed_is_explained_by_its_cause():
    error = RuntimeError("Error while uploading")
    error.__cause__ = httpx2.WriteError("gone")
    assert "failed (WriteError)" in sentence_for(error, Place(NAME))


def test_the_token_is_taken_out_of_what_a_server_quotes(monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "secret-of-an-old-kind")
    with pytest.raises(PublishError) as raised, explained(Place(NAME)):
        raise refused_with(400, "you sent Bearer secret-of-an-old-kind and hf_oauth_ey.J-x")
    assert str(raised.value).endswith("you sent Bearer (token) and (token)")
    assert without_token("run `hf auth login`") == "run `hf auth login`"
