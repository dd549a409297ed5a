"""Twelve files made small and plain: ours against libvips, each on one and the same core.

Both are measured in time of that core, which is what they take where nobody else wants it. Ours
ends with the measures of light and colour, which libvips is not asked for; they are also shown
alone. By the pool means with the fork and the pipes that a worker pays for, and by the clock.
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

from bench.fresh import fresh
from bench.goals import Goal
from bench.images.files import make
from bench.images.memory import added
from bench.images.vips import thumbnail
from bench.rounds import ROUNDS, interleaved
from server.images.look import measure as measure_look
from server.images.normalise import normalise
from server.images.pool import NormaliserPool
from tests.hostile.pictures import saved

VIPS, OURS, LOOK = "libvips", "ours", "colours"
VIPS_BY_CLOCK, POOLED = "libvips, by the clock", "by the pool"
IN_PROCESS: dict[str, Callable[[bytes], object]] = {VIPS: thumbnail, OURS: normalise}
LARGE = "12 MP JPEG"
SECONDS = 20
LONG_ENOUGH = 0.1
MILLISECONDS = 1000

Clock = Callable[[], float]
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one file: milliseconds in each round, and megabytes."""

    taken: dict[str, list[float]]
    memory: dict[str, float]

    def ratio(self, way: str, peer: str) -> float:
        """Return the ratio of two medians."""
        return median(self.taken[way]) / median(self.taken[peer])

    def shown(self, way: str) -> str:
        """Return the median with its range."""
        values = self.taken[way]
        return f"{median(values):.1f} [{min(values):.1f} … {max(values):.1f}]"


def measure() -> list[Goal]:
    """Measure and print."""
    # libvips reads it when it is loaded, which each process below does for itself.
    os.environ["VIPS_CONCURRENCY"] = "1"
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, path in make(Path(folder)).items():
            memory = {way: fresh(memory_of, way, path) for way in IN_PROCESS}
            rows[name] = Row(fresh(times_of, path), memory)
    print(f"\nNormalise, ms of one core (median of {ROUNDS} interleaved rounds, range in brackets)")
    mean = _print_ratios(rows, OURS, VIPS, LOOK)
    print("\nNormalise by the pool, ms by the clock")
    _print_ratios(rows, POOLED, VIPS_BY_CLOCK)
    _print_memory(rows)
    return [
        Goal("normalise, geometric mean over 12 files", mean, 0.85, "×"),
        Goal(f"normalise, {LARGE}", rows[LARGE].ratio(OURS, VIPS), 1.0, "×"),
        Goal(f"normalise, {LARGE}, added memory", rows[LARGE].memory[OURS], 20, "MB"),
    ]


def times_of(path: Path) -> dict[str, list[float]]:
    """Return the milliseconds of each way in each round, on the last of our cores."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    data = path.read_bytes()
    pool = NormaliserPool(1)
    small = Image.open(BytesIO(normalise(data).jpeg))
    small.load()
    ways: dict[str, tuple[Work, Clock]] = {
        VIPS: (lambda: thumbnail(data), time.process_time),
        OURS: (lambda: normalise(data), time.process_time),
        LOOK: (lambda: measure_look(small), time.process_time),
        VIPS_BY_CLOCK: (lambda: thumbnail(data), time.perf_counter),
        POOLED: (lambda: pool.normalise(data, "standard", SECONDS), time.perf_counter),
    }
    for warm_up, _ in ways.values():
        warm_up()
    taken = interleaved({way: partial(milliseconds, *how) for way, how in ways.items()})
    pool.close()
    return taken


def milliseconds(work: Work, clock: Clock) -> float:
    """Return how long it takes, on average over a tenth of a second."""
    began = now = clock()
    times = 0
    while now - began < LONG_ENOUGH:
        work()
        times += 1
        now = clock()
    return (now - began) / times * MILLISECONDS


def memory_of(way: str, path: Path) -> float:
    """Return the megabytes that a file adds to a process that has seen a small one."""
    data = path.read_bytes()
    IN_PROCESS[way](saved("JPEG"))
    return added(lambda: IN_PROCESS[way](data))


def _print_ratios(rows: dict[str, Row], way: str, peer: str, *others: str) -> float:
    print(f"  {'':<32}{peer:>28}{way:>28}{'ratio':>9}" + "".join(f"{each:>28}" for each in others))
    for name, row in rows.items():
        print(f"  {name:<32}{row.shown(peer):>28}{row.shown(way):>28}", end="")
        print(
            f"{row.ratio(way, peer):>7.2f} ×" + "".join(f"{row.shown(each):>28}" for each in others)
        )
    mean = geometric_mean(row.ratio(way, peer) for row in rows.values())
    print(f"  {'geometric mean':<88}{mean:>7.2f} ×")
    return mean


def _print_memory(rows: dict[str, Row]) -> None:
    print("\nNormalise, MB added to a new process")
    print(f"  {'':<32}{VIPS:>10}{OURS:>10}{'ratio':>9}")
    for name, row in rows.items():
        theirs, ours = row.memory[VIPS], row.memory[OURS]
        print(f"  {name:<32}{theirs:>10.1f}{ours:>10.1f}{ours / theirs:>7.2f} ×")
