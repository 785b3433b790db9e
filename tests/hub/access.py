"""Who may do what: tokens, and one call with its arguments and the rights it came with."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from tests.hub.messages import RefusalError
from tests.hub.repos import Repo

USER = "tester"
TOKENS = {"hf_write": "write", "hf_read": "read"}  # Any other token is refused as the Hub refuses an expired one.
NO_LOGIN = "Invalid username or password."


@dataclass
class Store:
    """Everything the server knows."""

    url: str
    storage_url: str
    repos: dict[tuple[str, str], Repo]
    namespaces: set[str]
    has_plan: bool = True


@dataclass
class Call:
    """One request, taken apart by the route that serves it."""

    store: Store
    method: str
    role: str | None
    args: dict[str, str]
    query: str
    body: bytes
    byte_range: str | None = None

    @property
    def repo_type(self) -> str:
        """The type of repository that the address names: models have no prefix there."""
        return (self.args.get("type") or "models").removesuffix("s")

    @property
    def repo_id(self) -> str:
        """The id of the repository that the address names."""
        return self.args["repo"]

    def json(self) -> Any:
        """Returns the body, read as JSON."""
        return json.loads(self.body)

    def asks_for(self, parameter: str) -> bool:
        """Says whether a parameter of the query is switched on."""
        return parse_qs(self.query).get(parameter, ["0"])[0].lower() in ("1", "true")

    def readable_repo(self) -> Repo:
        """Returns the repository; refuses as if it were missing when the caller may not see it."""
        repo = self.store.repos.get((self.repo_type, self.repo_id))
        if repo is None or (repo.private and not (self.role and self._is_own(self.repo_id))):
            raise missing_repo(self.role)
        return repo

    def downloadable_repo(self) -> Repo:
        """Returns the repository; refuses files of gated ones."""
        repo = self.readable_repo()
        if repo.gated:
            raise gated(self.role, self.repo_id)
        return repo

    def writable_repo(self, *, as_pull_request: bool = False) -> Repo:
        """Returns the repository; refuses without a login, with a token that only reads, and to strangers."""
        repo = self.readable_repo()
        require_write(self.role, "RepoNotFound")
        if not as_pull_request and not self._is_own(self.repo_id):
            raise RefusalError(403, "Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request")
        return repo

    def _is_own(self, repo_id: str) -> bool:
        return repo_id.split("/", maxsplit=1)[0] in self.store.namespaces


def role_of(authorization: str | None) -> str | None:
    """Returns what a token may do, None without one; refuses tokens that nobody knows."""
    if authorization is None:
        return None
    role = TOKENS.get(authorization.removeprefix("Bearer "))
    if role is None:
        raise RefusalError(401, "Invalid credentials in Authorization header")
    return role


def require_write(role: str | None, code_without_login: str | None = None) -> None:
    """Refuses callers without a token, and tokens that only read."""
    if role is None:
        raise RefusalError(401, NO_LOGIN, code_without_login)
    if role != "write":
        raise RefusalError(403, "Forbidden: you must use a write token to upload to a repository.")


def missing_repo(role: str | None) -> RefusalError:
    """Returns the refusal for a repository that is not there or not for this caller: the Hub does not say which.

    The client takes every 401 from an https address of a repository for a missing one; over http it needs the code.
    """
    if role is None:
        return RefusalError(401, NO_LOGIN, "RepoNotFound")
    return RefusalError(404, "Repository not found", "RepoNotFound")


def gated(role: str | None, repo_id: str) -> RefusalError:
    """Returns the refusal for the files of a repository that asks for an agreement first."""
    if role is None:
        sentence = f"Access to model {repo_id} is restricted. You must have access to it and be authenticated."
        return RefusalError(401, sentence, "GatedRepo")
    sentence = f"Access to model {repo_id} is restricted and you are not in the authorized list."
    return RefusalError(403, sentence, "GatedRepo")
