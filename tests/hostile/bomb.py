"""Fetches a gzip bomb of 1 GiB and says how many megabytes of memory that took at the most."""

import re
from contextlib import suppress
from pathlib import Path

from server import errors
from tests.hostile.house import House
from tests.hostile.http_rows import PNG, gzip_bomb
from tests.hostile.network import Server, answer, says


def added() -> float:
    """Return by how much the fetch raises this process's highest memory, in MiB."""
    fine = House(Server(says(answer(PNG))))
    bomb = House(Server(says(answer(gzip_bomb(1024), "Content-Encoding: gzip"))))
    fine.fetcher().fetch("http://good.com/a.png", 10)
    Path("/proc/self/clear_refs").write_text("5")
    before = _kilobytes("VmRSS")
    with suppress(errors.TooLarge):
        bomb.fetcher().fetch("http://good.com/a.png", 10)
        raise AssertionError("the bomb was taken for an image")
    return (_kilobytes("VmHWM") - before) / 1024


def _kilobytes(name: str) -> int:
    match = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert match
    return int(match[1])


if __name__ == "__main__":
    print(f"{added():.1f}")
