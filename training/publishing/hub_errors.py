"""Says in a sentence what to do when the Hub refuses or cannot be reached; the token is in none of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import httpx2
from huggingface_hub import constants, errors

from digit_recognizer.bundle.tokens import without_token
from training.errors import TrainingError

SETTINGS = "https://huggingface.co/settings/tokens"
LOG_IN = f"Make one with the role Write at {SETTINGS}, then run `hf auth login` or set HF_TOKEN."
WHOLE = "The repository still holds its last complete revision; run the same command again to continue from there."
MALFORMED = (
    "{repo_id!r} is not a name on the Hub. Write it as USER/NAME, of letters, digits, '-', '_' and '.', without '--' "
    "or '..' and at most 96 characters long."
)
EXPIRED = f"The token for the Hub has expired. {LOG_IN}"
# The first kind that fits counts: the client's exceptions derive from one another.
REFUSALS: tuple[tuple[type[Exception], str], ...] = (
    (
        errors.GatedRepoError,
        "Access to {place} must be requested first: open {url}, accept its terms and wait for approval.",
    ),
    (errors.DisabledRepoError, "The Hub has disabled {place}. Ask its support, or choose another name."),
    (errors.RevisionNotFoundError, "The Hub knows no such revision of {place}: {said}"),
)
STATUSES = {
    401: f"The Hub does not accept the token: it is wrong, expired or revoked. {LOG_IN}",
    402: "The Hub asks for a paid plan to do this for {place}: {said}",
    403: "The token has no right to change {place} ({said}). Use one whose role, or fine-grained permission on this "
    f"repository, is Write: {SETTINGS}.",
    404: "The Hub does not show {place}, or a part of it: it does not exist, or the token may not see it ({said}).",
    409: "The Hub says that this is in {place} already: {said} Run the command again to see its state.",
    412: "Somebody changed {place} while this was being prepared. Look at what was changed, then run the command "
    "again.",
    413: "The Hub finds this too large for {place}: {said}",
    429: "The Hub has had too many requests from this account or address. Wait some minutes, then run the command "
    "again.",
}
FAILED = f"The Hub failed with status {{status}}. Try again later. {WHOLE}"
REFUSED = "The Hub refused this for {place} with status {status}: {said}"
FAILURES: tuple[tuple[type[Exception], str], ...] = (
    (errors.LocalTokenNotFoundError, f"No token for the Hub was found. {LOG_IN}"),
    (errors.HFValidationError, MALFORMED),
    (
        errors.OfflineModeIsEnabled,
        "HF_HUB_OFFLINE is set, so the Hub cannot be reached. Unset it and run the command again.",
    ),
    (httpx2.LocalProtocolError, f"The token holds characters that no token has. {LOG_IN}"),
    (UnicodeError, f"The token holds characters that no token has. {LOG_IN}"),
    (httpx2.InvalidURL, "HF_ENDPOINT is {endpoint!r}, which is not the address of a Hub. Unset or correct it."),
    (
        httpx2.UnsupportedProtocol,
        "HF_ENDPOINT is {endpoint!r}, which is not the address of a Hub. Unset or correct it.",
    ),
    (httpx2.TimeoutException, f"{{endpoint}} did not answer in time. Check the network. {WHOLE}"),
    (httpx2.TransportError, f"The connection to {{endpoint}} failed ({{kind}}). Check the network. {WHOLE}"),
)
UNKNOWN = "The Hub's client failed for {place}: {kind}: {said}"


class PublishError(TrainingError):
    """The Hub was not changed as asked, or not wholly; the message says why and what to do.

    Attributes:
        status: of the Hub's answer, where it gave one.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        """Takes the message and the status of the answer behind it."""
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Place:
    """A repository on the Hub, of the given type."""

    repo_id: str
    repo_type: Literal["model", "space"] = "model"

    @property
    def url(self) -> str:
        """The address of its page."""
        prefix = "" if self.repo_type == "model" else "spaces/"
        return f"{constants.ENDPOINT}/{prefix}{self.repo_id}"

    def __str__(self) -> str:
        return f"the model repository {self.repo_id}" if self.repo_type == "model" else f"the Space {self.repo_id}"


@contextmanager
def explained(place: Place) -> Iterator[None]:
    """Turns whatever the Hub's client raises inside into a PublishError.

    Raises:
        PublishError: always instead of the client's exceptions. Those are left out of the traceback too: they can
            quote the header with the token.
    """
    try:
        yield
    except PublishError:
        raise
    except Exception as error:
        status = error.response.status_code if isinstance(error, errors.HfHubHTTPError) else None
        raise PublishError(without_token(sentence_for(error, place)), status) from None


def sentence_for(error: Exception, place: Place) -> str:
    """Says what happened at `place` and what to do next; not yet free of what a server may quote."""
    if isinstance(error, RuntimeError) and isinstance(error.__cause__, Exception):
        return sentence_for(error.__cause__, place)  # So the client wraps what befell an upload.
    said = _in_one_line(getattr(error, "server_message", None) or str(error))
    values = {
        "place": place,
        "repo_id": place.repo_id,
        "url": place.url,
        "endpoint": constants.ENDPOINT,
        "kind": type(error).__name__,
        "said": said,
    }
    if isinstance(error, errors.HfHubHTTPError):
        status = error.response.status_code
        return _refusal(error, status, said).format(**values, status=status)
    return _first_fitting(error, FAILURES, UNKNOWN).format(**values)


def _refusal(error: errors.HfHubHTTPError, status: int, said: str) -> str:
    if "expired" in said.lower():
        return EXPIRED
    by_status = FAILED if status >= 500 else STATUSES.get(status, REFUSED)
    return _first_fitting(error, REFUSALS, by_status)


def _first_fitting(error: Exception, table: tuple[tuple[type[Exception], str], ...], otherwise: str) -> str:
    return next((sentence for kind, sentence in table if isinstance(error, kind)), otherwise)


def check_repo_id(place: Place) -> None:
    """Makes sure that a name is one that the Hub could know.

    Raises:
        PublishError: it is not of the form USER/NAME.
    """
    from huggingface_hub.utils import validate_repo_id

    with explained(place):
        validate_repo_id(place.repo_id)
    if place.repo_id.count("/") != 1:
        raise PublishError(MALFORMED.format(repo_id=place.repo_id))


def _in_one_line(text: str) -> str:
    return " ".join(text.split())
