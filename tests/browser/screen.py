"""A screen of our own, with its keyboard."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.children import child
from tests.support.waiting import until

# Large enough for a popup drawn at twice its size.
SIZE = "2400x1800x24"
SOCKETS = Path("/tmp/.X11-unix")
NEEDED = ("chromium", "Xvfb", "xdotool")


def missing() -> list[str]:
    """Return the programs that are not on this machine."""
    return [name for name in NEEDED if shutil.which(name) is None]


@dataclass(frozen=True)
class Screen:
    """An X display, by its name such as `:42`."""

    name: str

    @property
    def env(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.name}

    def press(self, *keys: str) -> None:
        subprocess.run(["xdotool", "key", *keys], env=self.env, check=True, timeout=10)

    def windows(self) -> set[str]:
        """Return the windows that are to be seen; a menu is one of its own."""
        command = ["xdotool", "search", "--onlyvisible", "--name", ""]
        found = subprocess.run(
            command, env=self.env, check=False, capture_output=True, text=True, timeout=10
        )
        return set(found.stdout.split())


@contextmanager
def screen(folder: Path) -> Iterator[Screen]:
    """Run a screen while the block runs, on a number that the server itself finds free."""
    number = folder / "display"
    log = folder / "screen.log"
    command = ["sh", "-c", f"exec Xvfb -displayfd 3 -screen 0 {SIZE} -nolisten tcp 3>{number}"]
    with child(command, log) as server:

        def name() -> str | None:
            assert server.poll() is None, log.read_text()
            written = number.read_text().strip() if number.exists() else ""
            return f":{written}" if written else None

        yield Screen(until(name, what="the screen"))
