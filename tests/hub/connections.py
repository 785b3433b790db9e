"""Sockets, threads and HTTP: reads a request, lets the faults act on it, and sends the answer."""

import contextlib
import socket
import struct
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import TYPE_CHECKING, Any

from tests.hub.access import gated
from tests.hub.faults import Fault, with_flipped_bit
from tests.hub.messages import Answer, RefusalError, Request

if TYPE_CHECKING:
    from tests.hub.server import Hub

HOST = "127.0.0.1"
POLL_SECONDS = 0.02
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
REFUSALS = {
    "error_500": RefusalError(500, "Internal Error - We're working hard to fix this as soon as possible!"),
    "forbidden_403": RefusalError(403, "Forbidden: your token does not have the rights for this"),
    "gated": gated("read", "of the test"),
    "missing_revision": RefusalError(404, "Invalid rev id", "RevisionNotFound"),
}


class Handler(BaseHTTPRequestHandler):
    """One connection, kept alive for as many requests as the client sends."""

    server: "Listener"
    protocol_version = "HTTP/1.1"
    server_version = "LoopbackHub"
    wbufsize = -1
    disable_nagle_algorithm = True

    def respond(self) -> None:
        """Answers one request, or fails as the fault at work wants it."""
        hub = self.server.hub
        is_authorized = "Authorization" in self.headers
        request = Request(self.command, self.path, is_authorized, self.server.origin, self.headers.get("Range"))
        hub.record(request)
        fault = hub.strike(request)
        name = fault.name if fault else ""
        if fault and name in ("hang", "slow"):
            hub.hold(fault)
            if self.server.has_stopped:
                self.drop()
                return
        body = self.read_body(half=name == "drop_push")
        if name == "drop_push":
            self.drop()
            return
        refusal = REFUSALS.get(name)
        answer = refusal.answer() if refusal else hub.answer(request, self.headers.get("Authorization"), body)
        if name == "drop_answer":
            self.drop()
            return
        self.send(answer, hub.strike(request, on_file=True) if answer.is_file else None)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = respond  # noqa: N815 (the names http.server calls)

    def read_body(self, *, half: bool = False) -> bytes:
        """Reads the body, or its first half, whether its length was told before or comes in chunks."""
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            size = int(self.headers.get("Content-Length", 0))
            return self.read_whole(size // 2 if half else size)
        body = b""
        while size := int(self.read_line().split(b";")[0], 16):
            if half:
                return self.read_whole(size // 2)
            body += self.read_whole(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def read_line(self) -> bytes:
        """Reads a line, as `read_whole` does."""
        line = self.rfile.readline()
        if not line:
            raise ConnectionAbortedError("the client has gone")
        return line

    def read_whole(self, size: int) -> bytes:
        """Reads so many bytes; a client that ends before it has sent them is never answered, and changes nothing."""
        content = self.rfile.read(size)
        if len(content) < size:
            raise ConnectionAbortedError("the client has gone")
        return content

    def send(self, answer: Answer, damage: Fault | None) -> None:
        """Sends the answer, with its body damaged where a fault says so."""
        damages = damage.name if damage else ""
        body = with_flipped_bit(answer.body) if damages == "flip_byte" else answer.body
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("X-Request-Id", self.headers.get("X-Amzn-Trace-Id", "none"))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if damages == "truncate":
            body = body[: len(body) // 2]
            self.close_connection = True
        if self.command != "HEAD":
            self.wfile.write(body)

    def drop(self) -> None:
        """Ends the connection without an answer."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.close_connection = True

    def log_message(self, *_: Any) -> None:
        """Says nothing: hub.requests has it all."""


class Listener(ThreadingHTTPServer):
    """One listening socket, with a thread for each connection; stopping waits for no client."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, hub: "Hub", origin: str, port: int = 0) -> None:
        super().__init__((HOST, port), Handler)
        self.hub = hub
        self.origin = origin
        self.has_stopped = False
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self.serve_forever, args=(POLL_SECONDS,), name=f"hub-{origin}")
        self._thread.start()

    def server_bind(self) -> None:
        """Binds without asking any name service for the name of this machine."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remembers the connection, so that stop() can end it."""
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forgets the connection and closes it."""
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keeps a defect of this server for the test; a client that has gone away is none."""
        text = traceback.format_exc()
        if not any(name in text for name in ("ConnectionResetError", "ConnectionAbortedError", "BrokenPipeError")):
            self.hub.crashes.append(text)

    def stop(self) -> None:
        """Refuses new connections, ends those that are open, and waits for their threads."""
        if not self._thread.is_alive():
            return
        self.has_stopped = True
        self.shutdown()
        self._thread.join()
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):  # The client may have ended it meanwhile.
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()
