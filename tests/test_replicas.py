"""Two replicas behind nginx, as the documentation has them: either answers, and one that is killed loses nothing."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.benchmarks.servers import free_port
from tests.conftest import OBSERVED, REPOSITORY, started, wait_until_up
from tests.pictures import as_payload, as_png, data_url, draw_digit

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONFIGURATION = REPOSITORY / "docs" / "nginx.conf"
SEVEN = as_png(draw_digit("7"))
ALONE = """\
user root; daemon off; worker_processes 1; pid nginx.pid; error_log stderr;
events {{ worker_connections 256; }}
http {{ access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path a; uwsgi_temp_path b;
scgi_temp_path c;
{servers}
}}
"""

pytestmark = [pytest.mark.full, pytest.mark.skipif(not NGINX, reason="no nginx: apt-get install nginx-light")]


class Replicas:
    """The address in front, and the processes behind it."""

    def __init__(self, url: str, behind: list[subprocess.Popen], metrics: list[str]) -> None:
        self.url, self.behind, self._metrics = url, behind, metrics

    def counted(self, endpoint: str) -> list[int]:
        """How many requests to an endpoint each replica has answered."""
        words = f'digits_requests_total{{endpoint="{endpoint}",status="200"}}'
        texts = [httpx.get(url).text for url in self._metrics]
        return [int(float(text.partition(words)[2].split("\n")[0] or 0)) for text in texts]


@pytest.fixture(scope="module")
def replicas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    folder: Path = tmp_path_factory.mktemp("replicas")
    ports, front = [free_port(), free_port()], free_port()
    text = CONFIGURATION.read_text(encoding="utf-8").replace("7861", str(ports[0])).replace("7862", str(ports[1]))
    (folder / "nginx.conf").write_text(ALONE.format(servers=text.replace("listen 8080", f"listen 127.0.0.1:{front}")))
    shared = {"GRADIO_TEMP_DIR": f"{folder}/uploads", "FEEDBACK_FOLDER": f"{folder}/feedback"}
    with ExitStack() as stack:
        behind = []
        for port in ports:
            environment = {**os.environ, **shared, **OBSERVED, "GRADIO_SERVER_PORT": str(port)}
            log = folder / f"{port}.log"
            output = stack.enter_context(log.open("wb"))
            command = [sys.executable, "app.py"]
            process = subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=output, stderr=output)
            stack.callback(process.wait)
            stack.callback(process.kill)
            behind.append(process)
        for process, port in zip(behind, ports, strict=True):
            wait_until_up(process, f"http://127.0.0.1:{port}/healthz", folder / f"{port}.log")
        url = f"http://127.0.0.1:{front}"
        nginx = [NGINX or "", "-p", folder, "-c", folder / "nginx.conf"]
        stack.enter_context(started(nginx, f"{url}/healthz", folder / "nginx.log"))
        yield Replicas(url, behind, [f"http://127.0.0.1:{port}/metrics" for port in ports])


@pytest.fixture
def http(replicas: Replicas) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=replicas.url, timeout=60) as client:
        yield client


def ask_page(http: httpx.Client, function: str, data: dict, part: str = "draw-pad") -> dict:
    parts = http.get("/config").json()["components"]
    [found] = [component["id"] for component in parts if component["props"].get("elem_id") == part]
    sent = {"component_id": found, "fn_name": function, "session_hash": "a", "data": data}
    return http.post("/gradio_api/component_server", json=sent).raise_for_status().json()


def test_either_replica_answers_whatever_way_it_is_asked(replicas, http):
    for _ in range(4):
        assert ask_page(http, "answer", {"picture": data_url(SEVEN)})["state"] == "answers"
        stored = http.post("/gradio_api/upload", files={"files": ("a.png", SEVEN, "image/png")}).json()[0]
        file = {"path": stored, "meta": {"_type": "gradio.FileData"}}
        read = http.post("/gradio_api/run/predict", json={"data": [file, "lenet", 1]})
        assert read.json()["data"][0]["label"] == "7"
        event = http.post("/gradio_api/call/predict", json={"data": [as_payload(SEVEN)]}).json()["event_id"]
        assert '"label": "7"' in http.get(f"/gradio_api/call/predict/{event}").text
    tool = {"name": "read_digit", "arguments": {"image": data_url(SEVEN)}}
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": tool}
    headers = {"Accept": "application/json, text/event-stream"}
    assert (
        '\\"label\\":\\"7\\"' in http.post("/gradio_api/mcp/", json=call, headers=headers, follow_redirects=True).text
    )
    kept = ask_page(http, "keep_verdict", {"picture": data_url(SEVEN), "label": 7}, "feedback")
    assert ask_page(http, "withdraw_verdict", {"image": kept["image"]}, "feedback") == {"state": "withdrawn"}
    assert all(replicas.counted("component_server"))


def test_a_replica_that_is_killed_under_load_loses_nothing(replicas):
    body = json.dumps({"data": [as_payload(SEVEN), "lenet", 1]})

    def ask(number: int) -> str:
        if number == 10:
            replicas.behind[0].kill()
        with httpx.Client(base_url=replicas.url, timeout=60) as http:
            answer = http.post("/gradio_api/run/predict", content=body, headers={"Content-Type": "application/json"})
        return answer.json()["data"][0]["label"] if answer.is_success else f"{answer.status_code} {answer.text}"

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(ask, range(40))) == {"7"}
