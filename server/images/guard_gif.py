"""GIF's skeleton as far as its first frame (GIF89a specification, sections 18 to 26)."""

import struct

from server.errors import BrokenImage, ImageBomb
from server.images.shape import checked_head
from server.images.skeleton import Kept, Skeleton

MAX_SUB_BLOCKS = 20_000
MAX_PIXEL_BLOCKS = 100_000

_SCREEN = struct.Struct("<HHB")
_FRAME = struct.Struct("<HHHH")
_SIGNATURE = 6
_AFTER_SCREEN = 13
_HAS_COLOURS, _COLOUR_BITS = 0x80, 0x07
_EXTENSION, _IMAGE = 0x21, 0x2C
_GRAPHIC_CONTROL = 0xF9


def check_gif(data: bytes) -> Skeleton:
    """Keep the first frame, on the canvas that holds it and the screen."""
    width, height, flags = _SCREEN.unpack_from(data, _SIGNATURE)
    checked_head("GIF", width, height)
    at = _AFTER_SCREEN
    if flags & _HAS_COLOURS:
        at += 3 << ((flags & _COLOUR_BITS) + 1)
    kept = Kept(data)
    kept.add(0, at)
    at = _first_frame(data, at, kept)
    kept.add(at, _end_of_frame(data, at))
    # A frame may lie outside its screen; a decoder makes room for both.
    left, top, frame_width, frame_height = _FRAME.unpack_from(data, at + 1)
    canvas = max(width, left + frame_width), max(height, top + frame_height)
    return Skeleton(checked_head("GIF", *canvas), kept.parts())


def _first_frame(data: bytes, at: int, kept: Kept) -> int:
    steps, control = 0, (at, at)
    while data[at] == _EXTENSION:
        start, label = at, data[at + 1]
        at += 2
        # Each extension is a row of sub-blocks that an empty one ends; Pillow loops over them.
        while size := _counted(data[at], steps):
            at += size + 1
            steps += 1
        at += 1
        steps += 1
        if label == _GRAPHIC_CONTROL:
            control = start, at
    if data[at] != _IMAGE:
        raise BrokenImage("no frame")
    kept.add(*control)
    return at


def _end_of_frame(data: bytes, at: int) -> int:
    """Return where a frame's pixels end: with the file, too, where they come in crumbs."""
    flags, at = data[at + 9], at + 11
    if flags & _HAS_COLOURS:
        at += 3 << ((flags & _COLOUR_BITS) + 1)
    for _ in range(MAX_PIXEL_BLOCKS):
        if at >= len(data):
            break
        size, at = data[at], at + data[at] + 1
        if not size:
            return at
    return len(data)


def _counted(size: int, steps: int) -> int:
    if steps > MAX_SUB_BLOCKS:
        raise ImageBomb("sub-blocks")
    return size
