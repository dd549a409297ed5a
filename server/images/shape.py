"""How large a picture may be, format by format: what unfolds in half a second and 128 MB.

JPEG and WebP shrink while they are decoded; PNG and GIF unfold whole, AVIF nearly so.
"""

from server.domain.picture import Head
from server.errors import BrokenImage, ImageBomb
from server.images.magic import Format

MAX_PIXELS: dict[Format, int] = {
    "JPEG": 100_000_000,
    "PNG": 25_000_000,
    "GIF": 40_000_000,
    "WEBP": 24_000_000,
    "AVIF": 4096 * 4096,
}
MAX_ASPECT = 200


def checked_head(kind: Format, width: int, height: int) -> Head:
    """Return the head of a picture of these pixels, or BrokenImage (none) or ImageBomb."""
    if width <= 0 or height <= 0:
        raise BrokenImage("no pixels")
    if width * height > MAX_PIXELS[kind]:
        raise ImageBomb("pixels")
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise ImageBomb("aspect")
    return Head(kind, width, height)
