"""What the app does with a verdict: keeps it, and has it published where a dataset is named."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from PIL import Image

from digit_recognizer.feedback.publisher import Publisher
from digit_recognizer.feedback.store import FeedbackStore
from digit_recognizer.feedback.verdict import Verdict
from digit_recognizer.files import cache_path

SWITCH_VARIABLE = "FEEDBACK"
FOLDER_VARIABLE = "FEEDBACK_FOLDER"
REPO_VARIABLE = "FEEDBACK_REPO"
SPACE_VARIABLE = "SPACE_ID"  # Set by the Hub on every Space.
OFF = ("off", "0", "no", "false")


class Feedback:
    """Verdicts on this machine and, with a publisher, on their way to the Hub; a context from start to end."""

    def __init__(self, store: FeedbackStore, publisher: Publisher | None = None) -> None:
        """Takes what keeps and what publishes; nothing is published without a publisher."""
        self._store = store
        self._publisher = publisher
        self._at_end = ExitStack()

    @property
    def repo_id(self) -> str | None:
        """The private dataset that verdicts go to."""
        return None if self._publisher is None else self._publisher.repo_id

    def keep(self, picture: Image.Image, verdict: Verdict) -> str:
        """Keeps a verdict and returns the name of its picture; see `FeedbackStore.keep`."""
        name = self._store.keep(picture, verdict)
        self._notice()
        return name

    def withdraw(self, name: object) -> None:
        """Takes a verdict back, from the dataset too; see `FeedbackStore.withdraw`."""
        self._store.withdraw(name)
        self._notice()

    def _notice(self) -> None:
        if self._publisher:
            self._publisher.notice()

    def __enter__(self) -> "Feedback":
        if self._publisher:
            self._publisher.start()
            self._at_end.callback(self._publisher.stop)
            self._at_end.enter_context(_leaving_on_terminate())
        return self

    def __exit__(self, *_: Any) -> None:
        self._at_end.close()


def feedback_from_environment() -> Feedback | None:
    """Returns what keeps verdicts as the environment asks; None where `FEEDBACK` is off, or where none would last.

    `FEEDBACK_FOLDER` names another folder, `FEEDBACK_REPO` a private dataset, made when it is not there, to which
    `HF_TOKEN` may write. A Space's disk is gone at its next start: without a dataset nobody is asked there.
    """
    if os.environ.get(SWITCH_VARIABLE, "").strip().lower() in OFF:
        return None
    repo_id = os.environ.get(REPO_VARIABLE, "").strip()
    if not repo_id and os.environ.get(SPACE_VARIABLE):
        return None
    folder = Path(os.environ.get(FOLDER_VARIABLE, "").strip() or cache_path() / "feedback")
    return Feedback(FeedbackStore(folder), Publisher(folder, repo_id) if repo_id else None)


@contextmanager
def _leaving_on_terminate() -> Iterator[None]:
    """Makes SIGTERM, by which containers are stopped, end the block in order, so that what is left gets published."""

    def leave(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
