"""A few children that look at hostile bytes in our place, each killed when it takes too long.

This side imports no decoder. A child starts when it is first needed and lives until it dies,
is killed, or the pool is closed; the next picture then gets a new one.
"""

import queue
import threading
import time
from contextlib import suppress

from server.domain.picture import Normalised
from server.domain.sizing import Sizing
from server.errors import BrokenImage, ImageBomb, JobTimeout, TooLarge
from server.images.child import Child
from server.images.frames import MAX_JOB, FrameBroken, pack_job, unpack


class NormaliserPool:
    """At most `size` pictures at a time; may be shared between threads, not across a fork."""

    def __init__(self, size: int) -> None:
        """Start nothing yet."""
        # None stands for a place whose child is not started; the last used one goes first.
        self._places: queue.LifoQueue[Child | None] = queue.LifoQueue()
        for _ in range(size):
            self._places.put(None)
        self._closed = threading.Event()

    def normalise(self, data: bytes, sizing: Sizing, seconds: float) -> Normalised:
        """Return the picture within `seconds`, the wait for a free child included.

        Raises NotAnImage, BrokenImage (also where the child crashed), ImageBomb (also where
        it had to be killed), and JobTimeout where no child became free.
        """
        job = pack_job(data, sizing)
        if len(job) > MAX_JOB:
            raise TooLarge("bytes")
        ends = time.monotonic() + seconds
        child = self._take(seconds)
        try:
            child = child if child and child.is_alive() else _fresh(child)
            return _ask(child, job, ends)
        finally:
            self._give_back(child)

    def close(self) -> None:
        """End every idle child now, and each busy one after its picture. Repeatable."""
        self._closed.set()
        idle = []
        with suppress(JobTimeout):
            while True:
                idle.append(self._take(0))
        for child in idle:
            self._give_back(child)

    def _take(self, seconds: float) -> Child | None:
        try:
            return self._places.get(timeout=max(seconds, 0))
        except queue.Empty:
            raise JobTimeout("no image process became free") from None

    def _give_back(self, child: Child | None) -> None:
        if child is not None and (self._closed.is_set() or not child.is_alive()):
            child.end()
            child = None
        self._places.put(child)


def _fresh(dead: Child | None) -> Child:
    if dead is not None:
        dead.end()
    return Child()


def _ask(child: Child, job: bytes, ends: float) -> Normalised:
    try:
        return unpack(child.ask(job, ends))
    except TimeoutError as error:
        child.end()
        raise ImageBomb("image process took too long") from error
    except (FrameBroken, OSError) as error:
        child.end()
        raise BrokenImage("image process died") from error
