"""One process of `server.images.process`, seen from its parent."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from server.domain.picture import Normalised
from server.domain.sizing import Sizing
from server.errors import BrokenImage, ImageBomb
from server.images.frames import CRASHED, DONE, MAX_ANSWER, TOO_SLOW, FrameBroken, pack_job, unpack
from server.images.pipes import are_silent, hear, send
from server.images.skeleton import Skeleton

GRACE_SECONDS = 0.1
"""So long a process has to say that its own clock ended a picture, before it is killed."""

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-P", "-s", "-B", "-m", "server.images.process")
# All that it inherits: where the code is, and to ask for memory in large pages (a sixth of the
# time, measured); no key, no address of a store.
_ENVIRONMENT = {
    "PYTHONPATH": str(_ROOT),
    "LC_ALL": "C.UTF-8",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}


class Child:
    """A running process and the pipes to it; one caller at a time."""

    def __init__(self) -> None:
        """Start it; the first answer waits for its imports, about a tenth of a second."""
        self._process = subprocess.Popen(  # noqa: S603  (no word of it comes from outside)
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env=_ENVIRONMENT,
            cwd="/",
            # A group of its own: Ctrl-C at our terminal is ours, and a kill reaches its fork.
            start_new_session=True,
        )
        self._pipes = [
            pipe
            for pipe in (self._process.stdin, self._process.stdout, self._process.stderr)
            if pipe
        ]
        self._jobs, self._answers, self._verdicts = (pipe.fileno() for pipe in self._pipes)
        for pipe in self._pipes:
            os.set_blocking(pipe.fileno(), False)
        self._ended = False

    def draw(self, skeleton: Skeleton, sizing: Sizing, ends: float) -> Normalised:
        """Return the picture, or raise what `normalise.draw` does.

        Raises ImageBomb at the moment `ends`, and BrokenImage where it crashes. If it does not
        keep to what was agreed, or is gone, it is ended.
        """
        try:
            return unpack(self._ask(skeleton, sizing, ends))
        except TimeoutError as error:
            self.end()
            raise ImageBomb("image process took too long") from error
        except (FrameBroken, OSError) as error:
            self.end()
            raise BrokenImage("image process died") from error

    def is_alive(self) -> bool:
        """Say whether it is there and waits in silence; only then may it be asked."""
        # Not the process's poll(): that frees its number, and `end` might kill a stranger's group.
        return not self._ended and are_silent(self._answers, self._verdicts)

    def end(self) -> None:
        """Kill it, with its fork, and wait for that. Repeatable."""
        if self._ended:
            return
        self._ended = True
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in self._pipes:
            pipe.close()

    def _ask(self, skeleton: Skeleton, sizing: Sizing, ends: float) -> bytes:
        known, parts = pack_job(skeleton, sizing, ends - time.monotonic())
        send(self._jobs, [known], ends)
        send(self._jobs, parts, ends)
        verdict, answer = hear(self._answers, self._verdicts, MAX_ANSWER, ends + GRACE_SECONDS)
        if verdict == TOO_SLOW:
            raise ImageBomb("image took too long")
        if verdict == CRASHED:
            raise BrokenImage("a decoder crashed")
        if verdict != DONE:
            raise FrameBroken
        return answer
