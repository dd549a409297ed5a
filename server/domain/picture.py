"""What is known of a picture without asking anybody."""

from dataclasses import dataclass
from math import gcd

COMMON_RATIOS = ((1, 1), (5, 4), (4, 3), (3, 2), (16, 10), (16, 9), (2, 1), (21, 9), (3, 1))
TOLERANCE = 0.015


@dataclass(frozen=True, slots=True)
class Head:
    """What the first bytes of a file state. Sizes are None where only a decoder can tell."""

    format: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class Look:
    """Measurements of the pixels, each from 0 to 1 but for `palette` (`#rrggbb`, most first).

    `brightness`, `contrast` (spread of light) and `saturation` are means over the picture,
    `warmth` is 0.5 where red and blue balance, `detail` the mean step between neighbours.
    `focus` names the ninth of the picture that holds the most detail, such as `upper left`,
    or `even`.
    """

    palette: tuple[str, ...]
    brightness: float
    contrast: float
    saturation: float
    warmth: float
    detail: float
    focus: str


@dataclass(frozen=True, slots=True)
class Normalised:
    """A picture made safe to send: a JPEG without metadata, and what was measured of it.

    `width` and `height` are the original's, upright; `jpeg` is as large as a sizing has it.
    `hidden` are the lowest bits of the original's pixels, where they begin as hidden words do.
    """

    jpeg: bytes
    format: str
    width: int
    height: int
    look: Look
    hidden: bytes = b""


def aspect_ratio(width: int, height: int) -> str:
    """Return `W:H`: the nearest usual ratio within 1.5 %, else the exact one in lowest terms."""
    longer, shorter = max(width, height), min(width, height)
    for a, b in COMMON_RATIOS:
        if abs(longer / shorter - a / b) <= TOLERANCE * a / b:
            return f"{a}:{b}" if width >= height else f"{b}:{a}"
    unit = gcd(width, height)
    return f"{width // unit}:{height // unit}"
