"""What a command does when it is stopped: nothing is left running, and one line says how to go on."""

import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn


class Terminated(BaseException):  # like KeyboardInterrupt, it is no error
    """The process was asked to end with SIGTERM."""


@contextmanager
def termination_raised() -> Iterator[None]:
    """Lets SIGTERM unwind the work as Ctrl+C does, so that no process is left behind."""
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated


def stop(arguments: Sequence[str] | None, reason: KeyboardInterrupt | Terminated) -> int:
    """Ends what joblib left working, says how to go on, and returns the exit status that shells expect."""
    if "joblib.externals.loky.reusable_executor" in sys.modules:
        from joblib.externals.loky import get_reusable_executor

        get_reusable_executor().shutdown(wait=False, kill_workers=True)
    command = shlex.join(sys.argv[1:] if arguments is None else arguments)
    print(f"\nStopped. Go on with the same command: python -m training {command}", file=sys.stderr)
    return 128 + (signal.SIGTERM if isinstance(reason, Terminated) else signal.SIGINT)
