"""How large a picture is sent to a model. Models bill by patches of 32 × 32 px, begun ones too."""

from bisect import bisect_right
from math import ceil
from typing import Literal

Sizing = Literal["standard", "economy", "text"]

SIDES: dict[Sizing, int] = {"standard": 1024, "economy": 512, "text": 2048}
PATCH = 32
# What models look at in full detail; a larger picture is shrunk to it at their end.
MOST_PATCHES = 2500


def patches(width: int, height: int) -> int:
    """Return how many patches cover a picture of these pixels."""
    return ceil(width / PATCH) * ceil(height / PATCH)


def fit(width: int, height: int, sizing: Sizing) -> tuple[int, int]:
    """Return the largest size of the same shape, in px, that fits; it is never an enlarged one.

    `standard` fits 1024 × 1024 px, `economy` 512 × 512, and `text` 2048 × 2048 and 2,500 patches.
    """
    longest = max(width, height)

    def scaled(side: int) -> tuple[int, int]:
        return max(round(side * width / longest), 1), max(round(side * height / longest), 1)

    sides = range(1, min(longest, SIDES[sizing]) + 1)
    return scaled(bisect_right(sides, MOST_PATCHES, key=lambda side: patches(*scaled(side))))
