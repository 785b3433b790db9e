"""Each fault of the loopback Hub fails the real client in the way it is named after."""

import threading
from pathlib import Path
from time import monotonic

import pytest

from tests.hub.client import client_failure, run_client
from tests.hub.faults import Fault
from tests.hub.server import Hub
from tests.hub.test_server import FILES, HF, ID, LARGE, MODEL

DOWNLOAD = f"print(hf_hub_download({ID!r}, {MODEL!r}))"
PULL = f"print(snapshot_download({ID!r}))"
COMMIT = f"api.upload_file(path_or_fileobj=b'new', path_in_repo='new.txt', repo_id={ID!r})"
LARGE_COMMIT = COMMIT.replace("new.txt", "new.onnx")
INFO = f"api.model_info({ID!r}, timeout=0.5)"
NOT_CACHED = "LocalEntryNotFoundError"


@pytest.fixture
def sha(hub: Hub) -> str:
    """The newest commit of a repository that is there already."""
    return hub.add_repo(ID, FILES).at("main").sha


@pytest.mark.usefixtures("sha")
@pytest.mark.parametrize(
    ("fault", "code", "kind", "text"),
    [
        (Fault("refuse"), INFO, "ConnectError", "Connection refused"),
        (Fault("refuse"), PULL, NOT_CACHED, "ConnectError"),
        (Fault("refuse"), DOWNLOAD, NOT_CACHED, "cannot find the requested files in the local cache"),
        (Fault("hang", only="/api/models/"), INFO, "ReadTimeout", "timed out"),
        (Fault("slow", only="/api/models/", seconds=30), INFO, "ReadTimeout", "timed out"),
        (Fault("error_500"), INFO, "HfHubHTTPError", "500 Internal Server Error"),
        (Fault("error_500"), PULL, NOT_CACHED, "500 Internal Server Error"),
        (Fault("error_500", only="/commit/"), COMMIT, "HfHubHTTPError", "500 Internal Server Error"),
        (Fault("error_500", only="^PUT"), LARGE_COMMIT, "RuntimeError", "Error while uploading 'new.onnx'"),
        (Fault("forbidden_403"), INFO, "HfHubHTTPError", "403 Forbidden"),
        (Fault("forbidden_403"), DOWNLOAD, NOT_CACHED, "cannot find the requested files"),
        (Fault("gated"), PULL, "GatedRepoError", "403 Client Error"),
        (Fault("missing_revision"), PULL, "RevisionNotFoundError", "404 Client Error"),
        (Fault("truncate"), DOWNLOAD, "RemoteProtocolError", "received 5120 bytes, expected 10240"),
        (Fault("drop_push"), LARGE_COMMIT, "RuntimeError", "Error while uploading 'new.onnx'"),
    ],
    ids=lambda value: value.name if isinstance(value, Fault) else None,
)
def test_fault_reaches_the_client(hub: Hub, fault: Fault, code: str, kind: str, text: str) -> None:
    hub.fault = fault
    failure = client_failure(HF + code, hub, patient=False)
    assert failure.classes[0] == kind
    assert text in failure.text
    assert len(hub.repo(ID).history()) == 2


@pytest.mark.parametrize(("fault", "stored"), [("drop_push", False), ("drop_answer", True)])
def test_connection_lost_while_committing(hub: Hub, sha: str, fault: str, stored: bool) -> None:
    hub.fault = Fault(fault, only="/commit/")
    failure = client_failure(HF + COMMIT, hub, patient=False)
    assert "TransportError" in failure.classes
    assert (hub.repo(ID).at("main").sha != sha) == stored

    hub.fault = None
    run_client(HF + COMMIT, hub)
    assert len(hub.repo(ID).history()) == 3


@pytest.mark.usefixtures("sha")
def test_flipped_bit_is_not_noticed_by_the_client(hub: Hub, tmp_path: Path) -> None:
    hub.fault = Fault("flip_byte", times=1)
    first = Path(run_client(HF + DOWNLOAD, hub, home=tmp_path / "first").strip()).read_bytes()
    second = Path(run_client(HF + DOWNLOAD, hub, home=tmp_path / "second").strip()).read_bytes()
    assert len(first) == len(LARGE)
    assert sum(one != other for one, other in zip(first, LARGE, strict=True)) == 1
    assert second == LARGE


@pytest.mark.usefixtures("sha")
def test_download_goes_on_where_it_was_cut(hub: Hub, tmp_path: Path) -> None:
    hub.fault = Fault("truncate", times=1)
    small_pieces = "import huggingface_hub.constants as constants\nconstants.DOWNLOAD_CHUNK_SIZE = 1024\n"
    path = run_client(small_pieces + HF + DOWNLOAD, hub, home=tmp_path, patient=False)
    assert Path(path.strip()).read_bytes() == LARGE
    assert [request.byte_range for request in hub.requests if request.origin == "storage"] == [None, "bytes=5120-"]


def test_hanging_server_answers_when_released(hub: Hub, sha: str) -> None:
    hub.fault = Fault("hang", only="/revision/")
    printed = []
    caller = threading.Thread(target=lambda: printed.append(run_client(HF + PULL, hub)))
    caller.start()
    try:
        hub.wait_for_request("/revision/main")
        assert not printed
        hub.release()
        caller.join(20)
    finally:
        hub.fault = None
        caller.join()
    assert printed[0].strip().endswith(sha)


def test_hanging_server_ends_at_once() -> None:
    hub = Hub()
    hub.add_repo(ID, FILES)
    hub.fault = Fault("hang", only="/revision/")
    failures = []
    caller = threading.Thread(target=lambda: failures.append(client_failure(HF + PULL, hub)))
    caller.start()
    hub.wait_for_request("/revision/main")
    started = monotonic()
    hub.close()
    assert monotonic() - started < 5
    caller.join(20)
    assert failures[0].classes[0] == "RemoteProtocolError"


@pytest.mark.usefixtures("sha")
def test_slow_server_answers(hub: Hub) -> None:
    hub.fault = Fault("slow", only="/refs", seconds=0.3)
    printed = run_client(
        f"{HF}import time\nstart = time.monotonic()\napi.list_repo_refs({ID!r})\nprint(time.monotonic() - start)", hub
    )
    assert float(printed) >= 0.3


def test_door_opens_again_at_the_same_address(hub: Hub, sha: str) -> None:
    url = hub.url
    hub.fault = "refuse"
    assert client_failure(HF + INFO, hub).classes[0] == "ConnectError"
    assert not hub.requests
    hub.fault = None
    assert run_client(f"{HF}print(api.model_info({ID!r}).sha)", hub).strip() == sha
    assert hub.url == url


@pytest.mark.parametrize("fault", ["refuse", "error_500"])
def test_cache_serves_without_the_hub(hub: Hub, sha: str, tmp_path: Path, fault: str) -> None:
    run_client(HF + PULL, hub, home=tmp_path)
    hub.fault = fault
    assert run_client(HF + PULL, hub, home=tmp_path).strip().endswith(sha)

    before = len(hub.requests)
    pinned = f"print(snapshot_download({ID!r}, revision={sha!r}, local_files_only=True))"
    assert run_client(HF + pinned, hub, home=tmp_path).strip().endswith(sha)
    assert len(hub.requests) == before


def test_unknown_fault_is_refused(hub: Hub) -> None:
    with pytest.raises(ValueError, match="no fault is called 'fire'; there are refuse, hang"):
        hub.fault = "fire"
    with pytest.raises(ValueError, match="neither `only` nor `times`"):
        Fault("refuse", only="/api")
