"""Runs work in a process of its own and kills it: before it touches a file, or in the middle of writing one."""

import os
import random
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

Confirm = Callable[[str], None]
Work = Callable[[Confirm], None]
TOUCHES = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.truncate", "os.rmdir"})
MAX_BYTES = 4_000  # of a file, at which a process ends that writes more


class Moment(Protocol):
    """When a process is killed, told by how many of the steps that are counted it has done."""

    @classmethod
    def of(cls, chance: random.Random, steps: int) -> Self:
        """Returns any moment of work that has so many steps."""

    def arm(self, folder: Path) -> None:
        """Has this process end at the moment."""

    @staticmethod
    def watch(folder: Path, note: Callable[[], None]) -> None:
        """Has each step of this process noted before it is done."""


@dataclass(frozen=True)
class FileMoment:
    """Before a process touches its folder for the n-th time, or at the n-th byte of a file."""

    touch: int | None = None
    byte: int | None = None

    @classmethod
    def of(cls, chance: random.Random, steps: int) -> Self:
        """Returns any moment of work that touches its folder so often."""
        if chance.random() < 0.6:
            return cls(touch=chance.randrange(steps))
        return cls(byte=chance.randrange(1, MAX_BYTES))

    def arm(self, folder: Path) -> None:
        """Has this process end at the moment."""
        if self.byte is not None:
            # Python ignores the signal; its default ends the process, after the bytes that fit were written.
            signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.byte, self.byte))
            return
        left = iter(range(self.touch or 0))
        self.watch(folder, lambda: None if next(left, None) is not None else os.kill(os.getpid(), signal.SIGKILL))

    @staticmethod
    def watch(folder: Path, note: Callable[[], None]) -> None:
        """Has each touch of the folder noted before it is done."""

        def heard(event: str, arguments: tuple[Any, ...]) -> None:
            if is_touch(event, arguments, folder):
                note()

        sys.addaudithook(heard)


def is_touch(event: str, arguments: tuple[Any, ...], folder: Path) -> bool:
    """Says whether an event of Python's audit is about something in the folder."""
    return event in TOUCHES and isinstance(arguments[0], str | Path) and str(arguments[0]).startswith(str(folder))


def run_apart(work: Work, before: Callable[[], None] = lambda: None) -> tuple[int, list[str]]:
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


def steps_of(kind: type[Moment], work: Work, folder: Path) -> int:
    """Returns how many steps work has, by doing it once."""

    def run(confirm: Confirm) -> None:
        kind.watch(folder, lambda: confirm("x"))
        work(lambda _: None)

    ending, counted = run_apart(run)
    if ending or not counted:
        raise RuntimeError("the work does not come to its end even undisturbed")
    return len(counted)
