"""Says in a sentence what a Python lacks that training needs, before anything is imported that is not there."""

import sys
from collections.abc import Sequence
from importlib.util import find_spec

MIN_PYTHON = (3, 11)
# One of each kind that requirements.txt files name: what serves, what trains, what reads data, what exports.
_PACKAGES = (
    *("numpy", "cv2", "PIL", "tqdm", "onnxruntime", "huggingface_hub", "datasets", "pydantic", "sklearn", "skops"),
    *("tensorflow", "keras", "onnx", "onnxscript", "skl2onnx", "tf2onnx", "matplotlib", "jinja2"),
)


def require_packages(packages: Sequence[str] = _PACKAGES) -> None:
    """Makes sure that this Python can train.

    Raises:
        SystemExit: it is too old, or packages are missing; the message says which, and how to get them.
    """
    how = "Run `make setup` once, then .venv/bin/python -m training."
    if sys.version_info < MIN_PYTHON:
        needed = ".".join(map(str, MIN_PYTHON))
        sys.exit(f"Training needs Python {needed} or newer; {sys.executable} is {sys.version.split()[0]}. {how}")
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        others = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        sys.exit(f"Training needs packages that {sys.executable} lacks: {missing[0]}{others}. {how}")
