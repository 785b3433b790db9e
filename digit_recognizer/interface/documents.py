"""Pages that are one HTML document, the same to everyone: how they are sent, and what they may do."""

import base64
import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def document_route(path: str, page: str, style: str) -> Route:
    """Returns the route that serves a page, which browsers keep and ask for again.

    Args:
        path: its address.
        page: the document.
        style: the content of its one style element.
    """
    headers = document_headers(page, style)

    async def answer(request: Request) -> Response:
        if headers["ETag"] in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        return Response(page, headers=headers, media_type="text/html")

    return Route(path, answer, methods=["GET"])


def document_headers(page: str, style: str) -> dict[str, str]:
    """Returns headers that let any page frame this one, and let this one run what the app serves and ask its server."""
    policy = {
        "default-src": "'none'",
        "script-src": "'self' 'wasm-unsafe-eval'",  # its modules, and the engine that reads
        "style-src": f"'sha256-{digest_of(style)}'",
        "img-src": "data: blob:",
        "connect-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        # A page opened from a disk is no `*`.
        "frame-ancestors": "* file:",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
        "ETag": f'W/"{digest_of(page)}"',
    }


def digest_of(text: str) -> str:
    """Returns the SHA-256 of a text, in base64."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
