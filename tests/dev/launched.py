"""The real launcher as a real process, with settings of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.children import ROOT, child
from tests.support.house import environment
from tests.support.waiting import until

COMMAND = (sys.executable, "-m", "dev.run")


@dataclass(frozen=True)
class Launched:
    """A launcher that has said that it is ready."""

    process: subprocess.Popen[bytes]
    log: Path

    def children(self) -> dict[int, str]:
        """Return every process below the launcher by its id, with its command."""
        return dict(below(self.process.pid))


def below(pid: int) -> Iterator[tuple[int, str]]:
    for line in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield int(line), command(int(line))
        yield from below(int(line))


def command(pid: int) -> str:
    """Return a process's command, empty when it has ended, even where nobody has asked how."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


@contextmanager
def launched(log: Path, **settings: str) -> Iterator[Launched]:
    with child(COMMAND, log, environment(**settings)) as process:

        def ready() -> bool:
            assert process.poll() is None, log.read_text()
            return "is ready" in log.read_text()

        until(ready, seconds=30, what="the launcher")
        yield Launched(process, log)


def refused(**settings: str) -> subprocess.CompletedProcess[str]:
    """Run a launcher that cannot start; return what it said."""
    return subprocess.run(
        COMMAND, cwd=ROOT, env=environment(**settings), capture_output=True, text=True,
        check=False, timeout=30,
    )  # fmt: skip


def sentences(text: str) -> int:
    return len(re.findall(r"[^\n]+", text))


def path_without(*programs: str) -> str:
    """Return the PATH without the folders that hold one of these."""
    folders = os.environ["PATH"].split(os.pathsep)
    return os.pathsep.join(
        folder for folder in folders if not any((Path(folder) / name).exists() for name in programs)
    )
