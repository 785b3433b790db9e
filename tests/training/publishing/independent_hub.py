"""A second, small Hub that shares no code with tests/hub: what only one server's habits let through shows here.

It sends lists in pages, takes everything but text as a large file, knows no more routes than deploying and publishing
need, and notes each request that it does not know.
"""

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

PAGE_LENGTH = 50
TEXT = (".md", ".py", ".json", ".txt", ".toml", ".css", ".js", ".html", "LICENSE")


class SecondHub(ThreadingHTTPServer):
    """Repositories by "models/USER/NAME" and the like: each a list of commits, which are files by path."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.commits: dict[str, list[dict[str, bytes]]] = {}
        self.tags: dict[str, dict[str, int]] = {}
        self.variables: dict[str, dict[str, str]] = {}
        self.stored: dict[str, bytes] = {}
        self.created: list[dict[str, Any]] = []
        self.unknown: list[str] = []

    def number_of(self, repo: str, revision: str) -> int | None:
        """Returns which commit of a repository a branch, tag or name is."""
        count = len(self.commits.get(repo, []))
        if not count:
            return None
        names = {"main": count - 1, **self.tags.get(repo, {}), **{sha(repo, each): each for each in range(count)}}
        return names.get(revision)


def sha(repo: str, number: int) -> str:
    return hashlib.sha1(f"{repo}@{number}".encode()).hexdigest()


def is_large(path: str) -> bool:
    return not path.endswith(TEXT)


class Handler(BaseHTTPRequestHandler):
    """Answers one request after the other."""

    server: SecondHub
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        for method, pattern, answer in ROUTES:
            found = re.fullmatch(pattern, unquote(address.path))
            if found and method == self.command:
                answer(self, body, query, **found.groupdict())
                return
        self.server.unknown.append(f"{self.command} {self.path}")
        self.say({"error": "not here"}, 404)

    do_GET = do_HEAD = do_POST = do_PUT = handle_any  # noqa: N815 (the names http.server calls)

    def say(self, content: Any, status: int = 200, **headers: str) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else body)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""

    def whoami(self, body, query):
        self.say({"type": "user", "name": "tester", "orgs": []})

    def harnesses(self, body, query):
        self.say({"standardEnvVars": [], "harnesses": {}})

    def validate(self, body, query):
        self.say({"errors": [], "warnings": []})

    def create(self, body, query):
        wanted = json.loads(body)
        self.server.created.append(wanted)
        repo = f"{wanted.get('type') or 'model'}s/{wanted.get('organization') or 'tester'}/{wanted['name']}"
        self.server.commits[repo] = [{".gitattributes": b""}]
        self.say({"url": f"{self.server.url}/{repo.removeprefix('models/')}", "id": repo.partition("/")[2]})

    def info(self, body, query, repo, revision="main"):
        number = self.server.number_of(repo, revision)
        if number is None:
            code = "RevisionNotFound" if repo in self.server.commits else "RepoNotFound"
            self.say({"error": "Not found"}, 404, X_Error_Code=code)
            return
        name = repo.partition("/")[2]
        self.say({"id": name, "modelId": name, "sha": sha(repo, number), "private": False, "gated": False, "tags": []})

    def tree(self, body, query, repo, revision):
        files = sorted(self.server.commits[repo][self.server.number_of(repo, revision)].items())
        start = int(query.get("cursor", 0))
        rest = {}
        if start + PAGE_LENGTH < len(files):
            following = f"{self.server.url}/api/{repo}/tree/{revision}?recursive=true&cursor={start + PAGE_LENGTH}"
            rest = {"Link": f'<{following}>; rel="next"'}
        self.say([described(path, content) for path, content in files[start : start + PAGE_LENGTH]], **rest)

    def preupload(self, body, query, repo, revision):
        paths = [file["path"] for file in json.loads(body)["files"]]
        modes = [{"path": path, "uploadMode": "lfs" if is_large(path) else "regular"} for path in paths]
        self.say({"files": [{**mode, "shouldIgnore": False} for mode in modes]})

    def batch(self, body, query, repo):
        objects = [
            {**wanted, "actions": {"upload": {"href": f"{self.server.url}/put/{wanted['oid']}"}}}
            for wanted in json.loads(body)["objects"]
        ]
        self.say({"transfer": "basic", "objects": objects})

    def put(self, body, query, oid):
        assert hashlib.sha256(body).hexdigest() == oid
        self.server.stored[oid] = body
        self.say(b"")

    def commit(self, body, query, repo, revision):
        lines = [json.loads(line) for line in body.splitlines()]
        commits = self.server.commits[repo]
        assert lines[0]["value"]["parentCommit"] == sha(repo, len(commits) - 1)
        files = dict(commits[-1])
        for line in lines[1:]:
            value = line["value"]
            if line["key"] == "deletedFile":
                del files[value["path"]]
            else:
                is_sent = line["key"] == "file"
                files[value["path"]] = (
                    base64.b64decode(value["content"]) if is_sent else self.server.stored[value["oid"]]
                )
        commits.append(files)
        name = sha(repo, len(commits) - 1)
        self.say({"success": True, "commitOid": name, "commitUrl": f"{self.server.url}/{repo}/commit/{name}"})

    def tag(self, body, query, repo, revision):
        self.server.tags.setdefault(repo, {})[json.loads(body)["tag"]] = self.server.number_of(repo, revision)
        self.say({})

    def resolve(self, body, query, repo, revision, path):
        number = self.server.number_of(f"models/{repo}", revision)
        content = self.server.commits[f"models/{repo}"][number][path]
        etag = f'"{hashlib.sha256(content).hexdigest()}"'
        self.say(content, ETag=etag, X_Repo_Commit=sha(f"models/{repo}", number))

    def read_variables(self, body, query, repo):
        kept = self.server.variables.get(repo, {})
        self.say({name: {"value": value} for name, value in kept.items()})

    def set_variable(self, body, query, repo):
        wanted = json.loads(body)
        self.server.variables.setdefault(repo, {})[wanted["key"]] = wanted["value"]
        self.read_variables(body, query, repo)


def described(path: str, content: bytes) -> dict[str, Any]:
    digest = hashlib.sha256(content).hexdigest()
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{digest}\nsize {len(content)}\n".encode()
    held = pointer if is_large(path) else content
    blob = hashlib.sha1(b"blob %d\0" % len(held) + held).hexdigest()
    entry: dict[str, Any] = {"type": "file", "path": path, "size": len(content), "oid": blob}
    return (
        {**entry, "lfs": {"oid": digest, "size": len(content), "pointerSize": len(pointer)}}
        if is_large(path)
        else entry
    )


REPO = r"/api/(?P<repo>(?:models|spaces)/[^/]+/[^/]+)"
REVISION = r"(?P<revision>[^/]+)"
ROUTES = [
    ("GET", r"/api/whoami-v2", Handler.whoami),
    ("GET", r"/api/agent-harnesses", Handler.harnesses),
    ("POST", r"/api/validate-yaml", Handler.validate),
    ("POST", r"/api/repos/create", Handler.create),
    ("GET", REPO, Handler.info),
    ("GET", rf"{REPO}/revision/{REVISION}", Handler.info),
    ("GET", rf"{REPO}/tree/{REVISION}", Handler.tree),
    ("POST", rf"{REPO}/preupload/{REVISION}", Handler.preupload),
    ("POST", rf"{REPO}/commit/{REVISION}", Handler.commit),
    ("POST", rf"{REPO}/tag/{REVISION}", Handler.tag),
    ("GET", rf"{REPO}/variables", Handler.read_variables),
    ("POST", rf"{REPO}/variables", Handler.set_variable),
    ("POST", r"/(?P<repo>.+)\.git/info/lfs/objects/batch", Handler.batch),
    ("PUT", r"/put/(?P<oid>[0-9a-f]{64})", Handler.put),
    *(
        (method, rf"/(?P<repo>[^/]+/[^/]+)/resolve/{REVISION}/(?P<path>.+)", Handler.resolve)
        for method in ("GET", "HEAD")
    ),
]


@contextmanager
def second_hub() -> Iterator[SecondHub]:
    """Serves a second Hub as long as the block lasts."""
    with SecondHub() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
