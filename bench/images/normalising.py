"""Twelve files made small and plain: ours against libvips, each on one and the same core.

Ours ends with the measures of light and colour, which libvips is not asked for; they are also
shown alone. By the pool means with the fork and the pipes that a worker pays for.
"""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import geometric_mean, median

from PIL import Image

from bench.images.files import make
from bench.images.fresh import fresh
from bench.images.goals import Goal
from bench.images.memory import added
from bench.images.vips import thumbnail
from bench.rounds import ROUNDS, interleaved
from server.images.look import measure as measure_look
from server.images.normalise import normalise
from server.images.pool import NormaliserPool
from tests.hostile.pictures import saved

VIPS, OURS, POOLED, LOOK = "libvips", "ours", "by the pool", "colours"
ONE_ENGINE: dict[str, Callable[[bytes], object]] = {VIPS: thumbnail, OURS: normalise}
LARGE = "12 MP JPEG"
SECONDS = 20
LONG_ENOUGH = 0.1
MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one file: milliseconds in each round, and megabytes."""

    taken: dict[str, list[float]]
    memory: dict[str, float]

    def ratio(self, way: str) -> float:
        """Return the ratio of medians to libvips."""
        return median(self.taken[way]) / median(self.taken[VIPS])

    def shown(self, way: str) -> str:
        """Return the median with its range."""
        values = self.taken[way]
        return f"{median(values):.1f} [{min(values):.1f} … {max(values):.1f}]"


def measure() -> list[Goal]:
    """Measure and print."""
    # libvips reads it when it is loaded, which each process below does for itself.
    os.environ["VIPS_CONCURRENCY"] = "1"
    rows = {}
    print(f"\nNormalise on one core, ms (median of {ROUNDS} interleaved rounds, range in brackets)")
    print(f"  {'':<32}{VIPS:>26}{OURS:>26}{'':>9}{POOLED:>26}")
    with tempfile.TemporaryDirectory() as folder:
        for name, path in make(Path(folder)).items():
            memory = {way: fresh(memory_of, way, path) for way in ONE_ENGINE}
            rows[name] = Row(fresh(times_of, path), memory)
            _print_times(name, rows[name])
    means = {way: geometric_mean(row.ratio(way) for row in rows.values()) for way in (OURS, POOLED)}
    print(f"  {'geometric mean':<84}{means[OURS]:>7.2f} ×{means[POOLED]:>33.2f} ×")
    _print_memory(rows)
    return [
        Goal("normalise, geometric mean over 12 files", means[OURS], 0.85, "×"),
        Goal(f"normalise, {LARGE}", rows[LARGE].ratio(OURS), 1.0, "×"),
        Goal(f"normalise, {LARGE}, added memory", rows[LARGE].memory[OURS], 20, "MB"),
    ]


def times_of(path: Path) -> dict[str, list[float]]:
    """Return the milliseconds of each way in each round, on the last of our cores."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    data = path.read_bytes()
    pool = NormaliserPool(1)
    small = Image.open(BytesIO(normalise(data).jpeg))
    small.load()
    ways: dict[str, Callable[[], object]] = {
        VIPS: lambda: thumbnail(data),
        OURS: lambda: normalise(data),
        POOLED: lambda: pool.normalise(data, "standard", SECONDS),
        LOOK: lambda: measure_look(small),
    }
    for warm_up in ways.values():
        warm_up()
    taken = interleaved({way: partial(milliseconds, work) for way, work in ways.items()})
    pool.close()
    return taken


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long it takes, on average over a tenth of a second."""
    began = now = time.perf_counter()
    times = 0
    while now - began < LONG_ENOUGH:
        work()
        times += 1
        now = time.perf_counter()
    return (now - began) / times * MILLISECONDS


def memory_of(way: str, path: Path) -> float:
    """Return the megabytes that a file adds to a process that has seen a small one."""
    data = path.read_bytes()
    ONE_ENGINE[way](saved("JPEG"))
    return added(lambda: ONE_ENGINE[way](data))


def _print_times(name: str, row: Row) -> None:
    print(f"  {name:<32}{row.shown(VIPS):>26}", end="")
    for way in (OURS, POOLED):
        print(f"{row.shown(way):>26}{row.ratio(way):>7.2f} ×", end="")
    print(flush=True)


def _print_memory(rows: dict[str, Row]) -> None:
    print("\nNormalise: MB added in a new process, and ms for the colours that ours has in it")
    print(f"  {'':<32}{VIPS:>10}{OURS:>10}{LOOK:>26}")
    for name, row in rows.items():
        print(
            f"  {name:<32}{row.memory[VIPS]:>10.1f}{row.memory[OURS]:>10.1f}{row.shown(LOOK):>26}"
        )
