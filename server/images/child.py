"""One process of `server.images.process`, seen from its parent."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from server.images.frames import MAX_ANSWER, FrameBroken
from server.images.pipes import is_silent, receive, send

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-P", "-s", "-B", "-m", "server.images.process")
# All that it inherits: where the code is, and two settings; no key, no address of a store.
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "MALLOC_ARENA_MAX": "2", "LC_ALL": "C.UTF-8"}


class Child:
    """A running process and the pipes to it; one caller at a time."""

    def __init__(self) -> None:
        """Start it; the first answer waits for its imports, about a tenth of a second."""
        self._process = subprocess.Popen(  # noqa: S603  (no word of it comes from outside)
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env=_ENVIRONMENT,
            cwd="/",
            # A group of its own: Ctrl-C at our terminal is ours, and a kill reaches its fork.
            start_new_session=True,
        )
        if self._process.stdin is None or self._process.stdout is None:
            raise FrameBroken
        self._pipes = (self._process.stdin, self._process.stdout)
        self._into, self._out_of = (pipe.fileno() for pipe in self._pipes)
        for descriptor in (self._into, self._out_of):
            os.set_blocking(descriptor, False)
        self._ended = False

    def ask(self, job: bytes, ends: float) -> bytes:
        """Return its answer; TimeoutError at the moment `ends`, FrameBroken or OSError if it dies.

        After any of these errors it is out of step and must be ended.
        """
        send(self._into, job, ends)
        return receive(self._out_of, MAX_ANSWER, ends)

    def is_alive(self) -> bool:
        """Say whether it is there and waits in silence; only then may it be asked."""
        # Not the process's poll(): that frees its number, and `end` might kill a stranger's group.
        return not self._ended and is_silent(self._out_of)

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
