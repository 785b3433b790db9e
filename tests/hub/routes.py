"""Every address the server answers, and the function that does."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from tests.hub import large_files, reading, writing
from tests.hub.access import Call, Store, role_of
from tests.hub.messages import Answer, RefusalError, Request

API = r"/api/(?P<type>models|datasets|spaces)/(?P<repo>[^/]+/[^/]+)"
SPACE = r"/api/(?P<type>spaces)/(?P<repo>[^/]+/[^/]+)"
PAGE = r"/(?:(?P<type>datasets|spaces)/)?(?P<repo>[^/]+/[^/]+)"
STORAGE = r"/storage/(?P<type>models|datasets|spaces)/(?P<repo>[^/]+/[^/]+)/(?P<oid>[0-9a-f]{64})"
REVISION = r"(?P<revision>[^/]+)"
ROUTES: list[tuple[str, str, Callable[[Call], Answer]]] = [
    ("GET", r"/api/whoami-v2", reading.tell_user),
    ("GET", r"/api/agent-harnesses", reading.list_agents),
    ("GET", r"/api/spaces/hardware", reading.list_hardware),
    ("POST", r"/api/repos/create", writing.create_repo),
    ("DELETE", r"/api/repos/delete", writing.delete_repo),
    ("POST", r"/api/validate-yaml", writing.validate_card),
    ("GET", API, reading.tell_repo),
    ("GET", rf"{API}/revision/{REVISION}", reading.tell_repo),
    ("GET", rf"{API}/tree/{REVISION}(?:/(?P<path>.+))?", reading.list_tree),
    ("POST", rf"{API}/paths-info/{REVISION}", reading.list_paths),
    ("GET", rf"{API}/refs", reading.list_refs),
    ("GET", rf"{API}/commits/{REVISION}", reading.list_commits),
    ("GET", rf"{API}/auth-check(?P<write>/write)?", reading.check_access),
    ("PUT", rf"{API}/settings", writing.change_settings),
    ("POST", rf"{API}/preupload/{REVISION}", writing.preupload),
    ("POST", rf"{API}/commit/{REVISION}", writing.commit),
    ("POST DELETE", rf"{API}/tag/{REVISION}", writing.change_tag),
    ("POST DELETE", rf"{API}/branch/{REVISION}", writing.change_branch),
    ("GET POST DELETE", rf"{SPACE}/(?P<kind>variables|secrets)", writing.change_settings_of_space),
    ("GET", rf"{SPACE}/runtime", reading.tell_runtime),
    ("POST", rf"{SPACE}/(?P<kind>hardware|sleeptime|pause|restart)", writing.change_runtime),
    ("POST", rf"{PAGE}\.git/info/lfs/objects/batch", large_files.batch),
    ("POST", rf"{PAGE}\.git/info/lfs/objects/verify", large_files.verify),
    ("GET HEAD", rf"{PAGE}/resolve/{REVISION}/(?P<path>.+)", reading.resolve),
]
STORAGE_ROUTES: list[tuple[str, str, Callable[[Call], Answer]]] = [
    ("GET HEAD", STORAGE, reading.fetch_large_file),
    ("PUT", STORAGE, large_files.upload),
]


def answer(store: Store, request: Request, authorization: str | None, body: bytes) -> Answer:
    """Returns what the Hub, or the storage behind it, answers to a request."""
    path, _, query = request.path.partition("?")
    is_hub = request.origin == "hub"
    try:
        role = role_of(authorization) if is_hub else None
        for methods, pattern, function in ROUTES if is_hub else STORAGE_ROUTES:
            match = re.fullmatch(pattern, path)
            if match and request.method in methods.split():
                args = {name: unquote(value) for name, value in match.groupdict().items() if value is not None}
                return function(Call(store, request.method, role, args, query, body, request.byte_range))
    except RefusalError as refusal:
        return refusal.answer()
    return RefusalError(404, f"Sorry, we can't find {request.line}: the loopback Hub has no such route").answer()
