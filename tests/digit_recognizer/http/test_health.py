"""The app is ready only when a known drawing is read right."""

from types import SimpleNamespace

import httpx
import pytest

from digit_recognizer.http.health import KNOWN_DRAWING, examine


def test_the_running_app_is_ready(server_url, recognizer):
    answer = httpx.get(f"{server_url}/healthz")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    version = recognizer.bundle.manifest.bundle_version
    assert answer.json() == {"status": "ready", "model": recognizer.default_model, "weights": version}


def fail() -> int:
    raise OSError("the graph is gone")


@pytest.mark.parametrize(
    ("label", "words"), [(lambda: 1, "was read as 1"), (fail, "could not be read")], ids=["wrong", "failing"]
)
def test_what_does_not_read_it_right_is_not_ready(recognizer, label, words):
    broken = SimpleNamespace(
        default_model="cnn", bundle=recognizer.bundle, predict=lambda _: SimpleNamespace(label=label())
    )
    status, health = examine(broken, KNOWN_DRAWING.read_bytes())
    assert (status, health["status"]) == (503, "unready")
    assert words in health["reason"]
    assert "graph" not in health["reason"]
