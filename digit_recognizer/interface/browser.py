"""What a browser needs to read drawings by itself: the scripts, the engine that they read with, and the models.

The library that draws the charts of a room is handed out as the engine is.
"""

import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import brotli
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from digit_recognizer.bundle.bundle import BUNDLED_MODELS, Bundle
from digit_recognizer.bundle.manifest import MANIFEST_FILE, BundledFile
from digit_recognizer.errors import BundleError
from digit_recognizer.files import ASSETS
from digit_recognizer.interface.rooms import ROOMS

ENGINE = ASSETS / "engine"
CHARTS = ASSETS / "charts"
GRAPH = ".onnx"
# The component's own modules, those that it shares with the page, those around it at /embed, and those of the rooms.
SCRIPT_FOLDERS = ("widget", "pad", "page", "embed", "room", *(room.folder for room in ROOMS))
# What the addresses of all of it begin with.
FOLDERS = (*SCRIPT_FOLDERS, "engine", "charts", "models")
SCRIPT_ENDINGS = (".js", ".json")
PACKED = ".br"  # what comes from npm lies compressed
# Pages of other sites may use all of it.
SHARED = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}
# What runs in a worker has a policy of its own: that of its script's answer.
WORKER = "worker.js"
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
ASK_AGAIN = {"Cache-Control": "no-cache"}
# The addresses of what comes from npm carry its version.
KEEP = {"Cache-Control": "public, max-age=31536000, immutable"}
MEDIA_TYPES = {".wasm": "application/wasm", ".mjs": "text/javascript", ".js": "text/javascript"}


def browser_routes(bundle: Bundle) -> list[Route]:
    """Returns the routes of scripts, engine and models, which lie side by side as their folders in assets/ do.

    Args:
        bundle: whose models are handed out.
    """
    return [
        *(Route(f"/{folder}/{{name}}", script_answers(folder), methods=["GET"]) for folder in SCRIPT_FOLDERS),
        Route("/engine/{name}", packed_answers(ENGINE), methods=["GET"]),
        Route("/charts/{name}", packed_answers(CHARTS), methods=["GET"]),
        Route("/models/{path:path}", model_answers(bundle), methods=["GET"]),
    ]


def script_answers(folder: str) -> Callable[[Request], Response]:
    """Returns what answers with the scripts and constants of a folder in assets/, and with nothing else of it."""

    def answer(request: Request) -> Response:
        name = request.path_params["name"]
        found = {file.name: file for file in (ASSETS / folder).iterdir() if file.suffix in SCRIPT_ENDINGS}
        if name not in found:
            return missing()
        policy = {"Content-Security-Policy": WORKER_POLICY} if name == WORKER else {}
        return FileResponse(found[name], headers=SHARED | ASK_AGAIN | policy, media_type=media_type(name))

    return answer


def packed_answers(folder: Path) -> Callable[[Request], Response]:
    """Returns what answers with a folder's files: as they lie there, or unpacked for those who cannot read that."""

    def answer(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in {file.name.removesuffix(PACKED) for file in folder.iterdir()}:
            return missing()
        headers = SHARED | KEEP | {"Vary": "Accept-Encoding"}
        packed = folder / f"{name}{PACKED}"
        if not packed.exists():
            return FileResponse(folder / name, headers=headers, media_type=media_type(name))
        if takes_brotli(request):
            return FileResponse(packed, headers=headers | {"Content-Encoding": "br"}, media_type=media_type(name))
        return Response(brotli.decompress(packed.read_bytes()), headers=headers, media_type=media_type(name))

    return answer


def model_answers(bundle: Bundle) -> Callable[[Request], Response]:
    """Returns what answers with the manifest and with the files that it names, and with nothing else of the folder."""
    files = {file.path: file for info in bundle.manifest.served for file in info.files}

    def answer(request: Request) -> Response:
        path = request.path_params["path"]
        if path == MANIFEST_FILE:
            return FileResponse(bundle.folder / path, headers=SHARED | ASK_AGAIN, media_type="application/json")
        if path not in files:
            return missing()
        headers: Mapping[str, str] = SHARED | ASK_AGAIN | {"ETag": f'"{files[path].sha256}"'}
        if headers["ETag"] in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        if path.endswith(GRAPH):
            return Response(bundle.read(files[path]), headers=headers, media_type=media_type(path))
        figures = read_figures(bundle, files[path])
        return missing() if figures is None else Response(figures, headers=headers, media_type=media_type(path))

    return answer


def read_figures(bundle: Bundle, file: BundledFile) -> bytes | None:
    """Returns what was measured of a model; None where that is not at hand.

    From the Hub only graphs are fetched: then what came with the program is taken, if it is of the same models.
    """
    for folder in (bundle.folder, BUNDLED_MODELS):
        try:
            return replace(bundle, folder=folder).read(file)
        except BundleError:
            continue
    return None


def takes_brotli(request: Request) -> bool:
    """Says whether whoever asks can read Brotli, as browsers can over HTTPS and on their own machine."""
    encodings = request.headers.get("Accept-Encoding", "").split(",")
    return any(encoding.split(";")[0].strip() == "br" for encoding in encodings)


def media_type(name: str) -> str:
    """Returns the type that browsers insist on; a machine's own table may lack it."""
    known = [kind for ending, kind in MEDIA_TYPES.items() if name.endswith(ending)]
    return known[0] if known else mimetypes.guess_type(name)[0] or "application/octet-stream"


def missing() -> Response:
    """Returns the answer to who asks for what is not there."""
    return Response("There is no such file.", status_code=404, headers=SHARED, media_type="text/plain")
