"""The snippets run as they are: Python, JavaScript and curl against a running server, MCP with a real client."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from digit_recognizer.interface.tools import TOOL_NAMES
from tests.conftest import REPOSITORY
from tests.loops import in_a_loop_of_its_own
from tests.pictures import as_png, blank_png, data_url, draw_digit
from tests.snippets import NODE_FOLDER, snippet

LONGEST_SECONDS = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the pictures that the snippets read: a 7, and the number 207."""
    (tmp_path / "digit.png").write_bytes(as_png(draw_digit("7")))
    (tmp_path / "number.png").write_bytes(as_png(np.concatenate([draw_digit(name) for name in "207"], axis=1)))
    return tmp_path


def output_of(command: Sequence[str | Path], folder: Path, **variables: str) -> str:
    """Runs a program in a folder and returns what it prints; a program that fails, or warns, fails the test."""
    environment = {**os.environ, "PYTHONWARNINGS": "error", **variables}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_python(server_url, folder, recognizer):
    (folder / "ask.py").write_text(snippet("python", server_url), encoding="utf-8")
    lines = output_of([sys.executable, "ask.py"], folder).splitlines()[-len(recognizer.models) - 2 :]
    assert lines[0].startswith("7 [{'label': '7', 'confidence': 0.9")
    assert lines[0].endswith(" True")
    for row, info in zip(lines[1:-1], recognizer.models, strict=True):
        assert row.startswith(f"{info.title} ")
    assert lines[-1].startswith("207 [[")


def run_javascript(code: str, folder: Path) -> list[str]:
    """Runs a program of the npm client's and returns the lines that it prints."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node: install Node.js 18 or newer, and npm")
    modules = NODE_FOLDER / "node_modules"
    assert (modules / "@gradio" / "client").exists(), "the npm client is missing: npm ci --prefix tests/node"
    (folder / "node_modules").symlink_to(modules)
    (folder / "ask.mjs").write_text(code, encoding="utf-8")
    return output_of([node, "ask.mjs"], folder).splitlines()


def test_javascript(server_url, folder, recognizer):
    lines = run_javascript(snippet("javascript", server_url), folder)
    assert lines[0].startswith("7 [")
    assert "confidence: 0.9" in lines[1]
    rows = lines[-len(recognizer.models) :]
    for row, info in zip(rows, recognizer.models, strict=True):
        assert row.startswith(f"{info.title} ")


def test_javascript_may_leave_every_setting_out(server_url, folder):
    code = f"""
        import {{ readFile }} from "node:fs/promises";
        import {{ Client }} from "@gradio/client";
        const app = await Client.connect("{server_url}");
        const image = new Blob([await readFile("digit.png")]);
        const first = async (name, values) => (await app.predict(name, values)).data[0];
        console.log((await first("/predict", [image])).confidences.length);
        console.log((await first("/compare", [image])).every((row) => row.confidences.length === 3));
        console.log((await first("/turn", [image])).label, (await first("/read_number", [image])).text);
        console.log(await first("/predict", [image, "resnet"]).catch((error) => error.message.slice(0, 26)));
        process.exit();
    """
    assert run_javascript(code, folder) == ["3", "true", "4 7", "No model is called 'resnet'"[:26]]


def test_curl(server_url, folder):
    if shutil.which("curl") is None:
        pytest.skip("no curl: install it")
    [answer] = json.loads(output_of(["sh", "-c", snippet("curl", server_url)], folder))["data"]
    assert answer["label"] == "7"
    assert len(answer["confidences"]) == 3


@pytest.mark.parametrize("page", ["README.md", "docs/api.md"])
def test_the_library(folder, page):
    """The first Python on the page runs, and reads the pictures that it names."""
    code = re.findall(r"```python\n(.*?)```", (REPOSITORY / page).read_text(encoding="utf-8"), re.DOTALL)[0]
    (folder / "number.png").rename(folder / "year.png")
    shown = (
        "print(recognizer.predict(Image.open('digit.png')).label, recognizer.read_number(Image.open('year.png')).text)"
    )
    (folder / "read.py").write_text(f"{code}\n{shown}\n", encoding="utf-8")
    lines = output_of([sys.executable, "read.py"], folder, PYTHONPATH=str(REPOSITORY)).splitlines()
    assert lines[-1].split() == ["7", "207"]


def with_assistant(server_url: str, use: Callable[[ClientSession], Any]) -> Any:
    """Connects as an assistant that was given the snippet does, and returns what `use` of the session returns."""
    [server] = json.loads(snippet("mcp", server_url))["mcpServers"].values()
    assert server["type"] == "http"

    async def connect() -> Any:
        async with streamable_http_client(server["url"]) as (read, write, *_), ClientSession(read, write) as session:
            greeting = await session.initialize()
            assert "handwritten" in greeting.instructions
            return await use(session)

    return in_a_loop_of_its_own(connect())


def test_an_assistant_finds_the_endpoints_and_nothing_else(server_url):
    tools = with_assistant(server_url, ClientSession.list_tools).tools
    assert [tool.name for tool in tools] == list(TOOL_NAMES.values())
    for tool in tools:
        assert len(tool.description) > 40
        assert "$ref" not in json.dumps(tool.inputSchema)
        assert all(entry["description"] for entry in tool.inputSchema["properties"].values())


def test_an_assistant_reads_digits_and_numbers(server_url, recognizer):
    seven, number = (data_url(as_png(np.concatenate([*map(draw_digit, name)], axis=1))) for name in ("7", "207"))

    async def use(session: ClientSession) -> list[Any]:
        calls = [
            ("read_digit", {"image": seven, "model": "lenet", "top_k": 2}),
            ("compare_digit_models", {"image": seven}),
            ("read_handwritten_number", {"image": number}),
            ("explain_digit", {"image": seven}),
            ("turn_digit_into_another", {"image": seven, "label": 1}),
            ("list_digit_models", {}),
            ("normalize_digit", {"image": seven}),
        ]
        return [await session.call_tool(*call) for call in calls]

    *texts, picture = with_assistant(server_url, use)
    digit, rows, reading, explanation, turning, models = (json.loads(answer.content[0].text) for answer in texts)
    assert (digit["label"], digit["is_digit"], len(digit["confidences"])) == ("7", True, 2)
    assert [row["name"] for row in rows] == [row["name"] for row in models] == [info.name for info in recognizer.models]
    assert reading["text"] == "207"
    assert explanation["label"] == "7"
    assert turning["strokes"]
    assert (picture.content[0].type, picture.content[0].mimeType) == ("image", "image/png")


def test_an_assistant_is_told_in_words_what_went_wrong(server_url):
    async def use(session: ClientSession) -> list[Any]:
        images = [data_url(blank_png(60, 60)), "/etc/passwd", f"{server_url}/digit.png"]
        return [await session.call_tool("read_digit", {"image": image}) for image in images]

    refusals = with_assistant(server_url, use)
    assert all(refusal.isError for refusal in refusals)
    blank, path, inside = (refusal.content[0].text for refusal in refusals)
    assert "written" in blank or "ink" in blank
    assert "provide a url" in path
    assert "could be fetched from the address" in inside
