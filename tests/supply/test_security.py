"""SECURITY.md tells of every way in, and of every command."""

import re

import httpx

from digit_recognizer.interface.tools import TOOL_NAMES
from tests.supply.locks import REPOSITORY

PAGE = (REPOSITORY / "SECURITY.md").read_text(encoding="utf-8")


def test_every_endpoint_and_tool_is_told_of(client):
    rows = dict(re.findall(r"^\| `(/\w+)` \| (?:`(\w+)`|–) \|", PAGE, re.MULTILINE))
    named = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert rows == {endpoint: TOOL_NAMES.get(endpoint, "") for endpoint in named}


def test_every_function_of_the_page_is_told_of(server_url):
    parts = httpx.get(f"{server_url}/config").json()["components"]
    functions = {name for part in parts for name in part["props"].get("server_fns", ())}
    assert {"answer", "keep_verdict"} <= functions
    assert {name for name in functions if f"`{name}`" not in PAGE} == set()


def test_every_command_is_there():
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    commands = re.findall(r"^make (\w+)", PAGE, re.MULTILINE)
    assert len(commands) == 4
    assert [command for command in commands if f"\n{command}: " not in makefile] == []
