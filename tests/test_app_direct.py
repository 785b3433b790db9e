"""Calls that Gradio is passed over for are answered as Gradio answers them: values, defaults, refusals, counts."""

import httpx
import pytest

from tests.pictures import as_payload, as_png, draw_digit

SEVEN = as_payload(as_png(draw_digit("7")))
UPLOADED_NOWHERE = {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}
CALLS = {
    "predict": [SEVEN, "lenet", 3],
    "compare": [SEVEN, 2],
    "predict_batch": [[SEVEN, SEVEN], "lenet", 1],
    "explain": [SEVEN, "lenet"],
    "turn": [SEVEN, 1, "lenet"],
    "read_number": [SEVEN, False],
    "normalize": [SEVEN],
    "models": [],
}
OTHERS = {
    "values left out": ("predict", [SEVEN]),
    "nulls": ("predict", [SEVEN, None, None]),
    "too many values": ("predict", [SEVEN, "lenet", 3, 4]),
    "no picture": ("predict", [None, "lenet", 3]),
    "a file that is none of theirs": ("predict", [UPLOADED_NOWHERE, "lenet", 3]),
    "a file for a number": ("predict", [SEVEN, "lenet", UPLOADED_NOWHERE]),
    "an unknown model": ("compare", [SEVEN, 11]),
    "deep values": ("predict", [SEVEN, [[[[["lenet"]]]]], 3]),
    "no endpoint": ("no_such_endpoint", []),
}
GRADIOS = {"simple_format": False}  # a field with which a call is Gradio's to answer, though it changes nothing
NOT_COMPARED = {"duration", "average_duration", "milliseconds"}


def ask(url: str, name: str, body: dict) -> tuple[int, dict]:
    answer = httpx.post(f"{url}/gradio_api/run/{name}", json=body, timeout=60)
    return answer.status_code, answer.json()


def without_times(said):
    """Returns an answer without what differs from call to call."""
    if isinstance(said, dict):
        return {key: without_times(value) for key, value in said.items() if key not in NOT_COMPARED}
    return [without_times(part) for part in said] if isinstance(said, list) else said


@pytest.mark.parametrize(("name", "data"), [*CALLS.items(), *OTHERS.values()], ids=[*CALLS, *OTHERS])
def test_an_answer_is_the_same_whoever_gives_it(server_url, name, data):
    (status, own), (gradios_status, gradios) = (ask(server_url, name, {"data": data} | more) for more in ({}, GRADIOS))
    assert status == gradios_status
    if name == "normalize":  # a file of its own each time
        own, gradios = ({**said, "data": len(said["data"])} for said in (own, gradios))
    assert without_times(own) == without_times(gradios)


def test_functions_are_found_by_number_as_gradios_clients_ask_for_them(server_url):
    config = httpx.get(f"{server_url}/config").json()
    [number] = [function["id"] for function in config["dependencies"] if function["api_name"] == "compare"]
    status, answer = ask(server_url, "predict", {"data": [SEVEN, 1], "fn_index": number, "session_hash": "one"})
    assert status == 200
    assert len(answer["data"][0]) > 10
