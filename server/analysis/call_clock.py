"""How long one call to a provider may take: in all, to its first word, between two words."""

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from server.net.budget import OutOfTime, WireBudget

MOST_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for the whole call, until its first word, and between two words."""

    total: float
    first: float
    idle: float


class CallClock:
    """One call's deadlines and sum of bytes.

    A server that sends only comments keeps a connection alive without saying anything,
    so that the first and the idle deadline move on words heard, not on bytes. `is_silent` until
    the first byte.
    """

    def __init__(
        self, patience: Patience, seconds_left: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Start now; `seconds_left` is what the job has left."""
        self._clock = clock
        self._idle = patience.idle
        self._whole = WireBudget(min(patience.total, seconds_left), MOST_BYTES, clock)
        self._quiet_until = clock() + patience.first
        self.is_silent = True

    def heard(self) -> None:
        """Note that a piece of the answer came."""
        self._quiet_until = self._clock() + self._idle

    def seconds_left(self) -> float:
        """Return the seconds until the nearest deadline, more than 0, or raise OutOfTime."""
        left = self._quiet_until - self._clock()
        if left <= 0:
            raise OutOfTime
        return min(left, self._whole.seconds_left())

    def spend(self, count: int) -> None:
        """Account for `count` bytes received, or raise OutOfBytes."""
        self.is_silent = self.is_silent and not count
        self._whole.spend(count)


_current: ContextVar[CallClock] = ContextVar("call_clock")


class CurrentCall:
    """The budget of whichever call this thread is making: a shared connection obeys it."""

    def seconds_left(self) -> float:
        """Ask the current call's clock."""
        return _current.get().seconds_left()

    def spend(self, count: int) -> None:
        """Charge the current call."""
        _current.get().spend(count)


def set_current(clock: CallClock) -> None:
    """Make `clock` the budget of what this thread sends and receives from now on."""
    _current.set(clock)
