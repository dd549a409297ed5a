"""Run every table, or those that are named: `python -m bench.admission race room`."""

import os
import platform
import sys
from importlib import import_module
from importlib.metadata import version

from bench.goals import Goal, summary

TABLES = ("race", "windows", "farm", "lost", "trips", "tokens", "throughput", "latency", "room")


def main(names: list[str]) -> None:
    """Measure and print."""
    cores = len(os.sched_getaffinity(0))
    print(f"Python {platform.python_version()} on {platform.machine()}, {cores} cores,", end=" ")
    print(f"load {os.getloadavg()[0]:.1f} at the start; redis {version('redis')},", end=" ")
    print(f"limits {version('limits')}, itsdangerous {version('itsdangerous')}")
    goals: list[Goal] = []
    for name in names or TABLES:
        goals += import_module(f"bench.admission.{name}").measure()
    summary(goals)


if __name__ == "__main__":
    main(sys.argv[1:])
