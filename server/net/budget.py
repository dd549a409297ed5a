"""How long, and how many bytes, a call to the outside may take; and a stream that obeys.

The libraries' time-outs are for one read each: a server that sends a byte now and
then holds such a call for ever. Here one absolute deadline covers every operation.
"""

import ssl
import time
from collections.abc import Callable
from typing import Any, Protocol

import httpcore2

from server.net.tls_stream import TlsStream

Clock = Callable[[], float]
PIECE = 16 * 1024


class OutOfTime(Exception):
    """The deadline has passed. `httpcore2` never raises or catches it."""


class OutOfBytes(Exception):
    """The budget of wire bytes is used up."""


class Budget(Protocol):
    """What a guarded stream asks before and after each operation."""

    def seconds_left(self) -> float:
        """Return the seconds that are left, more than 0, or raise OutOfTime."""

    def spend(self, count: int) -> None:
        """Account for `count` bytes received, or raise OutOfBytes."""


class WireBudget:
    """One deadline and one sum of bytes for a whole fetch, redirects included."""

    def __init__(self, seconds: float, max_bytes: int, clock: Clock = time.monotonic) -> None:
        """Start the clock now."""
        self._clock = clock
        self._ends = clock() + seconds
        self._bytes_left = max_bytes

    def seconds_left(self) -> float:
        """Return the seconds that are left, more than 0, or raise OutOfTime."""
        left = self._ends - self._clock()
        if left <= 0:
            raise OutOfTime
        return left

    def spend(self, count: int) -> None:
        """Account for `count` bytes received, or raise OutOfBytes."""
        self._bytes_left -= count
        if self._bytes_left < 0:
            raise OutOfBytes


class BudgetedStream(httpcore2.NetworkStream):
    """A network stream that never waits past its budget's deadline."""

    def __init__(self, inner: httpcore2.NetworkStream, budget: Budget) -> None:
        """Wrap `inner`; the budget may be shared between streams."""
        self._inner = inner
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read once, within the shorter of `timeout` and the deadline."""
        try:
            data = self._inner.read(max_bytes, self._wait(timeout))
        except httpcore2.ReadTimeout:
            self._budget.seconds_left()
            raise
        self._budget.spend(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all, within the shorter of `timeout` and the deadline, in pieces that obey it."""
        try:
            for start in range(0, len(buffer), PIECE):
                self._inner.write(buffer[start : start + PIECE], self._wait(timeout))
        except httpcore2.WriteTimeout:
            self._budget.seconds_left()
            raise

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """Return an encrypted stream over this one, handshake included; close where it fails."""
        try:
            return TlsStream(self, ssl_context, server_hostname, timeout)
        except BaseException:
            self.close()
            raise

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401  (the library's own signature)
        """Pass on what the library asks of the connection."""
        return self._inner.get_extra_info(info)

    def _wait(self, timeout: float | None) -> float:
        left = self._budget.seconds_left()
        return left if timeout is None else min(timeout, left)
