"""The child that looks at hostile bytes: `python -m server.images.process`.

It waits until stdin has something to say and forks; the fork reads the job, answers, and is gone
with all it saw. The child itself never touches a picture, so nothing of one can reach the next.
Where stdin has ended, however the parent died, the fork finds no job and both are gone.
"""

import gc
import os
import resource
import select
import signal
import sys
from typing import NoReturn

from server.errors import ImageFailed
from server.images.frames import (
    MAX_JOB,
    FrameBroken,
    pack_failure,
    pack_job,
    pack_picture,
    read_frame,
    unpack_job,
    write_frame,
)
from server.images.normalise import normalise

ADDRESS_SPACE = 512 * 1024 * 1024
OPEN_FILES = 16
LAST_RESORT_SECONDS = 30

_STDIN = 0
# A pixel of our own: normalising it once loads what Pillow would else load in every fork.
_OWN_PICTURE = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"


def main() -> None:
    """Serve jobs, one at a time, until stdin ends or a fork falls over."""
    set_limits()
    answer(pack_job(_OWN_PICTURE, "standard"))
    # What was imported is shared with each fork; collecting there would copy it.
    gc.freeze()
    served = True
    while served:
        select.select([_STDIN], [], [])
        fork = os.fork()
        if fork == 0:
            _serve_one()
        _, status = os.waitpid(fork, 0)
        # One that fell over has left half a job in the pipe: nobody knows where we are.
        served = status == 0


def set_limits() -> None:
    """Bound memory and files, leave no core dump, write no file."""
    limits = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: OPEN_FILES,
    }
    if sys.platform == "linux":
        # Elsewhere this one is refused or not kept, and the parent's clock must do.
        limits[resource.RLIMIT_AS] = ADDRESS_SPACE
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def answer(job: bytes) -> bytes:
    """Return the frame for one picture, good or bad."""
    try:
        return pack_picture(normalise(*unpack_job(job)))
    except ImageFailed as failure:
        return pack_failure(failure)


def _serve_one() -> NoReturn:
    # The parent's clock kills us; where the parent is gone too, this one does.
    signal.alarm(LAST_RESORT_SECONDS)
    try:
        write_frame(sys.stdout.buffer, answer(read_frame(sys.stdin.buffer, MAX_JOB)))
    except (FrameBroken, OSError, MemoryError):
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    main()
