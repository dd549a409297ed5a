"""The processes that the launcher starts, each with its log, and their sure end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dev.trouble import Trouble

TETHER = Path(__file__).with_name("tether.py")
LAST_LINES = 15
PATIENCE_SECONDS = 6.0


@dataclass(frozen=True, slots=True)
class Child:
    """One running process, leader of a session of its own so that Ctrl-C is ours to handle."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def last_lines(self) -> str:
        """Return the end of its log, indented, for a person to read."""
        lines = self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]
        return "".join(f"\n    {line}" for line in lines)

    def require_alive(self) -> None:
        """Raise Trouble with the end of its log when it has ended by itself."""
        if not self.alive:
            code = self.process.returncode
            raise Trouble(f"The {self.name} process ended (code {code}):{self.last_lines()}")


def start(name: str, command: Iterable[str], *, log: Path, env: Mapping[str, str]) -> Child:
    """Start a command tied to this process, its output in `log`."""
    tied = [sys.executable, "-S", str(TETHER), str(os.getpid()), *command]
    # A new file: another launcher may still be writing into the old one.
    log.unlink(missing_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            tied,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Child(name, process, log)


def stop(children: Iterable[Child]) -> None:
    """End them all together: asked first, then killed, with whatever they started."""
    asked = list(children)
    for child in asked:
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(child.alive for child in asked) and time.monotonic() < deadline:
        time.sleep(0.02)
    for child in asked:
        _signal_group(child, signal.SIGKILL)
        child.process.wait()


def _signal(child: Child, number: signal.Signals) -> None:
    if child.alive:
        child.process.send_signal(number)


def _signal_group(child: Child, number: signal.Signals) -> None:
    try:
        os.killpg(child.process.pid, number)
    except (ProcessLookupError, PermissionError):
        return  # all of it has ended; macOS says so as a lack of permission
