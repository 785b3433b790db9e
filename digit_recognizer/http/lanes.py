"""Places for calls: a few are worked on at once, a few more wait, and further ones are told when to ask again."""

import asyncio
import math
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

MAX_RETRY_SECONDS = 30
MAX_BOOKED_SECONDS = 10  # whoever calls again and again, whatever is said, does not have the others wait for longer
WEIGHT_OF_LAST = 0.1  # in the mean of what calls took


class Busy(Exception):  # noqa: N818  no fault
    """There is no place for a call.

    Attributes:
        seconds: when there may be one.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"busy for {seconds:.1f} s")
        self.seconds = min(max(1, math.ceil(seconds)), MAX_RETRY_SECONDS)


class Lane:
    """The calls of one weight. Those of another have a lane of their own, and wait for none of this one.

    Who finds no place is told a time of their own to ask again, one after the other: told the same, they would all come
    back at once, and some never find a place.
    """

    def __init__(self, at_once: int, max_waiting: int, max_seconds: float) -> None:
        """Opens the lane.

        Args:
            at_once: how many calls are worked on at once.
            max_waiting: how many more wait.
            max_seconds: how long each of them waits; who would wait longer, as long as calls take of late, does not.
        """
        self._at_once = max(1, at_once)
        self._places = asyncio.Semaphore(self._at_once)
        self._max_waiting = max_waiting
        self._max_seconds = max_seconds
        self._waiting = 0
        self._mean_seconds = 0.0
        self._booked_until = 0.0

    async def take(self) -> AbstractContextManager[None]:
        """Waits for a place, and returns what holds it to the end of a block.

        Raises:
            Busy: as many wait as may, or it takes too long.
        """
        if self._places.locked() and (
            self._waiting >= self._max_waiting or self._seconds_to_wait() > self._max_seconds
        ):
            raise Busy(self._book())
        self._waiting += 1
        try:
            async with asyncio.timeout(self._max_seconds):
                await self._places.acquire()
        except TimeoutError:
            raise Busy(self._book()) from None
        finally:
            self._waiting -= 1
        return self._held()

    @contextmanager
    def _held(self) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self._mean_seconds += WEIGHT_OF_LAST * (time.perf_counter() - begun - self._mean_seconds)
            self._places.release()

    def _seconds_to_wait(self) -> float:
        """Returns when those that wait now will have been worked on, as long as calls take of late."""
        return (self._waiting + 1) * self._mean_seconds / self._at_once

    def _book(self) -> float:
        """Returns in how many seconds a call that finds no place is to come again: after all that were told before."""
        now = time.monotonic()
        soonest = now + self._seconds_to_wait()
        after_others = min(self._booked_until + self._mean_seconds / self._at_once, now + MAX_BOOKED_SECONDS)
        self._booked_until = max(soonest, after_others)
        return self._booked_until - now


class Rates:
    """How often each address may call: `rate` times a second, and twice as often for a second."""

    MAX_ADDRESSES = 10_000

    def __init__(self, rate: int) -> None:
        """Takes the rate; 0 for any."""
        self._rate = rate
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, address: str) -> None:
        """Counts a call.

        Raises:
            Busy: there were too many.
        """
        if not self._rate:
            return
        now = time.monotonic()
        left, since = self._left.get(address, (2.0 * self._rate, now))
        left = min(2.0 * self._rate, left + (now - since) * self._rate)
        if left < 1:
            raise Busy((1 - left) / self._rate)
        if len(self._left) >= self.MAX_ADDRESSES:
            self._forget(now)
        self._left[address] = (left - 1, now)

    def _forget(self, now: float) -> None:
        """Forgets who may call as often as anybody; where all called of late, all of them."""
        recent = {address: known for address, known in self._left.items() if now - known[1] < 2}
        self._left = recent if len(recent) < self.MAX_ADDRESSES else {}
