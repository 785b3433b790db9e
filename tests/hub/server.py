"""The Hub of one test: its repositories, its faults, and a record of every request."""

import socket
import threading
import traceback
from typing import Any

from tests.hub import access, routes
from tests.hub.connections import HOST, Listener
from tests.hub.faults import FILE_FAULTS, Fault
from tests.hub.messages import Answer, RefusalError, Request
from tests.hub.repos import Repo, StoredFile, is_large


class Hub:
    """A Hub of its own on this machine: `url` for the API, `storage_url` for the content of large files.

    Tests read and change repositories through repo() and add_repo(), set `fault`, and assert on `requests`.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.crashes: list[str] = []
        self._fault: Fault | None = None
        self._released = threading.Event()
        self._state = threading.RLock()
        self._arrived = threading.Condition()
        self._kept_ports: list[socket.socket] = []
        self._listeners = [Listener(self, "hub"), Listener(self, "storage")]
        hub, storage = (f"http://{HOST}:{listener.server_port}" for listener in self._listeners)
        self.store = access.Store(hub, storage, {}, {access.USER})

    @property
    def url(self) -> str:
        """The address for HF_ENDPOINT."""
        return self.store.url

    @property
    def storage_url(self) -> str:
        """The address that large files come from: another origin, to which no token may go."""
        return self.store.storage_url

    @property
    def namespaces(self) -> set[str]:
        """The user and the organisations in whose name both tokens act."""
        return self.store.namespaces

    @property
    def has_plan(self) -> bool:
        """Whether the account pays for a plan; a free one can host programs on ZeroGPU only."""
        return self.store.has_plan

    @has_plan.setter
    def has_plan(self, has_plan: bool) -> None:
        self.store.has_plan = has_plan

    def repo(self, repo_id: str, repo_type: str = "model") -> Repo:
        """Returns a repository; names those that are there when it is not."""
        found = self.store.repos.get((repo_type, repo_id))
        if found is None:
            raise KeyError(f"no {repo_type} {repo_id}; there are {sorted(self.store.repos)}")
        return found

    def add_repo(self, repo_id: str, files: dict[str, bytes] | None = None, **settings: Any) -> Repo:
        """Puts a repository there without a client; type, private, gated and sdk are settings."""
        repo = Repo(repo_id, **settings)
        if files:
            stored = {path: StoredFile(content, is_large(path, len(content))) for path, content in files.items()}
            repo.commit("main", "files of the test", dict(stored))
        self.store.repos[repo.type, repo_id] = repo
        return repo

    @property
    def fault(self) -> Fault | None:
        """What goes wrong at present: None, the name of a fault, or a Fault; a new one lets held requests go."""
        return self._fault

    @fault.setter
    def fault(self, fault: Fault | str | None) -> None:
        fault = Fault(fault) if isinstance(fault, str) else fault
        had_closed, closes = (each is not None and each.name == "refuse" for each in (self._fault, fault))
        with self._state:
            self._fault = fault
            held, self._released = self._released, threading.Event()
        if closes and not had_closed:
            self._close_doors()
        held.set()
        if had_closed and not closes:
            self._open_doors()

    def release(self) -> None:
        """Lets every request go on that `hang` or `slow` holds, and those that come later."""
        self._released.set()

    def hold(self, fault: Fault) -> None:
        """Keeps a request waiting until release(), the next fault, the end, or for as long as `slow` takes."""
        with self._state:
            if fault is not self._fault:
                return
            released = self._released
        released.wait(fault.seconds if fault.name == "slow" else None)

    def strike(self, request: Request, *, on_file: bool = False) -> Fault | None:
        """Returns the fault that befalls a request, or the file in its answer, and counts it."""
        with self._state:
            fault = self._fault
            if fault is None or (fault.name in FILE_FAULTS) != on_file or not fault.befalls(request.line):
                return None
            if fault.times is not None:
                fault.times -= 1
            return fault

    def record(self, request: Request) -> None:
        """Notes that a request has come."""
        with self._arrived:
            self.requests.append(request)
            self._arrived.notify_all()

    def wait_for_request(self, text: str, timeout: float = 20) -> Request:
        """Waits until a request has come whose "METHOD /path?query" contains the text."""

        def seen() -> list[Request]:
            return [request for request in self.requests if text in request.line]

        with self._arrived:
            if not self._arrived.wait_for(seen, timeout):
                raise TimeoutError(f"no request with {text!r} in {timeout} s; there were {self.requests}")
            return seen()[0]

    def answer(self, request: Request, authorization: str | None, body: bytes) -> Answer:
        """Returns the answer to a request on which no fault acts."""
        try:
            with self._state:
                return routes.answer(self.store, request, authorization, body)
        except Exception:
            self.crashes.append(f"{request.line}\n{traceback.format_exc()}")
            return RefusalError(500, "the loopback Hub has a defect: see hub.crashes").answer()

    def close(self) -> None:
        """Ends every connection, held ones too, and closes the sockets."""
        self._end_connections()
        self._free_ports()

    def _end_connections(self) -> None:
        for listener in self._listeners:
            listener.has_stopped = True  # Before anything goes on: a held request must not be answered now.
        self._released.set()
        for listener in self._listeners:
            listener.stop()

    def _close_doors(self) -> None:
        self._end_connections()
        self._kept_ports = [_bound_without_listening(listener.server_port) for listener in self._listeners]

    def _open_doors(self) -> None:
        self._free_ports()
        self._listeners = [Listener(self, old.origin, old.server_port) for old in self._listeners]

    def _free_ports(self) -> None:
        for kept in self._kept_ports:
            kept.close()
        self._kept_ports = []


def _bound_without_listening(port: int) -> socket.socket:
    """Keeps a port from being given to anybody else while connections to it are refused."""
    kept = socket.socket()
    kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    kept.bind((HOST, port))
    return kept
