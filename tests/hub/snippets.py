"""Runs Python snippets, each in a process of its own that is forked where what they all import lies already.

Starting Python and importing NumPy, matplotlib and the HTTP client takes longer than what most snippets do. What reads
the environment when it is imported, as huggingface_hub does, is left to the snippets. This module imports nothing
else: every process of a snippet imports it again.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

# Nothing here may import huggingface_hub.
IMPORTED_BEFORE = (
    "cv2",
    "httpx2",
    "jinja2",
    "matplotlib.figure",
    "numpy",
    "onnxruntime",
    "tqdm",
    "yaml",
    "pytest",
    __name__,
)


def run_snippet(
    code: str, folder: Path, environment: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Runs code as `python -c` would in that folder and environment; returns its exit status and what it printed.

    Raises:
        subprocess.TimeoutExpired: it took longer than `timeout` seconds, and was killed.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(IMPORTED_BEFORE))
    with tempfile.TemporaryDirectory(prefix="snippet-") as outputs:
        stdout, stderr = Path(outputs, "stdout"), Path(outputs, "stderr")
        process = context.Process(target=_run, args=(code, folder, dict(environment), stdout, stderr))
        process.start()
        process.join(timeout)
        if process.is_alive():
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(code, timeout)
        said = [file.read_text(encoding="utf-8") for file in (stdout, stderr)]
        return subprocess.CompletedProcess(code, process.exitcode, *said)


def _run(code: str, folder: Path, environment: Mapping[str, str], stdout: Path, stderr: Path) -> None:
    for file, stream in ((stdout, sys.stdout), (stderr, sys.stderr)):
        with file.open("wb") as output:
            os.dup2(output.fileno(), stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    exec(compile(code, "<snippet>", "exec"), {"__name__": "__main__"})
