"""An end to calls that have none."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


class CutOff(Exception):
    """It went on for longer than we watch."""


@contextmanager
def watched(seconds: float) -> Iterator[None]:
    """Raise CutOff in whatever still runs then; in the main thread alone."""

    def stop(*_: object) -> None:
        raise CutOff

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
