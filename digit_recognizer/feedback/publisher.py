"""Sends verdicts to the Hub in the background: in batches, each bounded in time, and without the app waiting for any.

huggingface_hub's CommitScheduler is not used: it asks the Hub when it is made, so that the app would not start without
one; a Hub that hangs would hold it, and the program's end, for good; and it would publish to a public dataset.
"""

import json
import logging
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from digit_recognizer.bundle.tokens import without_token
from digit_recognizer.feedback.outcome import Outcome

PACKAGE_ROOT = Path(__file__).resolve().parents[2]
# Otherwise the client's first call asks the Hub for a list of tools, and its bars fill the log.
CLIENT_SETTINGS = {"HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """How often is published, and how long it may take, in seconds.

    Attributes:
        every: after so long, whatever is new is sent.
        verdicts: or after so many of them.
        timeout: what one batch may take.
        last_timeout: what the last one may take, when the program ends.
    """

    every: float = 300
    verdicts: int = 25
    timeout: float = 120
    last_timeout: float = 10


class Publisher:
    """Publishes one folder to one dataset, from `start` to `stop`."""

    def __init__(self, folder: Path, repo_id: str, pace: Pace | None = None) -> None:
        """Asks the Hub nothing yet."""
        self.repo_id = repo_id
        self._folder = folder.resolve()
        self._pace = pace or Pace()
        self._waiting = 0
        # What an earlier run left behind goes with the first batch.
        self._is_due = True
        self._is_stopping = False
        self._awake = threading.Event()
        self._told: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="feedback", daemon=True)

    def start(self) -> None:
        """Begins to publish."""
        self._thread.start()

    def stop(self) -> None:
        """Tries once more, within a few seconds; what stays behind goes with the first batch of the next start."""
        self._is_stopping = True
        self._awake.set()
        self._thread.join(self._pace.last_timeout + 1)

    def notice(self) -> None:
        """Is told that there is something new in the folder."""
        self._is_due = True
        self._waiting += 1
        if self._waiting >= self._pace.verdicts:
            self._awake.set()

    def publish(self, timeout: float) -> bool:
        """Publishes what is new and says whether that went well.

        Args:
            timeout: how many seconds it may take.
        """
        outcome: Outcome = {"published": 0, "left": 0}
        if self._folder.exists():
            outcome = self._in_a_process(timeout)
        if "kind" in outcome:
            self._tell(outcome["kind"], outcome["message"])
            return False
        if self._told:
            logger.warning("Visitors' answers reach the dataset %s again.", self.repo_id)
        self._told.clear()
        self._is_due = self._is_due or outcome["left"] > 0
        return True

    def _run(self) -> None:
        is_last = False
        while not is_last:
            self._awake.wait(self._pace.every)
            self._awake.clear()
            is_last = self._is_stopping
            self._publish_what_is_due(self._pace.last_timeout if is_last else self._pace.timeout)

    def _publish_what_is_due(self, timeout: float) -> None:
        went_well = True
        while self._is_due and went_well:
            # Set again by what comes meanwhile.
            self._is_due, self._waiting = False, 0
            went_well = self.publish(timeout)
        self._is_due = self._is_due or not went_well

    def _in_a_process(self, timeout: float) -> Outcome:
        # The batch ends itself a little later, should this process be gone by then.
        arguments = [str(self._folder), self.repo_id, str(timeout + 5)]
        try:
            done = subprocess.run(
                [sys.executable, "-m", "digit_recognizer.feedback.batch", *arguments],
                cwd=PACKAGE_ROOT,
                env=os.environ | CLIENT_SETTINGS,
                capture_output=True,
                text=True,
                timeout=timeout,
                check=False,
                # Control C is for the app, which then gives the last batch its time.
                start_new_session=True,
            )
            return json.loads(done.stdout.splitlines()[-1])
        except subprocess.TimeoutExpired:
            return {"kind": "late", "message": f"the Hub did not accept it within {timeout:g} seconds"}
        except (OSError, IndexError, ValueError) as error:
            return {"kind": type(error).__name__, "message": without_token(f"the batch failed: {error}")}

    def _tell(self, kind: str, message: str) -> None:
        """Logs each kind of failure once until things go well again."""
        if kind not in self._told:
            self._told.add(kind)
            logger.warning(
                "Visitors' answers do not reach the dataset %s for now. They are kept in %s and go with a later "
                "batch. %s",
                self.repo_id,
                self._folder,
                message,
            )
