"""Reading and writing a pipe until a given moment, after which TimeoutError is raised.

Moments are seconds of `time.monotonic`. The file descriptors must be non-blocking.
"""

import os
import select
import time

from server.images.frames import LENGTH, FrameBroken

_PIECE = 1024 * 1024


def send(pipe: int, payload: bytes, ends: float) -> None:
    """Write one frame, or raise TimeoutError, or another OSError where nobody reads."""
    for part in (len(payload).to_bytes(LENGTH, "big"), payload):
        left = memoryview(part)
        while left:
            _wait(pipe, select.POLLOUT, ends)
            left = left[os.write(pipe, left[:_PIECE]) :]


def receive(pipe: int, most: int, ends: float) -> bytes:
    """Read one frame of at most `most` bytes, or raise TimeoutError or FrameBroken."""
    length = int.from_bytes(_read(pipe, LENGTH, ends), "big")
    if length > most:
        raise FrameBroken
    return _read(pipe, length, ends)


def is_silent(pipe: int) -> bool:
    """Say whether a pipe is open at its other end and holds nothing."""
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    return not poll.poll(0)


def _read(pipe: int, count: int, ends: float) -> bytes:
    data = bytearray()
    while len(data) < count:
        _wait(pipe, select.POLLIN, ends)
        piece = os.read(pipe, min(count - len(data), _PIECE))
        if not piece:
            raise FrameBroken
        data += piece
    return bytes(data)


def _wait(pipe: int, event: int, ends: float) -> None:
    poll = select.poll()
    poll.register(pipe, event)
    if not poll.poll(max(ends - time.monotonic(), 0) * 1000):
        raise TimeoutError
