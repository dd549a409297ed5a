"""A few children that look at hostile bytes in our place, each killed when it takes too long.

This side imports no decoder: it looks at skeletons alone, and hands over what draws. A child lives
until it dies, is killed, or the pool is closed; in its place another is started at once.
"""

import os
import sys
import threading
import time
from collections import deque

from server.domain.picture import Normalised
from server.domain.sizing import Sizing
from server.errors import JobTimeout, TooLarge
from server.images.child import Child
from server.images.frames import MAX_JOB
from server.images.guard import find_skeleton


class NormaliserPool:
    """At most `size` pictures at a time; may be shared between threads, not across a fork."""

    def __init__(self, size: int | None = None) -> None:
        """Start nothing yet: all by `start`, or each child when it is first needed.

        There are as many as processors that we may use, unless `size` says otherwise.
        """
        # None stands for a place whose child is not started. The last place is taken first.
        self._idle: deque[Child | None] = deque([None] * (size or _cores()))
        self._changes = threading.Condition()
        self._closed = False

    def start(self) -> None:
        """Start every child that is not there; they get ready by themselves."""
        with self._changes:
            self._idle = deque(child or Child() for child in self._idle)

    def normalise(self, data: bytes, sizing: Sizing, seconds: float) -> Normalised:
        """Return the picture within `seconds`, the wait for a free child included.

        Raises what `guard.find_skeleton` does, BrokenImage (also where a child crashed), ImageBomb
        (also where it took too long), and JobTimeout where no child became free.
        """
        ends = time.monotonic() + seconds
        if len(data) > MAX_JOB:
            raise TooLarge("bytes")
        skeleton = find_skeleton(data)
        child = self._take(ends)
        try:
            if child is None or not child.is_alive():
                child = _instead_of(child)
            return child.draw(skeleton, sizing, ends)
        finally:
            self._give_back(child)

    def close(self) -> None:
        """End every idle child now, and each busy one after its picture. Repeatable."""
        with self._changes:
            self._closed = True
            idle, self._idle = self._idle, deque([None] * len(self._idle))
        for child in idle:
            if child is not None:
                child.end()

    def _take(self, ends: float) -> Child | None:
        with self._changes:
            if not self._changes.wait_for(lambda: self._idle, max(ends - time.monotonic(), 0)):
                raise JobTimeout("no image process became free")
            return self._idle.pop()

    def _give_back(self, child: Child | None) -> None:
        is_fresh = child is None or not child.is_alive()
        if is_fresh and not self._closed:
            child = _instead_of(child)
        with self._changes:
            closed = self._closed
            # A fresh one needs a moment for its imports: it is taken last.
            put = self._idle.appendleft if is_fresh else self._idle.append
            put(None if closed else child)
            self._changes.notify()
        if closed and child is not None:
            child.end()


def _instead_of(dead: Child | None) -> Child:
    if dead is not None:
        dead.end()
    return Child()


def _cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
