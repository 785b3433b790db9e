"""What the web component fetches, in which order, and what it says and does where that cannot be had."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from digit_recognizer.files import ASSETS
from tests.browser.conftest import ONE, SEVEN
from tests.browser.widget_host import NOTHING, ONE_PAD, SHOWN, Host, hosts


@pytest.fixture(scope="module")
def open_host(browser) -> Iterator[Callable[..., Host]]:
    with hosts(browser) as open_page:
        yield open_page


NO_ENGINE = "delete window.WebAssembly;"


def test_without_web_assembly_a_model_that_needs_it_says_so(open_host):
    host = open_host(ONE_PAD.replace("ATTRIBUTES", 'model="svm"'), NO_ENGINE, route=NOTHING)
    assert host.wait_for("error")["code"] == "no-webassembly"
    assert "does not run WebAssembly" in host.run(SHOWN, "first")
    assert host.complaints == []


@pytest.mark.parametrize("name", ["cnn_tiny", "cnn"])
def test_without_web_assembly_a_network_reads(open_host, name):
    host = open_host(ONE_PAD.replace("ATTRIBUTES", f'model="{name}"'), NO_ENGINE, route=NOTHING)
    host.draw_on_pad("first", SEVEN)
    answer = host.wait_for("answer", condition="detail.isFinal")
    assert (answer["value"], answer["isDigit"], answer["model"]) == ("7", True, name)
    assert host.complaints == []


def test_the_engine_is_left_where_it_lies_until_a_model_needs_it(open_host):
    host = open_host(ONE_PAD, route=NOTHING)
    host.draw_on_pad("first", SEVEN)
    assert host.wait_for("answer", condition="detail.isFinal")["value"] == "7"
    fetched = "() => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/engine/')).length"
    assert host.run(fetched) == 0
    host.run("first.setAttribute('second-model', 'lenet')")
    host.wait_for("answer", condition="detail.answers.lenet?.label === 7")
    assert host.run(fetched) == 2


def test_a_model_that_cannot_be_had_is_named_and_tried_again_with_the_next_drawing(open_host):
    host = open_host(ONE_PAD, "fake.isBlocked = true;")
    assert host.wait_for("error") == {"code": "model", "message": "cnn/model.onnx could not be fetched."}
    assert "could not be loaded" in host.run(SHOWN, "first")
    host.run("fake.isBlocked = false")
    host.draw_on_pad("first", SEVEN)
    assert host.wait_for("answer", condition="detail.isFinal")["value"] == "1"
    assert "could not" not in host.run(SHOWN, "first")


def test_the_real_models_read_on_without_any_request_and_without_a_network(open_host):
    host = open_host(ONE_PAD.replace("ATTRIBUTES", 'second-model="cnn"'), route=NOTHING)
    assert host.wait_for("ready")["models"] == ["cnn_tiny", "cnn"]
    host.page.context.set_offline(True)
    host.page.on("request", lambda request: host.complaints.append(request.url))
    host.draw_on_pad("first", SEVEN)
    answer = host.wait_for("answer", condition="detail.isFinal")
    assert [answer["answers"][name]["label"] for name in ("cnn", "cnn_tiny")] == [7, 7]
    assert (answer["value"], answer["isDigit"], answer["where"]) == ("7", True, "browser")
    host.draw_on_pad("first", ((0.05, 0.9), (0.15, 0.1), (0.25, 0.9), (0.35, 0.1), (0.45, 0.9), (0.9, 0.1)))
    host.wait_for("answer", condition="detail.isFinal && detail.isDigit === false")
    assert host.complaints == []


def test_the_engine_comes_while_the_scripts_that_use_it_are_on_their_way(open_host):
    body = ONE_PAD.replace("ATTRIBUTES", 'model="cnn"')
    host = open_host(body, route=("**/widget/recognizer.js", lambda route: None))
    fetched = "(address) => performance.getEntriesByName(address).some(({ responseEnd }) => responseEnd > 0)"
    pin = json.loads((ASSETS / "widget" / "engine.json").read_text(encoding="utf-8"))
    host.page.wait_for_function(fetched, arg=f"{host.files}/engine/{pin['wasm']}?{pin['version']}")
    assert host.told("ready") == []


def test_a_program_that_cannot_be_had_is_tried_again_with_the_next_drawing(open_host):
    body = ONE_PAD.replace("ATTRIBUTES", 'model="lenet"')
    host = open_host(body, route=(program := re.compile(r"\.wasm\?"), lambda route: route.abort()))
    fault = host.wait_for("error")
    assert fault["code"] == "engine"
    assert ".wasm?" in fault["message"]
    assert "could not be started" in fault["message"]
    host.page.unroute(program)
    host.draw_on_pad("first", SEVEN)
    assert host.wait_for("answer", condition="detail.isFinal")["value"] == "7"


def test_a_blocked_model_is_said_where_no_server_is_named(open_host):
    host = open_host(ONE_PAD, route=("**/*.onnx", lambda route: route.abort()))
    fault = host.wait_for("error")
    assert fault["code"] == "blocked"
    assert "model.onnx could not be fetched" in fault["message"]
    assert "could not be loaded" in host.run(SHOWN, "first")


def test_where_the_browser_cannot_read_a_server_does(open_host, server_url):
    body = ONE_PAD.replace(
        "ATTRIBUTES", f'src="/nowhere/" server="{server_url}" model="lenet" second-model="cnn" top-k="2"'
    )
    host = open_host(body, NO_ENGINE, route=NOTHING)
    host.draw_on_pad("first", SEVEN)
    answer = host.wait_for("answer", condition="detail.isFinal")
    assert (answer["value"], answer["where"], answer["model"]) == ("7", "server", "lenet")
    assert {name: len(each["confidences"]) for name, each in answer["answers"].items()} == {"lenet": 2, "cnn": 2}
    assert answer["answers"]["cnn"]["isDigit"] is True
    host.page.context.set_offline(True)
    host.draw_on_pad("first", ONE)
    assert host.wait_for("error")["code"] == "away"
    assert "not responding" in host.run(SHOWN, "first")
    host.page.context.set_offline(False)
    host.wait_for("answer", condition="detail.isFinal && told.at(-1).type === 'answer'")


def test_the_app_hands_out_all_that_it_takes(open_host, server_url):
    host = open_host(ONE_PAD.replace("FILES", server_url), route=NOTHING)
    host.draw_on_pad("first", SEVEN)
    answer = host.wait_for("answer", condition="detail.isFinal")
    assert (answer["value"], answer["isDigit"], answer["where"], answer["model"]) == ("7", True, "browser", "cnn_tiny")
    assert host.hosts == {server_url.removeprefix("http://"), host.page.url.split("/")[2]}
    assert host.calls == 0
    assert host.complaints == []


def test_the_hub_says_where_a_space_is(open_host):
    models = [{"name": "cnn", "title": "CNN", "is_default": True}]
    asked = []

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        reply = {"host": "https://somebody-digits.hf.space"} if "/api/spaces/" in asked[-1] else {"data": [models]}
        headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*"}
        route.fulfill(headers=headers, body=json.dumps(reply), content_type="application/json")

    host = open_host(ONE_PAD.replace("ATTRIBUTES", 'server="somebody/digits"'), route=(re.compile("^https://"), answer))
    assert host.wait_for("ready") == {"where": "server", "models": ["cnn"]}
    assert asked[0] == "https://huggingface.co/api/spaces/somebody/digits/host"
    assert asked[-1] == "https://somebody-digits.hf.space/gradio_api/run/models"


WORKER = """
import { breathe } from 'FILES/widget/turns.js';
let heard = false;
addEventListener('message', () => { heard = true; });
// Once the script has run: before that, a worker hears nothing.
setTimeout(async () => {
  postMessage('begun');
  for (const until = performance.now() + 200; performance.now() < until; );
  await breathe();
  postMessage(heard);
});
"""
IN_WORKER = """(source) => new Promise((resolve) => {
  const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { type: 'module' });
  worker.onmessage = ({ data }) => (data === 'begun' ? worker.postMessage('later') : resolve(data));
})"""


def test_a_worker_that_reads_hears_between_of_a_later_drawing(open_host):
    host = open_host(ONE_PAD)
    assert host.run(IN_WORKER, WORKER.replace("FILES", host.files)) is True
