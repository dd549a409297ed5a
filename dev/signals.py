"""Waiting that ends at once when somebody asks the launcher to stop."""

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Wait = Callable[[float], None]


class Stopped(Exception):
    """Somebody asked for the end; `number` says how."""

    def __init__(self, number: signal.Signals) -> None:
        super().__init__(number.name)
        self.number = number


@contextmanager
def listening() -> Iterator[Wait]:
    """Hand out `wait(seconds)`, which raises Stopped as soon as a stopping signal came.

    It is raised there alone, never out of a handler, so no step is torn in the middle.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    for number in STOPPING:
        signal.signal(number, lambda _number, _frame: None)

    def wait(seconds: float) -> None:
        ready, _, _ = select.select([reader], [], [], seconds)
        if ready:
            raise Stopped(signal.Signals(os.read(reader, 1)[0]))

    try:
        yield wait
    finally:
        signal.set_wakeup_fd(-1)
        os.close(reader)
        os.close(writer)
