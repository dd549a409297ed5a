"""On what the figures were measured: they mean nothing without it."""

import os
import platform
from importlib.metadata import version


def introduce(*packages: str) -> None:
    """Print machine and Python, and the versions of these packages."""
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    print(f"Python {platform.python_version()} on {platform.machine()}, {cores} cores,", end=" ")
    print(f"load {load:.1f} at the start")
    print(", ".join(f"{name} {version(name)}" for name in packages))
