"""What the site's pages may do, as they say themselves: a host of plain files sends no headers of ours."""

import base64
import hashlib
import re

INLINE = {
    "script": re.compile(r"<script>(.*?)</script>", re.DOTALL),
    "style": re.compile(r"<style>(.*?)</style>", re.DOTALL),
}


def policy_of(page: str) -> str:
    """Returns the Content-Security-Policy of an HTML page: its own inline scripts and styles, and files beside it.

    A page cannot say itself who may frame it: only a header can.
    """
    policy = {
        "default-src": "'none'",
        # The engine is WebAssembly, which browsers compile with this leave alone.
        "script-src": f"'self' 'wasm-unsafe-eval' {_digests(page, 'script')}",
        "style-src": f"'self' {_digests(page, 'style')}",
        "img-src": "'self' data: blob:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "worker-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}".strip() for name, value in policy.items())


def _digests(page: str, kind: str) -> str:
    contents = dict.fromkeys(INLINE[kind].findall(page))
    digests = (base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() for content in contents)
    return " ".join(f"'sha256-{digest}'" for digest in digests)
