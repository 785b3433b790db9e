"""The endpoints, called as Python callers and curl call them, against a running server."""

import json
from pathlib import Path

import httpx
import numpy as np
import pytest
from gradio_client import handle_file
from PIL import Image

from digit_recognizer import normalize_drawing
from tests.pictures import as_payload, as_png, draw_digit

IMAGE = ("image", False, None, "filepath")
TOP_K = ("top_k", True, 3, "int")


@pytest.fixture(scope="module")
def seven(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PNG file of a 7."""
    file = tmp_path_factory.mktemp("pictures") / "seven.png"
    file.write_bytes(as_png(draw_digit("7")))
    return str(file)


@pytest.fixture(scope="module")
def described(client) -> dict:
    return client.view_api(return_format="dict")


def test_parameters_have_names_types_and_defaults(described, recognizer):
    known = ", ".join(repr(info.name) for info in recognizer.models)
    model = ("model", True, recognizer.default_model, f"Literal[{known}]")
    signatures = {
        endpoint: [
            (
                parameter["parameter_name"],
                parameter["parameter_has_default"],
                parameter["parameter_default"],
                parameter["python_type"]["type"],
            )
            for parameter in api["parameters"]
        ]
        for endpoint, api in described["named_endpoints"].items()
    }
    assert signatures == {
        "/predict": [IMAGE, model, TOP_K],
        "/compare": [IMAGE, TOP_K],
        "/predict_batch": [("images", False, None, "list[filepath]"), model, TOP_K],
        "/explain": [IMAGE, model],
        "/turn": [IMAGE, ("label", True, 4, "int"), model],
        "/read_number": [IMAGE, ("digits_only", True, False, "bool")],
        "/normalize": [IMAGE],
        "/models": [],
    }


def test_labels_are_the_parameters_names(described):
    for api in described["named_endpoints"].values():
        for parameter in api["parameters"]:
            assert parameter["label"] == parameter["parameter_name"]


def test_what_the_page_itself_calls_is_private(described):
    assert set(described["named_endpoints"]) == {
        *("/predict", "/compare", "/predict_batch", "/explain", "/turn", "/read_number", "/normalize", "/models")
    }
    assert described["unnamed_endpoints"] == {}


def test_every_endpoint_says_what_it_does(described):
    descriptions = [api["description"] for api in described["named_endpoints"].values()]
    assert all(len(description) > 20 and description.endswith(".") for description in descriptions)
    assert len(set(descriptions)) == len(descriptions)


def test_predict_answers_three_digits_by_default(client, seven):
    answer = client.predict(handle_file(seven), api_name="/predict")
    assert set(answer) == {"label", "confidences", "is_digit", "digit_probability"}
    assert answer["label"] == "7"
    assert [set(item) for item in answer["confidences"]] == [{"label", "confidence"}] * 3
    shares = [item["confidence"] for item in answer["confidences"]]
    assert shares == sorted(shares, reverse=True)
    assert answer["confidences"][0]["label"] == "7"


def test_predict_answers_with_the_model_and_the_count_asked_for(client, recognizer, seven):
    for info in recognizer.models:
        answer = client.predict(image=handle_file(seven), model=info.name, top_k=10, api_name="/predict")
        served = {int(item["label"]): item["confidence"] for item in answer["confidences"]}
        own = recognizer.predict(draw_digit("7"), info.name, top_k=10)
        assert served == pytest.approx({item.label: item.confidence for item in own.confidences}, abs=1e-6)
        assert sum(served.values()) == pytest.approx(1, abs=1e-5)


def test_compare_answers_once_per_model(client, recognizer, seven):
    rows = client.predict(handle_file(seven), 2, api_name="/compare")
    assert [row["name"] for row in rows] == [info.name for info in recognizer.models]
    for row in rows:
        assert row["label"] == row["confidences"][0]["label"]
        assert len(row["confidences"]) == 2
    assert next(row["label"] for row in rows if row["name"] == "lenet") == "7"


def test_every_answer_says_whether_it_is_a_digit(ask, recognizer):
    payload = as_payload(as_png(draw_digit("7")))
    own = recognizer.predict(draw_digit("7"))
    rows = [ask("predict", payload, None, 1).json()["data"][0]]
    rows += ask("predict_batch", [payload], None, 1).json()["data"][0]
    for row in rows:
        assert (row["is_digit"], row["digit_probability"]) == (own.is_digit, pytest.approx(own.digit_probability))
    compared = ask("compare", payload, 1).json()["data"][0]
    assert len({(row["is_digit"], row["digit_probability"]) for row in compared}) == 1
    [unread] = ask("predict_batch", [as_payload(b"no picture")], None, 1).json()["data"][0]
    assert (unread["is_digit"], unread["digit_probability"]) == (None, None)


def test_explain_answers_what_the_recogniser_says(client, recognizer, seven):
    answer = client.predict(handle_file(seven), "lenet", api_name="/explain")
    own = recognizer.explain(draw_digit("7"), "lenet").to_dict()
    assert answer["label"] == str(own["label"]) == "7"
    assert answer["rival"] == str(own["rival"])
    assert answer["probabilities"] == pytest.approx(own["probabilities"], abs=1e-5)
    np.testing.assert_allclose(answer["contributions"], own["contributions"], atol=0.01)
    assert [change["box"] for change in answer["tipping"]] == [change["box"] for change in own["tipping"]]
    assert [change["stroke"] for change in answer["tipping"]] == [change["stroke"] for change in own["tipping"]]
    assert answer["frame"] == own["frame"]
    assert answer["evidence"]["kind"] == "maps"


def test_turn_answers_what_to_draw_for_another_digit(client, recognizer, seven):
    answer = client.predict(handle_file(seven), 1, "lenet", api_name="/turn")
    assert (answer["label"], answer["is_enough"]) == ("1", True)
    assert answer["strokes"] == recognizer.turn(draw_digit("7"), 1, "lenet").to_dict()["strokes"]


def test_predict_batch_answers_in_the_order_received(client, tmp_path):
    names = ("3", "0", "7", "2")
    for name in names:
        (tmp_path / f"{name}.png").write_bytes(as_png(draw_digit(name)))
    files = [handle_file(str(tmp_path / f"{name}.png")) for name in names]
    rows = client.predict(files, "lenet", 1, api_name="/predict_batch")
    assert [row["label"] for row in rows] == list(names)
    assert [len(row["confidences"]) for row in rows] == [1] * 4
    assert [row["error"] for row in rows] == [None] * 4


def test_predict_batch_takes_256_pictures(ask):
    small = as_payload(as_png(draw_digit("7")[::4, ::4]))
    answer = ask("predict_batch", [small] * 256, "lenet", 1)
    assert [row["label"] for row in answer.json()["data"][0]] == ["7"] * 256


def test_one_bad_picture_does_not_spoil_a_batch(ask):
    good = as_payload(as_png(draw_digit("7")))
    rows = ask("predict_batch", [good, as_payload(b"no picture"), good], "lenet", 1).json()["data"][0]
    assert [row["label"] for row in rows] == ["7", None, "7"]
    assert "not a picture" in rows[1]["error"]


def test_normalize_answers_what_the_models_see(client, seven):
    file = Path(client.predict(handle_file(seven), api_name="/normalize"))
    assert file.read_bytes().startswith(b"\x89PNG")
    with Image.open(file) as picture:
        assert picture.size == (28, 28)
        np.testing.assert_array_equal(np.asarray(picture.convert("L")), normalize_drawing(draw_digit("7")))


def test_models_lists_what_the_manifest_holds(client, recognizer):
    rows = client.predict(api_name="/models")
    assert [(row["name"], row["title"], row["family"]) for row in rows] == [
        (info.name, info.title, info.family) for info in recognizer.models
    ]
    assert [row["name"] for row in rows if row["is_default"]] == [recognizer.default_model]
    assert rows[0]["metrics"]["sets"]["mnist_test"]["accuracy"] > 0.98


def test_a_data_url_needs_no_upload(ask):
    answer = ask("predict", as_payload(as_png(draw_digit("7"))), "lenet", 3)
    assert answer.status_code == 200
    assert answer.json()["data"][0]["label"] == "7"


def test_an_uploaded_file_is_read_by_its_path(ask, server_url):
    files = {"files": ("seven.png", as_png(draw_digit("7")), "image/png")}
    path = httpx.post(f"{server_url}/gradio_api/upload", files=files).json()[0]
    answer = ask("predict", {"path": path, "meta": {"_type": "gradio.FileData"}}, "lenet", 3)
    assert answer.json()["data"][0]["label"] == "7"


def test_the_two_step_call_of_the_curl_recipe_answers_too(server_url):
    call = f"{server_url}/gradio_api/call/compare"
    event = httpx.post(call, json={"data": [as_payload(as_png(draw_digit("7"))), 1]}).json()["event_id"]
    lines = httpx.get(f"{call}/{event}").text.splitlines()
    assert lines[0] == "event: complete"
    rows = json.loads(lines[1].removeprefix("data: "))[0]
    assert next(row["label"] for row in rows if row["name"] == "lenet") == "7"


def test_a_whole_number_written_with_a_point_counts(ask):
    answer = ask("predict", as_payload(as_png(draw_digit("7"))), "lenet", 2.0)
    assert len(answer.json()["data"][0]["confidences"]) == 2


def test_no_model_named_means_the_default_model(ask, recognizer):
    payload = as_payload(as_png(draw_digit("7")))
    named = ask("predict", payload, recognizer.default_model, 3)
    assert ask("predict", payload, None, 3).json()["data"] == named.json()["data"]


def test_the_page_reports_nothing_to_gradio(server_url):
    config = httpx.get(f"{server_url}/config").json()
    assert config["title"] == "Draw a digit"
    assert config["analytics_enabled"] is False
