"""`POST /v1/proofs` against a bare route, as `bench.proofs` measures it."""

import statistics

from bench.goals import Goal
from bench.proofs import BARE, OURS, main


def measure() -> list[Goal]:
    """Measure and print."""
    taken = main()
    ratio = statistics.median(taken[BARE]) / statistics.median(taken[OURS])
    return [Goal("a bare route's rate over that of POST /v1/proofs", ratio, 4, "×")]
