"""What a piece of work adds to this process's memory, as the kernel counts it (proc(5))."""

from collections.abc import Callable
from pathlib import Path

_STATUS = Path("/proc/self/status")
_FORGET = Path("/proc/self/clear_refs")
_THE_HIGHEST = "5"
_KILOBYTE, _MEGABYTE = 1024, 1_000_000


def added(work: Callable[[], object]) -> float:
    """Return the megabytes between the memory before `work` and its highest meanwhile."""
    _FORGET.write_text(_THE_HIGHEST)
    before = highest()
    work()
    return highest() - before


def highest() -> float:
    """Return the most memory that this process has had, in megabytes."""
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * _KILOBYTE / _MEGABYTE
