"""Looking at a pool's children from a test."""

import threading
import time
from collections.abc import Callable

from server.images.child import Child
from server.images.pool import NormaliserPool


def only_child(pool: NormaliserPool) -> Child:
    child = pool._idle[-1]
    assert child is not None
    return child


def eventually(happens: Callable[[], bool]) -> None:
    ends = time.monotonic() + 5
    while not happens():
        assert time.monotonic() < ends
        threading.Event().wait(0.005)
