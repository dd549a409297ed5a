"""Gradients, glows and smooth shapes, and noise without chance."""

import hashlib
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFilter

SIZE = (960, 640)
FINER = 2
WIDTH, HEIGHT = (FINER * side for side in SIZE)
Colour = tuple[int, int, int]
Point = tuple[float, float]
Stops = Sequence[tuple[float, Colour]]


def colour(text: str) -> Colour:
    """Read `#rrggbb`."""
    red, green, blue = bytes.fromhex(text.removeprefix("#"))
    return red, green, blue


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return `first` with that share of `second` in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def along(stops: Stops, place: float) -> Colour:
    """Return the colour at a place from 0 to 1 between stops."""
    for (start, before), (end, after) in pairwise(stops):
        if place <= end:
            return mix(before, after, max(0.0, (place - start) / (end - start)))
    return stops[-1][1]


def chance(*of: int) -> float:
    """Return a number from 0 to 1 that looks like chance and is always the same."""
    digest = hashlib.blake2b(repr(of).encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 0xFFFFFFFF


def canvas(shade: Colour = (0, 0, 0)) -> Image.Image:
    """Return an empty picture, larger than the sample by FINER in each direction."""
    return Image.new("RGB", (WIDTH, HEIGHT), shade)


def mask() -> Image.Image:
    """Return an empty mask for a canvas."""
    return Image.new("L", (WIDTH, HEIGHT), 0)


def downwards(stops: Stops, top: float = 0, bottom: float = HEIGHT) -> Image.Image:
    """Return a canvas that runs through the stops between two heights."""
    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        place = min(1.0, max(0.0, (y - top) / (bottom - top)))
        column.putpixel((0, y), along(stops, place))
    return column.resize((WIDTH, HEIGHT), Image.Resampling.NEAREST)


def polygon(points: Sequence[Point]) -> Image.Image:
    """Return the mask of a shape."""
    shape = mask()
    ImageDraw.Draw(shape).polygon(points, fill=255)
    return shape


def around(centre: Point, rx: float, ry: float) -> tuple[float, float, float, float]:
    """Return the box of an ellipse."""
    return centre[0] - rx, centre[1] - ry, centre[0] + rx, centre[1] + ry


def ellipse(centre: Point, rx: float, ry: float, strength: int = 255) -> Image.Image:
    """Return the mask of an ellipse."""
    shape = mask()
    ImageDraw.Draw(shape).ellipse(around(centre, rx, ry), fill=strength)
    return shape


def blurred(shape: Image.Image, radius: float) -> Image.Image:
    """Soften a mask; done small, where a wide blur costs little."""
    small = shape.resize((WIDTH // 4, HEIGHT // 4), Image.Resampling.BOX)
    softer = small.filter(ImageFilter.GaussianBlur(radius / 4))
    return softer.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def finished(picture: Image.Image) -> Image.Image:
    """Bring a canvas down to the sample's size."""
    return picture.resize(SIZE, Image.Resampling.LANCZOS)
