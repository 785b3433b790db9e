"""A page on another origin than the app, to embed the app in."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

# The icon is given, or browsers would ask for one.
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Host</title>
<link rel="icon" href="data:,">
{body}
</html>"""


@contextmanager
def hosted(body: str) -> Iterator[str]:
    """Serves a page with this body, and returns its address: another host name, and another port, than the app's."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = PAGE.replace("{body}", body).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


@contextmanager
def served_files(folder: Path) -> Iterator[str]:
    """Serves a folder to pages of every origin, as a host of static files does, and returns its address.

    What lies in it compressed with Brotli is sent so.
    """

    class Files(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            file = super().translate_path(path)
            return packed if not Path(file).exists() and Path(packed := f"{file}.br").exists() else file

        def guess_type(self, path: Any) -> str:
            return super().guess_type(str(path).removesuffix(".br"))

        def end_headers(self) -> None:
            self.send_header("Access-Control-Allow-Origin", "*")
            if self.translate_path(self.path).endswith(".br"):
                self.send_header("Content-Encoding", "br")
            super().end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
