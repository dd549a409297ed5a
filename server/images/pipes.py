"""Writing to a process and hearing it out until a given moment, after which TimeoutError is raised.

Moments are seconds of `time.monotonic`. The file descriptors must be non-blocking.
"""

import os
import select
import time
from collections.abc import Sequence

from server.images.frames import LENGTH, FrameBroken
from server.images.skeleton import Part

_PIECE = 1024 * 1024


def send(pipe: int, parts: Sequence[Part], ends: float) -> None:
    """Write one frame of all the parts, or raise TimeoutError, or another OSError."""
    length = sum(map(len, parts))
    for part in (length.to_bytes(LENGTH, "big"), *parts):
        left = memoryview(part)
        while left:
            _wait([pipe], select.POLLOUT, ends)
            left = left[os.write(pipe, left[:_PIECE]) :]


def hear(answers: int, verdicts: int, most: int, ends: float) -> tuple[bytes, bytes]:
    """Return one byte from `verdicts`, and what came from `answers` until then.

    Raises TimeoutError, or FrameBroken where one of them ends or there are more than `most` bytes.
    """
    answer = bytearray()
    while True:
        ready = _wait([answers, verdicts], select.POLLIN, ends)
        # The answer first: it was written before the verdict on it.
        if answers in ready:
            piece = os.read(answers, _PIECE)
            answer += piece
            if not piece or len(answer) > most:
                raise FrameBroken
        elif verdict := os.read(verdicts, 1):
            return verdict, bytes(answer)
        else:
            raise FrameBroken


def are_silent(*pipes: int) -> bool:
    """Say whether pipes are open at their other ends and hold nothing."""
    return not _ready(pipes, select.POLLIN, 0)


def _wait(pipes: Sequence[int], event: int, ends: float) -> set[int]:
    if ready := _ready(pipes, event, max(ends - time.monotonic(), 0)):
        return ready
    raise TimeoutError


def _ready(pipes: Sequence[int], event: int, seconds: float) -> set[int]:
    poll = select.poll()
    for pipe in pipes:
        poll.register(pipe, event)
    return {pipe for pipe, _ in poll.poll(seconds * 1000)}
