"""What is known of a request afterwards: in the log and, where it is on, in the figures for Prometheus."""

import asyncio
import json

import httpx
import pytest
from starlette.responses import PlainTextResponse

from digit_recognizer.errors import SettingError
from digit_recognizer.http.capacity import Capacity
from digit_recognizer.http.metrics import Metrics, metrics_from_environment
from digit_recognizer.http.observation import Observation, endpoint_of
from digit_recognizer.interface import browser_routes, embed_route, preview_route, report_route, room_routes
from digit_recognizer.limits import Limits
from tests.loops import in_a_loop_of_its_own
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


@pytest.fixture
def rise(server_url):
    """Returns by how much a figure has risen since the test began."""
    before = figures(server_url)
    return lambda name: figures(server_url).get(name, 0) - before.get(name, 0)


def test_figures_for_prometheus(ask, server_url, recognizer, rise):
    ask("predict", SEVEN)
    ask("predict", SEVEN, None, 11)
    assert rise('digits_requests_total{endpoint="predict",status="200"}') == 1
    assert rise('digits_requests_total{endpoint="predict",status="422"}') == 1
    assert rise('digits_refusals_total{title="TopKError"}') == 1
    assert rise('digits_answer_seconds_count{endpoint="predict"}') == 2
    assert rise('digits_answer_seconds_bucket{endpoint="predict",le="+Inf"}') == 2
    version = recognizer.bundle.manifest.bundle_version
    assert any("digits_weights_info" in name and f'version="{version}"' in name for name in figures(server_url))


def test_calls_that_reach_no_endpoint_are_counted_as_refused_once(ask, server_url, rise):
    assert httpx.post(f"{server_url}/gradio_api/run/predict", json=[]).status_code == 422
    assert ask("nothing_of_the_kind").status_code == 404
    assert rise('digits_requests_total{endpoint="predict",status="422"}') == 1
    assert rise('digits_refusals_total{title="ArgumentsError"}') == 1
    assert rise('digits_requests_total{endpoint="other",status="404"}') == 1
    assert rise('digits_refusals_total{title="NotFoundError"}') == 1


def test_a_call_that_finds_no_place_or_does_not_arrive_is_counted_once(recognizer):
    metrics = Metrics(recognizer.bundle)

    async def answered(limits: Limits, *messages: dict) -> int:
        """Asks once; what sends no message never sends one."""
        left, sent = list(messages), []

        async def receive() -> dict:
            return left.pop(0) if left else await asyncio.Future()

        async def send(message: dict) -> None:
            sent.append(message)

        capacity = Capacity(PlainTextResponse("done"), limits, metrics.refuse)
        scope = {"type": "http", "method": "POST", "path": "/gradio_api/run/predict", "headers": []}
        await Observation(capacity, frozenset({"predict"}), metrics)(scope, receive, send)
        return sent[0]["status"]

    async def run() -> list[int]:
        whole = {"type": "http.request", "body": b"{}"}
        no_memory, no_patience = Limits(buffer_mb=0), Limits(body_seconds=0)
        return [await answered(Limits(), whole), await answered(no_memory, whole), await answered(no_patience)]

    assert in_a_loop_of_its_own(run()) == [200, 429, 408]
    count = metrics.registry.get_sample_value
    for status in ("200", "429", "408"):
        assert count("digits_requests_total", {"endpoint": "predict", "status": status}) == 1
    for title in ("BusyError", "TimeoutError"):
        assert count("digits_refusals_total", {"title": title}) == 1
    assert count("digits_answer_seconds_count", {"endpoint": "predict"}) == 3


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
