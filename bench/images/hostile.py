"""The hostile pictures through the real image process: how long, how much memory, what ending."""

import resource
import statistics
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module

from bench.fresh import fresh
from bench.goals import Goal
from bench.rounds import ROUNDS, interleaved
from server.errors import ImageFailed
from server.images.pool import NormaliserPool

SECONDS = 20
CRASHED = "crashed or killed"
WORST_SHOWN = 5
MILLISECONDS = 1000
KILOBYTE, MEGABYTE = 1024, 1_000_000
PIXEL = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"


def measure() -> list[Goal]:
    """Measure and print."""
    made = {name: make() for name, make in pictures().items()}
    taken = times(made)
    base = fresh(memory_of, None)
    memory = {name: fresh(memory_of, name) - base for name in made}
    slowest = sorted(taken, key=lambda name: -statistics.median(taken[name]))
    heaviest = max(memory, key=lambda name: memory[name])
    ends = Counter(map(ending, made.values()))
    print(f"\nHostile pictures: {len(made)}, each {ROUNDS} times through the image process")
    print("  " + ", ".join(f"{count} {end}" for end, count in ends.most_common()))
    for name in slowest[:WORST_SHOWN]:
        middle, worst = statistics.median(taken[name]), max(taken[name])
        print(f"  {name:<52}{middle:>9.1f} ms, worst {worst:>7.1f}{memory[name]:>9.1f} MB added")
    print(f"  most memory: {heaviest}, {memory[heaviest]:.1f} MB added to {base:.1f}")
    return [
        Goal("hostile pictures, worst time", max(map(max, taken.values())), 500, "ms"),
        Goal("hostile pictures, worst added memory", memory[heaviest], 128, "MB"),
        Goal(f"hostile pictures, {CRASHED}", ends[CRASHED], 0),
    ]


def pictures() -> dict[str, Callable[[], bytes]]:
    """Return what makes each row of the table."""
    makers: dict[str, Callable[[], bytes]] = import_module("bench.images.hostile_rows").MAKERS
    return makers


def times(made: dict[str, bytes], rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Return the milliseconds of each picture in each round, in one process that stays."""
    pool = NormaliserPool(1)
    ask(pool, PIXEL)
    taken = interleaved({name: partial(ask, pool, data) for name, data in made.items()}, rounds)
    pool.close()
    return taken


def ask(pool: NormaliserPool, data: bytes) -> float:
    """Return the milliseconds until a picture is done or refused."""
    began = time.perf_counter()
    with suppress(ImageFailed):
        pool.normalise(data, "standard", SECONDS)
    return (time.perf_counter() - began) * MILLISECONDS


def ending(data: bytes) -> str:
    """Return what becomes of a picture: clean, refused by its code, or crashed or killed."""
    pool = NormaliserPool(1)
    try:
        pool.normalise(data, "standard", SECONDS)
    except ImageFailed as refused:
        fell_over = any(word in str(refused) for word in ("crashed", "died", "too long"))
        return CRASHED if fell_over else f"refused as {refused.code}"
    finally:
        pool.close()
    return "clean"


def memory_of(name: str | None) -> float:
    """Return the most megabytes that the image process or its forks had with this picture.

    The kernel counts for a new process what its parent had when it began: so the parent is
    small, and makes the picture after that.
    """
    pool = NormaliserPool(1)
    ask(pool, PIXEL)
    if name:
        ask(pool, pictures()[name]())
    pool.close()
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * KILOBYTE / MEGABYTE
