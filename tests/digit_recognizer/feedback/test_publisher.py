"""The real client takes verdicts to a private dataset in batches; whatever the Hub does, they are kept and go later."""

import json
import os
import time

import pytest

from digit_recognizer.feedback import Feedback, FeedbackStore
from digit_recognizer.feedback.publisher import Pace, Publisher
from tests.digit_recognizer.feedback.drawings import seven, verdict
from tests.hub.client import client_environment, run_client
from tests.hub.faults import Fault

REPO_ID = "tester/drawn-digits"
TIMEOUT = 60
READ_ROWS = f"""
import json
from datasets import load_dataset
rows = load_dataset({REPO_ID!r}, split="train")
print(json.dumps([{{**row, "image": row["image"].size, "day": str(row["day"])}} for row in rows]))
"""


@pytest.fixture(autouse=True)
def environment(hub, tmp_path, monkeypatch):
    """Leads the client that publishes to the loopback Hub, with a token that may write."""
    wanted = client_environment(hub, home=tmp_path / "home")
    for name in set(os.environ) - set(wanted):
        if name.startswith("HF_"):
            monkeypatch.delenv(name)
    for name, value in wanted.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def kept(tmp_path):
    return FeedbackStore(tmp_path / "feedback")


@pytest.fixture
def publisher(kept):
    return Publisher(kept.folder, REPO_ID)


def published(hub):
    """Returns the label of every picture in the dataset, by its name; each line has its picture and the reverse."""
    files = hub.repo(REPO_ID, "dataset").files
    pictures = {path.rpartition("/")[2] for path in files if path.endswith(".png")}
    metadata = [content for path, content in files.items() if path.endswith("/metadata.jsonl")]
    rows = [json.loads(line) for content in metadata for line in content.splitlines()]
    assert sorted(row["file_name"] for row in rows) == sorted(pictures)
    return {row["file_name"]: row["label"] for row in rows}


def commits(hub):
    return [commit.title for commit in hub.repo(REPO_ID, "dataset").history()[:-1]]


def test_verdicts_of_two_machines_become_one_private_dataset_that_datasets_reads(hub, kept, publisher, tmp_path):
    # Its only label is no digit, and it knows a model that the other does not.
    kept.keep(seven(), verdict("no digit"))
    other = FeedbackStore(tmp_path / "other")
    names = [other.keep(seven(width), verdict()) for width in (10, 30)]
    assert publisher.publish(TIMEOUT)
    assert Publisher(other.folder, REPO_ID).publish(TIMEOUT)
    assert hub.repo(REPO_ID, "dataset").private
    assert sorted(published(hub).values()) == ["7", "7", "no digit"]
    assert {names[0], names[1]} < set(published(hub))
    assert commits(hub) == ["Answers: 2 added, 0 withdrawn", "Answers: 1 added, 0 withdrawn"]

    rows = json.loads(run_client(READ_ROWS, hub).splitlines()[-1])
    assert sorted(row["label"] for row in rows) == ["7", "7", "no digit"]
    assert all(row["image"] == [280, 280] and {"model": "cnn", "label": "7"} in row["answers"] for row in rows)


def test_what_is_corrected_or_taken_back_is_so_in_the_dataset_too(hub, kept, publisher):
    wrong, right, gone = (kept.keep(seven(width), verdict()) for width in (10, 20, 30))
    assert publisher.publish(TIMEOUT)
    kept.keep(seven(10), verdict("1"))
    kept.withdraw(gone)
    hub.fault = Fault("drop_answer", only="/commit/", times=1)
    # The commit is made and its answer lost: the next batch finds nothing left to delete.
    assert not publisher.publish(TIMEOUT)
    assert publisher.publish(TIMEOUT)
    assert published(hub) == {wrong: "1", right: "7"}
    kept.withdraw(wrong)
    kept.withdraw(right)
    assert publisher.publish(TIMEOUT)
    assert published(hub) == {}
    before = commits(hub)
    assert publisher.publish(TIMEOUT)
    assert commits(hub) == before


def test_a_public_dataset_is_refused_in_a_sentence(hub, kept, publisher, caplog):
    hub.add_repo(REPO_ID, type="dataset")
    kept.keep(seven(), verdict())
    assert not publisher.publish(TIMEOUT)
    assert f"The dataset {REPO_ID} is public, and the page promises visitors a private one." in caplog.text
    assert not [request for request in hub.requests if request.method in ("POST", "PUT")]


def test_a_hub_that_is_down_is_told_once_and_gets_everything_when_it_is_up(hub, kept, publisher, caplog):
    names = [kept.keep(seven(10), verdict())]
    hub.fault = "refuse"
    assert not publisher.publish(TIMEOUT)
    names.append(kept.keep(seven(20), verdict()))
    assert not publisher.publish(TIMEOUT)
    [told] = caplog.messages
    assert f"do not reach the dataset {REPO_ID} for now" in told
    hub.fault = None
    assert publisher.publish(TIMEOUT)
    assert set(published(hub)) == set(names)
    assert caplog.messages[1:] == [f"Visitors' answers reach the dataset {REPO_ID} again."]


def test_a_token_that_is_not_accepted_is_in_no_log(kept, publisher, caplog, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", "hf_expired")
    kept.keep(seven(), verdict())
    assert not publisher.publish(TIMEOUT)
    assert "401" in caplog.text
    assert "hf_expired" not in caplog.text


def test_batches_go_by_themselves_and_the_last_one_at_the_end(hub, kept):
    with Feedback(kept, Publisher(kept.folder, REPO_ID, Pace(every=3600, verdicts=2))) as feedback:
        feedback.keep(seven(10), verdict())
        feedback.keep(seven(20), verdict())
        hub.wait_for_request("/commit/main", TIMEOUT)
        feedback.keep(seven(30), verdict())
    assert len(published(hub)) == 3


def test_a_hub_that_hangs_holds_neither_visitors_nor_the_end(hub, kept, caplog):
    hub.fault = Fault("hang", only="/api/datasets")
    pace = Pace(every=3600, verdicts=1, timeout=2, last_timeout=4)
    with Feedback(kept, Publisher(kept.folder, REPO_ID, pace)) as feedback:
        name = feedback.keep(seven(), verdict())
        feedback.withdraw(name)
        feedback.keep(seven(), verdict())
        ending = time.monotonic()
    assert time.monotonic() - ending < 10
    assert "did not accept it within" in caplog.text
    hub.fault = None
    assert Publisher(kept.folder, REPO_ID).publish(TIMEOUT)
    assert set(published(hub)) == {name}
