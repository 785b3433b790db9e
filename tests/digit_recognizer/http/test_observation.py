"""What is known of a request afterwards: in the log and, where it is on, in the figures for Prometheus."""

import json

import httpx
import pytest

from digit_recognizer.errors import SettingError
from digit_recognizer.http.metrics import metrics_from_environment
from digit_recognizer.http.observation import endpoint_of
from digit_recognizer.interface import browser_routes, embed_route, preview_route, report_route, room_routes
from tests.pictures import as_payload, as_png, draw_digit

SEVEN = as_payload(as_png(draw_digit("7")))


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/gradio_api/run/predict", "predict"),
        ("/gradio_api/call/v2/predict/0123", "predict"),
        ("/gradio_api/run/someone@example.org", "other"),
        ("/gradio_api/file=/tmp/gradio/holiday.png", "file"),
        ("/gradio_api/mcp/", "mcp"),
        ("/gradio_api/queue/data", "queue"),
        ("/assets/index-DphvyggB.js", "files"),
        ("/healthz/", "/healthz"),
        ("/", "/"),
        ("/practise", "/practise"),
        ("/models", "/models"),
        ("/models/models/cnn/model.onnx", "/models/"),
        ("/widget/digit-pad.js", "/widget/"),
        ("/engine/ort-wasm-simd-threaded.wasm", "/engine/"),
        ("/widgets/digit-pad.js", "other"),
        ("/wp-login.php", "other"),
    ],
)
def test_an_endpoint_is_one_of_a_few_words(path, endpoint):
    assert endpoint_of(path, frozenset({"predict"})) == endpoint


def test_whatever_the_app_serves_beside_gradio_has_a_name(recognizer):
    routes = [*room_routes(), *browser_routes(recognizer.bundle), embed_route(recognizer), preview_route()]
    paths = [route.path_format.format(name="any", path="any") for route in [*routes, report_route()]]
    names = {endpoint_of(path, frozenset()) for path in paths}
    assert "other" not in names
    assert len(names) == len(paths)


def figures(server_url: str) -> dict[str, float]:
    lines = httpx.get(f"{server_url}/metrics").text.splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def test_figures_for_prometheus(ask, server_url, recognizer):
    before = figures(server_url)
    ask("predict", SEVEN)
    ask("predict", SEVEN, None, 11)
    after = figures(server_url)

    def rise(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert rise('digits_requests_total{endpoint="predict",status="200"}') == 1
    assert rise('digits_requests_total{endpoint="predict",status="422"}') == 1
    assert rise('digits_refusals_total{title="TopKError"}') == 1
    assert rise('digits_answer_seconds_count{endpoint="predict"}') == 2
    assert rise('digits_answer_seconds_bucket{endpoint="predict",le="+Inf"}') == 2
    version = recognizer.bundle.manifest.bundle_version
    assert any("digits_weights_info" in name and f'version="{version}"' in name for name in after)


def test_requests_are_logged_without_who_asked_and_what_was_sent(ask, server_url, server_log):
    secret = "someone@example.org"
    ask("predict", SEVEN, secret)
    httpx.get(f"{server_url}/embed?model={secret}", headers={"User-Agent": secret})
    httpx.get(f"{server_url}/{secret}")
    text = server_log.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    last = {line["endpoint"]: line for line in lines if line["message"] == "request"}
    assert (last["predict"]["method"], last["predict"]["status"]) == ("POST", 422)
    assert (last["/embed"]["status"], last["other"]["status"]) == (200, 404)
    assert last["predict"]["milliseconds"] > 0
    for hidden in (secret, SEVEN["url"][:60], "127.0.0.1:5"):
        assert not any(hidden in json.dumps(line) for line in lines)
    assert max(map(len, text.splitlines())) < 1_500


def test_metrics_are_off_by_default(monkeypatch, recognizer):
    monkeypatch.delenv("METRICS", raising=False)
    assert metrics_from_environment(recognizer.bundle) is None
    monkeypatch.setenv("METRICS", "perhaps")
    with pytest.raises(SettingError, match="METRICS must be on or off; received 'perhaps'"):
        metrics_from_environment(recognizer.bundle)
