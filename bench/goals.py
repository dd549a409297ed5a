"""The figures that should hold, told once more at the end."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure and the most that it should be."""

    what: str
    value: float
    most: float
    unit: str = ""


def summary(goals: Iterable[Goal]) -> None:
    """Print which are held."""
    print("\nGoals")
    for goal in goals:
        held = "held" if goal.value <= goal.most else "NOT HELD"
        value, most = (f"{number:.2f}".removesuffix(".00") for number in (goal.value, goal.most))
        print(f"  {goal.what:<62} {value:>8} of {most:>5} {goal.unit:<3} {held}")


def measure(package: str, names: Iterable[str]) -> None:
    """Measure and print these tables of a package, and then which figures are held."""
    goals: list[Goal] = []
    for name in names:
        goals += import_module(f"{package}.{name}").measure()
    summary(goals)
