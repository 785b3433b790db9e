"""On what was measured, with which versions, and when: every figure belongs to these."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("gradio", "onnxruntime", "opencv-python-headless", "numpy")


def described_machine() -> str:
    """Returns one line that says so; nothing that names the machine."""
    installed = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    today = datetime.now(UTC).date().isoformat()
    busy = os.getloadavg()[0]
    return (
        f"{_processor()}, {os.cpu_count()} cores, load {busy:.1f}, {platform.system()}, "
        f"Python {platform.python_version()}, {installed}, {today}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
