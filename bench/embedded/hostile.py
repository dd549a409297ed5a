"""Files that are built to hold the reader up: how long, and how much memory."""

import gc
import statistics
import time
import tracemalloc
from functools import partial

from bench.goals import Goal
from bench.rounds import ROUNDS, interleaved
from server.embedded.read import read
from tests.embedded.hostile_rows import MAKERS

MILLISECONDS, MEGABYTE = 1000, 1_000_000
SHOWN = 6


def measure() -> list[Goal]:
    """Measure and print."""
    made = {name: make() for name, make in MAKERS.items()}
    # What this measurement itself has loaded is not walked by the collector again and again.
    gc.collect()
    gc.freeze()
    taken = interleaved({name: partial(_seconds, data) for name, data in made.items()})
    memory = {name: _megabytes(data) for name, data in made.items()}
    medians = {name: statistics.median(times) for name, times in taken.items()}
    print(f"\nHostile files: {len(made)}, each {ROUNDS} times, none raised; time of this thread")
    for name in sorted(medians, key=lambda name: -medians[name])[:SHOWN]:
        spread = f"[{min(taken[name]):.1f} … {max(taken[name]):.1f}]"
        print(f"  {name:<48}{medians[name]:>7.1f} ms {spread:<18}{memory[name]:>6.1f} MB")
    heaviest = max(memory, key=lambda name: memory[name])
    print(f"  most memory: {heaviest}, {memory[heaviest]:.1f} MB")
    return [
        Goal("hostile files, worst median time", max(medians.values()), 50, "ms"),
        Goal("hostile files, worst memory", memory[heaviest], 32, "MB"),
    ]


def _seconds(data: bytes) -> float:
    began = time.thread_time()
    read(data)
    return (time.thread_time() - began) * MILLISECONDS


def _megabytes(data: bytes) -> float:
    """Return the most that one reading held, as Python counts it."""
    tracemalloc.start()
    read(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / MEGABYTE
