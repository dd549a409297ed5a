"""Interleaved rounds, their medians, and a table."""

import statistics
from collections.abc import Callable, Mapping

ROUNDS = 7


def interleaved(
    measures: Mapping[str, Callable[[], float]], rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """Run every measure once in each round, so that a noisy minute hits all of them."""
    taken: dict[str, list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            taken[name].append(measure())
    return taken


def table(title: str, unit: str, taken: Mapping[str, list[float]], floor: str) -> None:
    """Print medians with their range, and each as a ratio to `floor`."""
    base = statistics.median(taken[floor])
    print(f"\n{title} (median of {len(taken[floor])} interleaved rounds, range in brackets)")
    for name, values in taken.items():
        middle = statistics.median(values)
        spread = f"[{min(values):.1f} … {max(values):.1f}]"
        print(f"  {name:<44} {middle:>9.1f} {unit:<6} {spread:<22} {middle / base:>6.2f} ×")
