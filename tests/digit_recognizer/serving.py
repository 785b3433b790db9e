"""Starts the program in a process of its own against some Hub, and says what it served."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from digit_recognizer.bundle.bundle import BUNDLED_MODELS
from tests.hub.client import run_client

REPO_ID, TAG = "tester/digits", "v0.1.0"
TOKEN = "hf_write"
TIMEOUT = 3.0
# What starting Python and opening a model take on a busy machine, beyond the timeout.
ALLOWANCE_SECONDS = 4.0
PROGRAM = """
import json, logging, time
class Lines(logging.Handler):
    lines = []
    def emit(self, record):
        self.lines.append(record.getMessage())
logging.basicConfig(level=logging.INFO, handlers=[Lines()])
import numpy as np
from digit_recognizer import Recognizer
from digit_recognizer.bundle.sources import Reference, find_bundle
started = time.perf_counter()
bundle = find_bundle(Reference({repo_id!r}, {revision!r}), {timeout})
recognizer = Recognizer(bundle)
probabilities = recognizer.predict_proba(np.zeros((1, 28, 28), np.uint8), "lenet")[0]
print(json.dumps([bundle.source.kind, bundle.source.commit, [info.name for info in recognizer.models],
                  time.perf_counter() - started, "\\n".join(Lines.lines), probabilities.tolist()]))
"""


@dataclass(frozen=True)
class Served:
    """What one start of the program served, after how long, and what it logged."""

    kind: str
    commit: str | None
    models: list[str]
    seconds: float
    log: str
    probabilities: list[float]


def files_of_a_bundle() -> dict[str, bytes]:
    """Returns a bundle with LeNet and the line reader, as on the Hub: with files that are not served beside it."""
    manifest = json.loads((BUNDLED_MODELS / "manifest.json").read_text(encoding="utf-8"))
    manifest["models"] = {"lenet": manifest["models"]["lenet"]}
    manifest["default_model"] = "lenet"
    names = [
        f"models/{model}/{name}"
        for model in ("lenet", "line_reader")
        for name in ("model.onnx", "metrics.json", "config.json")
    ]
    return {
        "manifest.json": json.dumps(manifest).encode(),
        **{name: (BUNDLED_MODELS / name).read_bytes() for name in names},
        "models/lenet/model.keras": b"native weights, which serving never asks for",
        "README.md": b"# Digits\n",
    }


def serve_once(
    hub,
    home: Path,
    *,
    revision: str = TAG,
    repo_id: str = REPO_ID,
    token: str | None = TOKEN,
    timeout: float = TIMEOUT,
) -> Served:
    """Starts the program once with that cache; it must answer in time, and keep the token out of its log."""
    code = PROGRAM.format(repo_id=repo_id, revision=revision, timeout=timeout)
    # As on a Space, where nobody has switched the client's telemetry off.
    said = run_client(code, hub, token=token, home=home, settings={"HF_HUB_DISABLE_TELEMETRY": "0"})
    served = Served(*json.loads(said.splitlines()[-1]))
    assert np.isclose(sum(served.probabilities), 1)
    assert served.seconds < timeout + ALLOWANCE_SECONDS
    assert TOKEN not in served.log
    return served
