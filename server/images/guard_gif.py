"""GIF's skeleton as far as its first frame (GIF89a specification, sections 18 to 26)."""

import struct

from server.domain.picture import Head
from server.errors import BrokenImage, ImageBomb
from server.images.shape import checked_head

MAX_SUB_BLOCKS = 20_000

_SCREEN = struct.Struct("<HHB")
_FRAME = struct.Struct("<HHHH")
_SIGNATURE = 6
_AFTER_SCREEN = 13
_HAS_COLOURS, _COLOUR_BITS = 0x80, 0x07
_EXTENSION, _IMAGE = 0x21, 0x2C


def check_gif(data: bytes) -> Head:
    """Return the canvas that holds the screen and the first frame."""
    width, height, flags = _SCREEN.unpack_from(data, _SIGNATURE)
    checked_head("GIF", width, height)
    at = _AFTER_SCREEN
    if flags & _HAS_COLOURS:
        at += 3 << ((flags & _COLOUR_BITS) + 1)
    at = _first_frame(data, at)
    # A frame may lie outside its screen; a decoder makes room for both.
    left, top, frame_width, frame_height = _FRAME.unpack_from(data, at)
    return checked_head("GIF", max(width, left + frame_width), max(height, top + frame_height))


def _first_frame(data: bytes, at: int) -> int:
    steps = 0
    while data[at] == _EXTENSION:
        at += 2
        # Each extension is a row of sub-blocks that an empty one ends; Pillow loops over them.
        while size := _counted(data[at], steps):
            at += size + 1
            steps += 1
        at += 1
        steps += 1
    if data[at] != _IMAGE:
        raise BrokenImage("no frame")
    return at + 1


def _counted(size: int, steps: int) -> int:
    if steps > MAX_SUB_BLOCKS:
        raise ImageBomb("sub-blocks")
    return size
