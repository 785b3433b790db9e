"""Runs work in a process of its own and kills it: before it touches a file, or in the middle of writing one."""

import os
import random
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TOUCHES = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "os.rmdir"})
MAX_BYTES = 4_000  # of a file, at which a process ends that writes more


@dataclass(frozen=True)
class Moment:
    """When a process is killed: before it touches its folder for the n-th time, or at the n-th byte of a file."""

    touch: int | None = None
    byte: int | None = None

    @classmethod
    def of(cls, chance: random.Random, touches: int) -> "Moment":
        """Returns any moment of work that touches its folder so often."""
        if chance.random() < 0.6:
            return cls(touch=chance.randrange(touches))
        return cls(byte=chance.randrange(1, MAX_BYTES))

    def arm(self, folder: Path) -> None:
        """Has this process end at the moment."""
        if self.byte is not None:
            # Python ignores the signal; its default ends the process, after the bytes that fit were written.
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.byte, self.byte))
            return
        left = [self.touch]

        def count(event: str, arguments: tuple[Any, ...]) -> None:
            if is_touch(event, arguments, folder):
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)
                left[0] = (left[0] or 0) - 1

        sys.addaudithook(count)


def is_touch(event: str, arguments: tuple[Any, ...], folder: Path) -> bool:
    """Says whether an event of Python's audit is about something in the folder."""
    return event in TOUCHES and isinstance(arguments[0], str | Path) and str(arguments[0]).startswith(str(folder))


def run_apart(work: Callable[[Callable[[str], None]], None], before: Callable[[], None]) -> tuple[int, list[str]]:
    """Runs work in a process of its own, prepared by `before`; returns how it ended and what it confirmed.

    Returns:
        0 for an end by itself, 1 for an error, less than 0 for a signal; and the confirmed steps.
    """
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        ending = 1
        try:
            os.close(told)
            before()
            work(lambda step: os.write(tell, f"{step}\n".encode()) and None)
            ending = 0
        except BaseException as error:
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(ending)
    os.close(tell)
    with os.fdopen(told) as steps:
        confirmed = steps.read().split()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), confirmed


def touches_of(work: Callable[[Callable[[str], None]], None], folder: Path) -> int:
    """Returns how often work touches its folder, by doing it once."""

    def run(confirm: Callable[[str], None]) -> None:
        def count(event: str, arguments: tuple[Any, ...]) -> None:
            if is_touch(event, arguments, folder):
                confirm("x")

        sys.addaudithook(count)
        work(lambda _: None)

    ending, counted = run_apart(run, lambda: None)
    if ending or not counted:
        raise RuntimeError("the work does not come to its end even undisturbed")
    return len(counted)
