"""On what the figures were measured: they mean nothing without it."""

import os
import platform
from importlib.metadata import version

import pyvips
from PIL import features


def introduce() -> None:
    """Print machine, Python and the versions of all that is compared."""
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    vips = ".".join(str(pyvips.version(part)) for part in range(3))
    jpeg = features.version("libjpeg_turbo")
    print(f"Python {platform.python_version()} on {platform.machine()}, {cores} cores,", end=" ")
    print(f"load {load:.1f} at the start")
    print(f"Pillow {version('pillow')} (libjpeg-turbo {jpeg})", end=", ")
    print(f"libvips {vips} (pyvips {version('pyvips')}),", end=" ")
    print(f"httpx2 {version('httpx2')} on httpcore2 {version('httpcore2')}")
