"""Hosts that never come to an end: how far a call runs past the time that it was given."""

import statistics
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial

import httpx2

from bench.cut_off import CutOff, watched
from bench.goals import Goal
from bench.images.hosts import NAME, fetcher, hosting
from bench.rounds import ROUNDS, interleaved
from server.errors import TooSlow
from tests.hostile.http_rows import SLOW
from tests.hostile.network import Serve

DEADLINE = 0.3
CUT_OFF = 3 * DEADLINE
MOST = 100
MILLISECONDS = 1000

Taken = dict[str, list[float]]


def measure() -> list[Goal]:
    """Measure and print."""
    print(f"\nPast a deadline of {DEADLINE} s ({ROUNDS} interleaved rounds)")
    print(f"  {'a host that':<32} {'ours: median, worst':>22} {'httpx2.Client(timeout=…)':>28}")
    worst = 0.0
    with (
        hosting(slow_hosts) as ports,
        httpx2.Client(trust_env=False, timeout=DEADLINE) as client,
    ):
        for name, port in ports.items():
            calls = {"ours": partial(ours, port), "plain": partial(plain, client, port)}
            taken = interleaved({who: partial(overshoot, call) for who, call in calls.items()})
            _print(name, taken)
            worst = max(worst, *taken["ours"])
    return [Goal("worst overshoot of the deadline", worst, MOST, "ms")]


def slow_hosts() -> Mapping[str, Serve]:
    """Return the hosts of the hostile table."""
    return SLOW


def overshoot(call: Callable[[], None]) -> float:
    """Return how many milliseconds past the deadline a call ends, or is cut off."""
    began = time.perf_counter()
    with suppress(CutOff), watched(CUT_OFF):
        call()
    return (time.perf_counter() - began - DEADLINE) * MILLISECONDS


def ours(port: int) -> None:
    """Fetch with our deadline."""
    with suppress(TooSlow):
        fetcher(port).fetch(f"http://{NAME}/a.png", DEADLINE)
        raise AssertionError("it came to an end")


def plain(client: httpx2.Client, port: int) -> None:
    """Fetch with the time-out that a plain client has."""
    with suppress(httpx2.HTTPError):
        client.get(f"http://127.0.0.1:{port}/a.png")


def _print(name: str, taken: Taken) -> None:
    ours, plain = (taken["ours"], statistics.median(taken["plain"]))
    cut_off = (CUT_OFF - DEADLINE) * MILLISECONDS
    peer = f"> {cut_off:.0f}" if plain >= cut_off else f"{plain:.1f}"
    print(f"  {name:<32} {statistics.median(ours):>9.1f} {max(ours):>9.1f} ms {peer:>25} ms")
