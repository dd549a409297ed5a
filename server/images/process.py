"""The process that looks at hostile bytes: `python -m server.images.process`.

It waits until stdin has something to say and forks; the fork reads the job, answers on stdout, and
is gone with all it saw. Then the process gives its verdict on stderr's pipe, which no fork holds.
It never touches a picture itself, so nothing of one can reach the next. Where stdin has ended,
however the parent died, the fork finds no job and both are gone.
"""

import gc
import os
import resource
import select
import signal
import sys
from contextlib import suppress
from typing import NoReturn

from server.errors import ImageFailed
from server.images.frames import (
    CRASHED,
    DONE,
    TOO_SLOW,
    FrameBroken,
    pack_failure,
    pack_picture,
    read_job,
)
from server.images.normalise import draw, normalise

ADDRESS_SPACE = 256 * 1024 * 1024
"""For everything; the interpreter and its libraries take 40 MB of it."""

NOBODY = 65_534

_STDIN, _STDOUT, _STDERR = range(3)
# What a decoder that ran into rubbish dies of, in the middle of a picture.
_CRASHES = frozenset({signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE, signal.SIGILL})
# A pixel of our own: normalising it once loads what Pillow would else load in every fork.
_OWN_PICTURE = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"


def main() -> None:
    """Serve jobs, one at a time, until stdin ends or a fork falls over."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    verdicts = _verdicts()
    normalise(_OWN_PICTURE)
    set_limits(verdicts + 1)
    _step_down()
    # What was imported is shared with each fork; collecting there would copy it.
    gc.freeze()
    while True:
        select.select([_STDIN], [], [])
        fork = os.fork()
        if fork == 0:
            _serve_one(verdicts)
        _, status = os.waitpid(fork, 0)
        verdict = _verdict(status)
        if verdict is None:
            # It has left half a job in the pipe: nobody knows where we are.
            return
        os.write(verdicts, verdict)


def set_limits(files: int) -> None:
    """Bound memory, open no file or socket beyond those `files`, leave no core dump."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: files,
    }
    if sys.platform == "linux":
        # Elsewhere this one is refused or not kept, and the parent's clock must do.
        limits[resource.RLIMIT_AS] = ADDRESS_SPACE
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def _step_down() -> None:
    # Root may lift its own limits, and look into the memory of whoever started it.
    if os.getuid() == 0:
        with suppress(OSError):  # where a container has taken that away too
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)


def _verdicts() -> int:
    """Return stderr's pipe under a number of its own; who else writes to stderr is not heard."""
    verdicts, nowhere = os.dup(_STDERR), os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, _STDERR)
    os.close(nowhere)
    return verdicts


def _verdict(status: int) -> bytes | None:
    if status == 0:
        return DONE
    if os.WIFSIGNALED(status):
        end = os.WTERMSIG(status)
        if end == signal.SIGALRM:
            return TOO_SLOW
        return CRASHED if end in _CRASHES else None
    return None


def _serve_one(verdicts: int) -> NoReturn:
    try:
        os.dup2(_STDERR, verdicts)
        skeleton, sizing, seconds = read_job(sys.stdin.buffer)
        # From here on it holds no way to a file, to other people's pictures, to more processes.
        os.dup2(_STDERR, _STDIN)
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            answer = pack_picture(draw(skeleton, sizing))
        except ImageFailed as failure:
            answer = pack_failure(failure)
        signal.setitimer(signal.ITIMER_REAL, 0)
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
    except (FrameBroken, OSError, MemoryError):
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
