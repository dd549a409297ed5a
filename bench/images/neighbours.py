"""A good picture beside a sender who pushes the slowest hostile one at full rate: a pool of two.

The floor is the good picture alone. What another good picture at full rate costs it stands
beside, because two of anything share two cores. They take turns many times in a round: what else
the machine does then hits all of them.
"""

import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from bench.goals import Goal
from bench.images.hostile import ask, by_time, pictures
from bench.images.scenes import photo
from bench.rounds import ROUNDS, table
from server.images.pool import NormaliserPool
from tests.hostile.costs import Measured

TURNS, EACH = 4, 10
# Cuts of twenty equal parts: half are below the tenth of them, 95 of 100 below the last.
TWENTIETHS, HALF, MOST_OF_THEM = 20, 9, 18
ALONE = "alone"


def measure() -> list[Goal]:
    """Measure and print."""
    name, worst = slowest()
    out = BytesIO()
    photo((1200, 900)).save(out, "JPEG", quality=92)
    good = out.getvalue()
    beside = {ALONE: None, "beside another good one": good, f"beside {name}": worst}
    cuts: dict[str, list[list[float]]] = {title: [] for title in beside}
    pool = NormaliserPool(2)
    pool.start()
    for _ in range(ROUNDS):
        taken: dict[str, list[float]] = {title: [] for title in beside}
        for title, other in [*beside.items()] * TURNS:
            with pushing(pool, other):
                taken[title] += [ask(pool, good) for _ in range(EACH)]
        for title, times in taken.items():
            cuts[title].append(statistics.quantiles(times, n=TWENTIETHS))
    pool.close()
    for title, cut in (("p50", HALF), ("p95", MOST_OF_THEM)):
        shown = {beside: [each[cut] for each in rounds] for beside, rounds in cuts.items()}
        table(f"{title} of a good picture among {TURNS * EACH}", "ms", shown, floor=ALONE)
    ratio = statistics.median(shown[f"beside {name}"]) / statistics.median(shown[ALONE])
    return [Goal("p95 of a good picture beside a hostile one", ratio, 2, "×")]


def slowest() -> tuple[str, bytes]:
    """Return the hostile picture that holds the image process for the longest."""
    made = pictures()
    with Measured() as process:
        name, *_ = by_time({name: process.of(data) for name, data in made.items()})
    return name, made[name]


@contextmanager
def pushing(pool: NormaliserPool, data: bytes | None) -> Iterator[None]:
    """Have one sender ask again and again while the block runs; None is nobody."""
    done = threading.Event()

    def push() -> None:
        while data and not done.is_set():
            ask(pool, data)

    sender = threading.Thread(target=push)
    sender.start()
    try:
        yield
    finally:
        done.set()
        sender.join()
