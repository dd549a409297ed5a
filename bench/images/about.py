"""What the measurements of images compare, in which version."""

import pyvips
from PIL import features

from bench import machine


def introduce() -> None:
    """Print machine, Python and the versions of all that is compared."""
    machine.introduce("pillow", "pyvips", "httpx2", "httpcore2")
    vips = ".".join(str(pyvips.version(part)) for part in range(3))
    print(f"libjpeg-turbo {features.version('libjpeg_turbo')}, libvips {vips}")
