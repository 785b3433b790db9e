"""What the endpoints cannot read is refused in one sentence: no traceback, no path of the server."""

import json

import httpx
import pytest
from gradio_client import handle_file
from gradio_client.exceptions import AppError

from tests.conftest import CACHES, REPOSITORY
from tests.fuzz.requests import FOLDERS
from tests.pictures import as_payload, as_png, blank_png, draw_digit

SEVEN = as_payload(as_png(draw_digit("7")))
META = {"_type": "gradio.FileData"}
OVER_20_MB = bytes(20 * 2**20 + 1)
EXPECTED_FILE = "must be sent as a file"

UNREADABLE_IMAGES = {
    "none": (None, "InvalidImageError", "No image was received"),
    "a string": ("digit.png", "InvalidImageError", EXPECTED_FILE),
    "a number": (7, "InvalidImageError", EXPECTED_FILE),
    "a list": ([1, 2], "InvalidImageError", EXPECTED_FILE),
    "an empty object": ({}, "InvalidImageError", EXPECTED_FILE),
    "a path without meta": ({"path": "/etc/passwd"}, "InvalidImageError", EXPECTED_FILE),
    "a url without meta": ({"url": "http://127.0.0.1:1/x.png"}, "InvalidImageError", EXPECTED_FILE),
    "not base64": ({"url": "data:image/png;base64,@@", "meta": META}, "InvalidImageError", "not valid base64"),
    "a plain data url": ({"url": "data:image/png,abc", "meta": META}, "InvalidImageError", "data:image/png;base64,"),
    "not an image": (as_payload(b"hello"), "InvalidImageError", "not a picture in a known format"),
    "an empty file": (as_payload(b""), "InvalidImageError", "empty"),
    "a truncated file": (as_payload(as_png(draw_digit("7"))[:400]), "InvalidImageError", "damaged or cut off"),
    "blank": (as_payload(blank_png(100, 100)), "NoInkError", "nothing written"),
    "one pixel": (as_payload(blank_png(1, 1)), "ImageTooSmallError", "1 x 1"),
    "100 megapixels": (as_payload(blank_png(10_000, 10_000)), "ImageTooLargeError", "64 megapixels"),
    "one very long side": (as_payload(blank_png(9_000, 20)), "ImageTooLargeError", "8000"),
    "over 20 MB": (as_payload(OVER_20_MB), "ImageTooLargeError", "20 MB"),
}
WRONG_TOP_K = (0, 11, -1, 2.5, "3", "three", True, [3])
WRONG_MODELS = ("resnet", "", 5, ["lenet"], {"name": "lenet"})


def assert_sentence(answer: httpx.Response, title: str, words: str) -> None:
    """Checks that an answer is a refusal in one or more sentences and says nothing of the server's inside."""
    assert answer.status_code == (413 if title == "ImageTooLargeError" else 422)
    refusal = answer.json()
    assert words in refusal["error"]
    assert refusal["error"].endswith(".")
    assert refusal["title"] == title
    assert_nothing_leaks(answer)


def assert_nothing_leaks(answer: httpx.Response) -> None:
    inside = ("Traceback", "site-packages", ".py", str(REPOSITORY), CACHES.name, "root:", "/etc", "object at 0x")
    assert [text for text in inside if text in answer.text] == []


@pytest.mark.parametrize("case", UNREADABLE_IMAGES)
@pytest.mark.parametrize(
    "call",
    [("predict", "lenet", 3), ("compare", 3), ("explain", "lenet"), ("turn", 4, "lenet"), ("normalize",)],
    ids=lambda call: call[0],
)
def test_images_that_cannot_be_read(ask, call, case):
    image, title, words = UNREADABLE_IMAGES[case]
    endpoint, *others = call
    assert_sentence(ask(endpoint, image, *others), title, words)


@pytest.mark.parametrize("top_k", WRONG_TOP_K, ids=repr)
def test_top_k_out_of_range(ask, top_k):
    words = f"top_k must be a whole number from 1 to 10; received {top_k!r}"
    assert_sentence(ask("predict", SEVEN, "lenet", top_k), "TopKError", words)
    assert_sentence(ask("compare", SEVEN, top_k), "TopKError", words)
    assert_sentence(ask("predict_batch", [SEVEN], "lenet", top_k), "TopKError", words)


@pytest.mark.parametrize("label", [-1, 10, "four"], ids=repr)
def test_what_is_no_digit_to_become(ask, label):
    words = f"label must be a digit from 0 to 9; received {label!r}"
    assert_sentence(ask("turn", SEVEN, label, "lenet"), "LabelError", words)


@pytest.mark.parametrize("model", WRONG_MODELS, ids=repr)
def test_an_unknown_model_is_answered_with_the_known_ones(ask, recognizer, model):
    known = ", ".join(info.name for info in recognizer.models)
    words = f"No model is called {model!r}. Known models: {known}."
    assert_sentence(ask("predict", SEVEN, model, 3), "UnknownModelError", words)
    assert_sentence(ask("explain", SEVEN, model), "UnknownModelError", words)
    assert_sentence(ask("predict_batch", [SEVEN], model, 3), "UnknownModelError", words)


@pytest.mark.parametrize(
    "payload",
    [
        {"path": "/etc/passwd", "meta": META},
        {"path": "/etc/passwd", "url": "https://example.org/x.png", "meta": META},
        {"path": "/etc/passwd", "meta": META, "is_stream": True},
        {"path": str(REPOSITORY / "app.py"), "meta": META},
        {"path": "../../../../etc/passwd", "meta": META},
        {"path": "", "meta": META},
        {"path": "a\0b", "meta": META},
        {"path": "a" * 5_000, "meta": META},
        {"path": "x.png", "meta": META, "size": "large"},
        {"path": "x.png", "meta": "gradio.FileData"},
    ],
    ids=lambda payload: str(payload)[:80],
)
@pytest.mark.parametrize("as_list", [False, True], ids=["predict", "predict_batch"])
def test_paths_that_were_not_uploaded_are_refused(ask, payload, as_list):
    answer = ask("predict_batch", [payload], "lenet", 3) if as_list else ask("predict", payload, "lenet", 3)
    assert_sentence(answer, "InvalidImageError", "a file that was not uploaded here")


@pytest.mark.parametrize("image", [None, "x", 5, {"path": "/etc/passwd"}, as_payload(b"hello")], ids=str)
def test_a_batch_says_in_each_row_what_was_wrong(ask, image):
    answer = ask("predict_batch", [image], "lenet", 3)
    [row] = answer.json()["data"][0]
    assert (row["label"], row["confidences"]) == (None, [])
    assert row["error"].endswith(".")
    assert_nothing_leaks(answer)


@pytest.mark.parametrize("images", [None, []], ids=repr)
def test_a_batch_of_nothing(ask, images):
    assert_sentence(ask("predict_batch", images, "lenet", 3), "InvalidImageError", "1 to 256 pictures")


def test_a_batch_of_257(ask):
    small = as_payload(as_png(draw_digit("7")[::10, ::10]))
    assert_sentence(
        ask("predict_batch", [small] * 257, "lenet", 3),
        "InvalidImageError",
        "257 images were received; one call takes 1 to 256",
    )


def test_an_upload_over_the_limit_is_stopped_at_the_door(server_url):
    answer = httpx.post(f"{server_url}/gradio_api/upload", files={"files": ("big.png", OVER_20_MB, "image/png")})
    assert answer.status_code == 413
    assert str(20 * 2**20) in answer.text
    assert_nothing_leaks(answer)


def test_addresses_inside_the_servers_own_network_are_not_fetched(ask, server_url):
    answer = ask("predict", {"path": f"{server_url}/config", "meta": META}, "lenet", 3)
    assert_sentence(answer, "InvalidImageError", "could be fetched from the address")


def test_a_file_where_none_belongs(ask):
    file = {"path": "/etc/passwd", "meta": META}
    assert_sentence(ask("predict", SEVEN, file), "ArgumentsError", "model is no picture; received a file")
    assert_sentence(ask("turn", SEVEN, [[file]]), "ArgumentsError", "label is no picture; received a file")


@pytest.mark.parametrize(
    "value", ["x" * 5_000, as_payload(bytes(9_000)), list(range(900)), 10**400], ids=["text", "file", "list", "number"]
)
@pytest.mark.parametrize(
    ("endpoint", "before"),
    [
        *(("predict", (SEVEN,)), ("predict", (SEVEN, "lenet")), ("compare", (SEVEN,)), ("explain", (SEVEN,))),
        *(("predict_batch", ([SEVEN],)), ("predict_batch", ([SEVEN], "lenet")), ("read_number", (SEVEN,))),
        *(("turn", (SEVEN,)), ("turn", (SEVEN, 4))),
    ],
    ids=lambda value: value if isinstance(value, str) else str(len(value)),
)
def test_a_long_value_is_not_sent_back(ask, endpoint, before, value):
    answer = ask(endpoint, *before, value)
    assert answer.status_code == 422
    assert len(answer.json()["error"]) < 900
    assert_nothing_leaks(answer)


def test_a_long_address_is_not_sent_back(server_url):
    answer = httpx.get(f"{server_url}/gradio_api/file={'x' * 5_000}")
    assert answer.status_code == 403
    assert len(answer.text) < 500


@pytest.mark.parametrize("folder", [*FOLDERS, "/", "/gradio_api/", "/svelte/"])
@pytest.mark.parametrize("name", ["%C3%A9" * 200, "a" * 300, "a/" * 3_000 + "a"], ids=["two bytes", "plain", "deep"])
def test_no_file_has_so_long_a_name(server_url, folder, name):
    answer = httpx.get(f"{server_url}{folder}{name}")
    assert answer.status_code in (403, 404)
    assert len(answer.text) < 500
    assert_nothing_leaks(answer)


def test_more_values_than_an_endpoint_takes(ask):
    words = "/compare takes at most 2 values (image, top_k); received 4"
    assert_sentence(ask("compare", SEVEN, 1, None, None), "ArgumentsError", words)
    assert_sentence(ask("models", 1), "ArgumentsError", "/models takes no values; received 1")


@pytest.mark.parametrize("body", ["hello", "[1]", "{}", '{"data": {"image": "…"}}', '{"data": [], "fn_index": "a"}'])
def test_a_body_that_is_no_call(server_url, body):
    sent = body.replace("…", "x" * 10_000)
    answer = httpx.post(
        f"{server_url}/gradio_api/run/predict", content=sent, headers={"Content-Type": "application/json"}
    )
    assert_sentence(answer, "ArgumentsError", 'The body must be a JSON object with a list "data"')
    assert len(answer.content) < 500


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("run/predict_all", {"data": []}),
        ("run/predict", {"data": [], "fn_index": 9_999}),
        ("call/predict_all", {"data": []}),
        ("call/v2/predict_all", {}),
        ("queue/join", {"data": [], "fn_index": -1, "session_hash": "a"}),
        ("component_server", {"component_id": 9_999, "fn_name": "answer", "session_hash": "a", "data": None}),
    ],
    ids=str,
)
def test_what_is_not_there_is_named_so_and_the_connection_holds(server_url, path, body):
    with httpx.Client(base_url=server_url) as http:
        # A connection that Gradio's error had cut would fail the second time.
        for answer in (http.post(f"/gradio_api/{path}", json=body) for _ in range(2)):
            assert (answer.status_code, answer.json()["title"]) == (404, "NotFoundError")
            assert_nothing_leaks(answer)


def test_named_values_that_an_endpoint_does_not_take(server_url):
    call = f"{server_url}/gradio_api/call/v2/predict"
    for body, words in (({}, "argument: image"), ({"image": SEVEN, "size": 3}, "`size` is not a valid")):
        assert_sentence(httpx.post(call, json=body), "ArgumentsError", words)
    half = httpx.post(call, content=b'{"image": null, "\\ud83d": 1}', headers={"Content-Type": "application/json"})
    assert_sentence(half, "ArgumentsError", "`\\ud83d` is not a valid")


@pytest.mark.parametrize(
    "field",
    ["\ud83d", "\udfff\ud800", "path\u0000", "x" * 5_000],
    ids=["half a pair", "halves turned round", "a zero byte", "a long one"],
)
@pytest.mark.parametrize("name", ["predict", "compare", "read_number", "normalize", "explain"])
def test_whatever_fields_a_picture_has_are_named_in_a_short_sentence(server_url, name, field):
    body = json.dumps({"data": [{field: 7}]}).encode()
    headers = {"Content-Type": "application/json"}
    answer = httpx.post(f"{server_url}/gradio_api/run/{name}", content=body, headers=headers)
    assert_sentence(answer, "InvalidImageError", "Received an object with '")
    assert len(answer.content) < 700


def test_streams_of_calls_that_nobody_made_have_an_end(server_url):
    with httpx.Client(base_url=f"{server_url}/gradio_api") as http:
        assert http.get("/call/predict/0123abcd").status_code == 404
        assert "session_not_found" in http.get("/queue/data", params={"session_hash": "nobody"}).text


@pytest.mark.parametrize("values", [[SEVEN, "lenet", 1], ["no picture"]], ids=["answered", "refused"])
def test_the_stream_of_a_session_that_has_been_told_all_has_an_end(server_url, values):
    session = {"session_hash": f"told {len(values)}"}
    with httpx.Client(base_url=f"{server_url}/gradio_api") as http:
        config = http.get(f"{server_url}/config").json()
        [predict] = [function["id"] for function in config["dependencies"] if function["api_name"] == "predict"]
        for _ in range(2):
            assert http.post("/queue/join", json={"data": values, "fn_index": predict, **session}).is_success
            assert "close_stream" in http.get("/queue/data", params=session).text
            again = http.get("/queue/data", params=session)
            assert (again.status_code, again.json()["title"]) == (404, "NotFoundError")


@pytest.mark.parametrize(
    "path",
    [
        *("/pwa_icon/20000", "/pwa_icon/513", "/monitoring", "/monitoring/summary", "/login", "/gradio_api/vibe-code"),
        *("/gradio_api/deep_link?session_hash=a", "/gradio_api/proxy=http://127.0.0.1", "/gradio_api/stream/a"),
    ],
)
def test_what_the_page_does_not_need_is_closed(server_url, path):
    assert httpx.get(f"{server_url}{path}").status_code == 404
    assert httpx.get(f"{server_url}/pwa_icon/192").status_code == 200


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"hello", "not a picture"), (as_png(draw_digit("7"))[:400], "damaged"), (blank_png(50, 50), "nothing written")],
    ids=["not an image", "a truncated file", "blank"],
)
def test_the_python_client_raises_the_sentence(client, tmp_path, content, words):
    file = tmp_path / "picture.png"
    file.write_bytes(content)
    with pytest.raises(AppError, match=words):
        client.predict(handle_file(str(file)), api_name="/predict")


def test_the_python_client_raises_the_sentence_for_wrong_arguments(client, tmp_path):
    file = tmp_path / "seven.png"
    file.write_bytes(as_png(draw_digit("7")))
    with pytest.raises(AppError, match=r"Known models: .*lenet"):
        client.predict(handle_file(str(file)), "resnet", api_name="/predict")
    with pytest.raises(AppError, match="whole number from 1 to 10; received 11"):
        client.predict(handle_file(str(file)), top_k=11, api_name="/compare")
