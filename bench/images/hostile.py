"""The hostile pictures: how long, how much memory, what ending.

Time and memory are those of a fork of the image process, the look at the skeleton included, in ms
of the core that it has: what others do on the machine is not the picture's. All are measured
once, and the slowest in rounds, then also by the pool and by the clock.
"""

import statistics
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module

from bench.goals import Goal
from bench.rounds import ROUNDS, interleaved
from server.errors import ImageFailed
from server.images.pool import NormaliserPool
from tests.hostile.costs import Cost, Measured

SECONDS = 20
CRASHED = "crashed or killed"
WORST_SHOWN = 5
MILLISECONDS = 1000


def measure() -> list[Goal]:
    """Measure and print."""
    made = pictures()
    with Measured() as process:
        costs = {name: process.of(data) for name, data in made.items()}
        slowest = by_time(costs)[:WORST_SHOWN]
        taken = interleaved({name: partial(_taken, process, made[name]) for name in slowest})
    pool = NormaliserPool(1)
    ends = Counter(ending(pool, data) for data in made.values())
    by_clock = interleaved({name: partial(ask, pool, made[name]) for name in slowest})
    pool.close()
    print(f"\nHostile pictures: {len(made)}, of which " + _said(ends))
    print(f"  the slowest: ms of a core, median of {ROUNDS} interleaved rounds, range in brackets")
    for name in slowest:
        print(f"  {name:<42}{_spread(taken[name])}, by clock {_spread(by_clock[name])}")
    heaviest = max(costs, key=lambda name: costs[name].megabytes)
    print(f"  most memory: {heaviest}, {costs[heaviest].megabytes:.1f} MB added")
    return [
        Goal("the slowest hostile picture", max(map(statistics.median, taken.values())), 500, "ms"),
        Goal("hostile pictures, worst added memory", costs[heaviest].megabytes, 128, "MB"),
        Goal(f"hostile pictures, {CRASHED}", ends[CRASHED], 0),
    ]


def pictures() -> dict[str, bytes]:
    """Return each row of the table, made."""
    makers: dict[str, Callable[[], bytes]] = import_module("bench.images.hostile_rows").MAKERS
    return {name: make() for name, make in makers.items()}


def by_time(costs: dict[str, Cost]) -> list[str]:
    """Return the names of pictures, the slowest first."""
    return sorted(costs, key=lambda name: -costs[name].seconds)


def ask(pool: NormaliserPool, data: bytes) -> float:
    """Return the milliseconds until a picture is done or refused."""
    began = time.perf_counter()
    with suppress(ImageFailed):
        pool.normalise(data, "standard", SECONDS)
    return (time.perf_counter() - began) * MILLISECONDS


def ending(pool: NormaliserPool, data: bytes) -> str:
    """Return what becomes of a picture: clean, refused by its code, or crashed or killed."""
    try:
        pool.normalise(data, "standard", SECONDS)
    except ImageFailed as refused:
        fell_over = any(word in str(refused) for word in ("crashed", "died", "too long"))
        return CRASHED if fell_over else f"refused as {refused.code}"
    return "clean"


def _taken(process: Measured, data: bytes) -> float:
    return process.of(data).seconds * MILLISECONDS


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):>6.0f} [{min(values):.0f} … {max(values):.0f}]"


def _said(ends: Counter[str]) -> str:
    return ", ".join(f"{count} {end}" for end, count in ends.most_common())
