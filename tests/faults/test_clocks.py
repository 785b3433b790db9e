"""A clock that somebody sets, forward or back, loses no answer and makes nobody wait: durations have another one."""

import itertools
import time
from datetime import UTC, datetime

import pytest

from digit_recognizer.feedback import store as feedback_store
from digit_recognizer.feedback import verdict as feedback_verdict
from digit_recognizer.feedback.batch import find_changes
from digit_recognizer.feedback.publisher import Pace, Publisher
from digit_recognizer.feedback.store import FeedbackStore
from digit_recognizer.http.lanes import Busy, Lane, Rates
from tests.digit_recognizer.feedback.drawings import seven, verdict
from tests.loops import in_a_loop_of_its_own

YEARS = (2026, 2031, 1999)


@pytest.fixture(autouse=True)
def jumping(monkeypatch):
    """Has the clock jump whenever it is looked at: five years forward, then decades back."""
    years = itertools.cycle(YEARS)

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(next(years), 3, 1, tzinfo=tz)

    monkeypatch.setattr(time, "time", lambda: Clock.now(UTC).timestamp())
    for module in (feedback_store, feedback_verdict):
        monkeypatch.setattr(module, "datetime", Clock)


def test_every_answer_is_kept_once_and_goes_to_the_dataset(tmp_path):
    store = FeedbackStore(tmp_path)
    kept = [store.keep(seven(width), verdict("7")) for width in (8, 12, 16, 20)]
    assert store.keep(seven(8), verdict("1")) == kept[0]
    changes, left = find_changes(tmp_path, "tester/digits", 10)
    assert sorted(name for change in changes for name in change.added) == sorted(kept)
    assert left == 0


def test_answers_are_published_when_enough_have_come(tmp_path, monkeypatch):
    published = []
    publisher = Publisher(tmp_path, "tester/digits", Pace(every=3600, verdicts=1))
    monkeypatch.setattr(publisher, "publish", lambda timeout: published.append(timeout) or True)
    publisher.start()
    publisher.notice()
    publisher.stop()
    assert published
    assert not publisher._thread.is_alive()


def test_places_and_rates_are_as_before():
    async def run() -> None:
        lane = Lane(at_once=1, max_waiting=5, max_seconds=0)
        with await lane.take(), pytest.raises(Busy) as refused:
            await lane.take()
        assert refused.value.seconds == 1

    in_a_loop_of_its_own(run())
    rates = Rates(1)
    for _ in range(2):
        rates.take("a")
    with pytest.raises(Busy) as refused:
        rates.take("a")
    assert refused.value.seconds == 1
