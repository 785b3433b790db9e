"""Kills a process before it asks the Hub something, in the middle of what it sends, or once it was answered."""

import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, get_args

import httpx2

When = Literal["before", "amid", "after"]


@dataclass(frozen=True)
class RequestMoment:
    """Before the n-th request of a process, half-way through its body, or after its answer."""

    request: int
    when: When

    @classmethod
    def of(cls, chance: random.Random, steps: int) -> Self:
        """Returns any moment of work that asks so often."""
        return cls(chance.randrange(steps), chance.choice(get_args(When)))

    def arm(self, folder: Path) -> None:
        """Has this process end at the moment."""
        left, send = iter(range(self.request)), httpx2.HTTPTransport.handle_request

        def sent(transport: httpx2.HTTPTransport, request: Any) -> httpx2.Response:
            if next(left, None) is not None:
                return send(transport, request)
            if self.when == "before":
                _end()
            if self.when == "amid":
                request.stream = _Half(request.stream)
            answer = send(transport, request)
            _end()
            return answer

        httpx2.HTTPTransport.handle_request = sent

    @staticmethod
    def watch(folder: Path, note: Callable[[], None]) -> None:
        """Has each request noted before it is sent."""
        send, alone = httpx2.HTTPTransport.handle_request, threading.Lock()

        def sent(transport: httpx2.HTTPTransport, request: Any) -> httpx2.Response:
            with alone:
                note()
            return send(transport, request)

        httpx2.HTTPTransport.handle_request = sent


class _Half(httpx2.SyncByteStream):
    """The first half of what a request sends, and then the end of the process."""

    def __init__(self, whole: Any) -> None:
        self._content = b"".join(whole)

    def __iter__(self) -> Iterator[bytes]:
        yield self._content[: len(self._content) // 2]
        _end()


def _end() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
