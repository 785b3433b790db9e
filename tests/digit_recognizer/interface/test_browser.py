"""Scripts, engine and models are handed out to browsers, those on other sites' pages among them."""

import hashlib
import json
from dataclasses import replace

import brotli
import httpx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from digit_recognizer.bundle.bundle import Bundle
from digit_recognizer.files import ASSETS
from digit_recognizer.interface.browser import CHARTS, ENGINE, browser_routes, read_figures

PIN = json.loads((ASSETS / "widget" / "engine.json").read_text(encoding="utf-8"))
CHARTS_PIN = json.loads((ASSETS / "models_room" / "charts.json").read_text(encoding="utf-8"))
PACKED = [
    *(("engine", ENGINE, name, PIN["sha256"][name]) for name in (PIN["module"], PIN["wasm"])),
    ("charts", CHARTS, CHARTS_PIN["module"], CHARTS_PIN["sha256"][CHARTS_PIN["module"]]),
]
GRAPH = "/models/models/lenet/model.onnx"


@pytest.fixture(scope="module")
def bundle():
    return Bundle.open()


@pytest.fixture(scope="module")
def browser(bundle):
    return TestClient(Starlette(routes=browser_routes(bundle)))


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/widget/recognizer.js", "text/javascript"),
        ("/widget/normalization.json", "application/json"),
        (f"/engine/{PIN['module']}", "text/javascript"),
        (f"/engine/{PIN['wasm']}", "application/wasm"),
        ("/engine/LICENSE", "application/octet-stream"),
        ("/models/manifest.json", "application/json"),
        (GRAPH, "application/octet-stream"),
        ("/models/models/lenet/metrics.json", "application/json"),
        (f"/charts/{CHARTS_PIN['module']}", "text/javascript"),
        ("/charts/LICENSE", "application/octet-stream"),
    ],
)
def test_pages_of_other_sites_may_fetch_all_of_it(browser, path, media_type):
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].split(";")[0] == media_type
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_what_runs_in_a_worker_has_a_policy_of_its_own(browser):
    assert "script-src 'self' 'wasm-unsafe-eval'" in browser.get("/widget/worker.js").headers["Content-Security-Policy"]
    assert "Content-Security-Policy" not in browser.get("/widget/recognizer.js").headers


@pytest.mark.parametrize(("path", "folder", "name", "digest"), PACKED, ids=[name for _, _, name, _ in PACKED])
def test_what_comes_from_npm_is_what_was_pinned_and_sent_as_it_lies_here(browser, path, folder, name, digest):
    packed = (folder / f"{name}.br").read_bytes()
    assert hashlib.sha256(brotli.decompress(packed)).hexdigest() == digest
    with browser.stream("GET", f"/{path}/{name}", headers={"Accept-Encoding": "gzip, br;q=1"}) as answer:
        assert b"".join(answer.iter_raw()) == packed
    assert answer.headers["Content-Encoding"] == "br"
    assert "immutable" in answer.headers["Cache-Control"]
    plain = browser.get(f"/{path}/{name}", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert plain.content == brotli.decompress(packed)


def test_a_model_that_was_fetched_before_is_not_sent_again(browser, bundle):
    answer = browser.get(GRAPH)
    lenet = next(info for info in bundle.manifest.models if info.name == "lenet")
    assert hashlib.sha256(answer.content).hexdigest() == lenet.graph.sha256
    again = browser.get(GRAPH, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_figures_that_the_hub_did_not_send_are_those_that_came_with_the_program(bundle, tmp_path):
    [file] = [
        file for info in bundle.manifest.models for file in info.files if file.path.endswith("lenet/metrics.json")
    ]
    assert read_figures(replace(bundle, folder=tmp_path), file) == bundle.read(file)
    assert read_figures(replace(bundle, folder=tmp_path), replace(file, sha256="0" * 64)) is None


@pytest.mark.parametrize(
    "path",
    [
        "/widget/..%2ftsconfig.json",
        "/widget/nonesuch.js",
        "/page/types.d.ts",
        "/pad/pad.html",
        "/engine/..%2fwidget%2fengine.json",
        "/models/models/lenet/native.onnx",
        "/charts/..%2fmodels_room%2fcharts.json",
        "/models/../concepts.json",
    ],
)
def test_nothing_else_is_handed_out(browser, path):
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/widget/recognizer.js", "/models/manifest.json"])
def test_the_app_hands_them_out_too_and_sends_texts_compressed(server_url, path):
    answer = httpx.get(server_url + path, headers={"Origin": "https://elsewhere.example", "Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers.get_list("Access-Control-Allow-Origin") == ["*"]
    assert answer.headers["Content-Encoding"] == "gzip"
