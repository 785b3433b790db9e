"""What goes in and out of the server: recorded requests, calls with their arguments, answers, and refusals."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    """One request as it arrived: what tests assert on."""

    method: str
    path: str
    authorized: bool
    origin: str
    byte_range: str | None = None

    @property
    def line(self) -> str:
        """The method and the path with its query, as faults and tests match them."""
        return f"{self.method} {self.path}"


@dataclass
class Answer:
    """One response; `is_file` marks the body of a downloaded file, the only one that faults damage."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    is_file: bool = False


class RefusalError(Exception):
    """A refusal in the Hub's own form: a status, a sentence and, for the client's exception class, a code."""

    def __init__(
        self, status: int, sentence: str, code: str | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.code = code
        self.headers = headers or {}

    def answer(self) -> Answer:
        """Returns the response that carries this refusal."""
        headers = {"X-Error-Message": self.sentence, **self.headers}
        if self.code:
            headers["X-Error-Code"] = self.code
        return json_answer({"error": self.sentence}, self.status, headers)


def json_answer(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """Returns a response with a JSON body."""
    body = json.dumps(content).encode()
    return Answer(status, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})
