"""Hostile requests, made from a seed: every endpoint, part of the page, tool, upload and address."""

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from digit_recognizer.interface.tools import TOOL_NAMES
from tests.fuzz.values import PATHS, WORDS, file, picture, value

API = "/gradio_api"
ENDPOINTS = ("predict", "compare", "predict_batch", "explain", "turn", "read_number", "normalize", "models")
NAMES = ("image", "images", "model", "top_k", "label", "digits_only", "size")
FUNCTIONS = (
    *("answer", "explain", "turn", "read_number", "develop", "keep_verdict", "withdraw_verdict"),
    *("preprocess", "__init__", "get_config", ""),
)
SENT = ("picture", "model", "label", "image", "view")
PAGES = ("/", "/embed", "/config", "/report", "/healthz", "/preview.png", f"{API}/info", f"{API}/startup-events")
FOLDERS = (f"{API}/file=", "/models/", "/engine/", "/widget/", "/pad/", "/page/", "/assets/", "/static/", "/pwa_icon/")
QUERY = ("model", "models", "k", "lang", "theme", "d", "view", "share", "__theme", "hide")
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Asked:
    """One request, as it goes over the wire."""

    method: str
    path: str
    content: bytes = b""
    headers: Mapping[str, str] | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path[:100]} {self.content[:300]!r}"


def request(chance: random.Random, components: Sequence[int]) -> Asked:
    """Returns one request.

    Args:
        chance: what it is made from.
        components: ids of the page's parts that have functions.
    """
    makes = (_call, _call, _call, _garbage, _component, _component, _upload, _tool, _queue, _address, _page)
    make = chance.choice(makes)
    return make(chance, components)


def _json(path: str, body: Any) -> Asked:
    return Asked("POST", f"{API}{path}", json.dumps(body).encode(), JSON)


def _call(chance: random.Random, _: Sequence[int]) -> Asked:
    endpoint = chance.choice((*ENDPOINTS, "predict_all"))
    way = chance.choice(("run", "run", "api", "call", "call/v2"))
    if way == "call/v2":
        return _json(f"/{way}/{endpoint}", {name: value(chance) for name in chance.sample(NAMES, 2)})
    data = [value(chance) for _ in range(chance.randrange(5))]
    if chance.random() < 0.7:
        data[:1] = [[picture(chance)] if endpoint == "predict_batch" else picture(chance)]
    body: dict[str, Any] = {"data": data}
    if chance.random() < 0.1:
        body[chance.choice(("fn_index", "session_hash", "event_id", "trigger_id"))] = value(chance)
    return _json(f"/{way}/{endpoint}", body)


def _garbage(chance: random.Random, _: Sequence[int]) -> Asked:
    path = chance.choice(("/run/predict", "/call/compare", "/component_server", "/queue/join", "/upload", "/mcp/"))
    content = chance.choice((b"", b"{", b"[1]", b'"x"', b'{"data": 5}', b"\xff\xfe", chance.randbytes(500)))
    kind = chance.choice(("application/json", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded"))
    method = chance.choice(("POST", "POST", "POST", "PUT", "DELETE", "PATCH"))
    return Asked(method, f"{API}{path}", content, {"Content-Type": kind})


def _component(chance: random.Random, components: Sequence[int]) -> Asked:
    data = {name: value(chance) for name in chance.sample(SENT, 2)}
    if chance.random() < 0.6:
        sent = picture(chance)
        data["picture"] = sent.get("url") if isinstance(sent, dict) else sent
    body = {
        "component_id": chance.choice((*components, *components, 9_999, -1, "x", None)),
        "fn_name": chance.choice(FUNCTIONS),
        "session_hash": chance.choice(("abc", "", None, "x" * 1_000)),
        "data": data if chance.random() < 0.8 else value(chance),
    }
    for name in list(body):
        if chance.random() < 0.05:
            del body[name]
    return _json("/component_server", body)


def _upload(chance: random.Random, _: Sequence[int]) -> Asked:
    name = chance.choice(("a.png", "../../a.png", "a\0.png", "é" * 200, "", "a.html", 'a".png'))
    field = chance.choice(("files", "files", "file", ""))
    boundary = "b0undary"
    head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: image/png\r\n\r\n'
    content = f"--{boundary}\r\n{head}".encode() + file(chance) + f"\r\n--{boundary}--\r\n".encode()
    if chance.random() < 0.3:
        content = content[: chance.randrange(len(content))]
    return Asked("POST", f"{API}/upload", content, {"Content-Type": f"multipart/form-data; boundary={boundary}"})


def _tool(chance: random.Random, _: Sequence[int]) -> Asked:
    arguments = {name: value(chance) for name in chance.sample(NAMES, chance.randrange(3))}
    if chance.random() < 0.7:
        sent = picture(chance)
        arguments["image"] = sent.get("url") if isinstance(sent, dict) else sent
    tool = chance.choice((*TOOL_NAMES.values(), "no_tool"))
    call = {"name": tool, "arguments": arguments if chance.random() < 0.9 else value(chance)}
    body = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": chance.choice(("tools/call", "tools/call", "tools/list", "x")),
        "params": call,
    }
    accept = {"Accept": "application/json, text/event-stream"}
    return Asked("POST", f"{API}/mcp/", json.dumps(body).encode(), JSON | accept)


def _queue(chance: random.Random, _: Sequence[int]) -> Asked:
    body = {"data": [value(chance)], "fn_index": value(chance), "session_hash": value(chance)}
    path = chance.choice(("/queue/join", "/reset", "/cancel", "/queue/join"))
    if chance.random() < 0.2:
        return Asked("GET", f"{API}/queue/data?session_hash={quote(chance.choice(WORDS), errors='replace')}")
    return _json(path, body)


def _address(chance: random.Random, _: Sequence[int]) -> Asked:
    path = chance.choice((*PATHS, *WORDS, "%2e%2e%2fapp.py", "manifest.json", "....//app.py"))
    method = chance.choice(("GET", "GET", "HEAD", "OPTIONS"))
    return Asked(method, f"{chance.choice(FOLDERS)}{quote(path, safe='/%', errors='replace')}")


def _page(chance: random.Random, _: Sequence[int]) -> Asked:
    query = "&".join(
        f"{chance.choice(QUERY)}={quote(chance.choice(WORDS), errors='replace')}" for _ in range(chance.randrange(4))
    )
    return Asked("GET", f"{chance.choice(PAGES)}?{query}")
