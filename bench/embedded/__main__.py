"""Run every table, or those that are named: `python -m bench.embedded corpus fuzz`."""

import sys
from importlib import import_module

from bench.goals import Goal, summary

TABLES = ("corpus", "owners", "hostile", "fuzz")


def main(names: list[str]) -> None:
    """Measure and print."""
    goals: list[Goal] = []
    for name in names or TABLES:
        goals += import_module(f"bench.embedded.{name}").measure()
    summary(goals)


if __name__ == "__main__":
    main(sys.argv[1:])
