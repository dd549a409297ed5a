"""How many event streams this process holds open, and which make room for new ones."""

import threading
from collections import deque

from server.errors import TooManyStreams

MOST_FOR_A_JOB = 4


class Stream:
    """One reader's place. `is_closed` turns true when a newer reader of the job needs it."""

    def __init__(self) -> None:
        """Begin open."""
        self.is_closed = False


class Streams:
    """The places for readers in this process."""

    def __init__(self, most: int) -> None:
        """Hold at most `most` streams, four of them for one job."""
        self._most = most
        self._count = 0
        self._lock = threading.Lock()
        self._by_job: dict[str, deque[Stream]] = {}

    def enter(self, job_id: str) -> Stream:
        """Take a place; the oldest reader of the same job may lose its own for it.

        Raises TooManyStreams. Whoever enters must leave.
        """
        with self._lock:
            if self._count >= self._most:
                raise TooManyStreams
            self._count += 1
            readers = self._by_job.setdefault(job_id, deque())
            readers.append(stream := Stream())
            if len(readers) > MOST_FOR_A_JOB:
                readers.popleft().is_closed = True
            return stream

    def leave(self, job_id: str, stream: Stream) -> None:
        """Give the place back."""
        with self._lock:
            self._count -= 1
            readers = self._by_job.get(job_id, deque())
            if stream in readers:
                readers.remove(stream)
            if not readers:
                self._by_job.pop(job_id, None)
