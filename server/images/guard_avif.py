"""AVIF's skeleton: a row of boxes (ISO/IEC 14496-12, 4.2).

How large the picture is, only its decoder can tell. But what stands in its index costs that
decoder time by the square of its length, so an index is kept to what an image can need.
"""

import struct

from server.domain.picture import Head
from server.errors import BrokenImage, ImageBomb
from server.images.skeleton import Skeleton

MAX_BOXES = 100
MAX_INDEX = 128 * 1024

_BOX = struct.Struct(">I4s")
_LONG_BOX = struct.Struct(">8xQ")
_TO_THE_END, _LONG = 0, 1


def check_avif(data: bytes) -> Skeleton:
    """Keep everything; the size is not known."""
    at = 0
    for _ in range(MAX_BOXES):
        if at + _BOX.size > len(data):
            return Skeleton(Head("AVIF", None, None), (data,))
        size, name = _BOX.unpack_from(data, at)
        if size == _LONG:
            (size,) = _LONG_BOX.unpack_from(data, at)
        elif size == _TO_THE_END:
            size = len(data) - at
        if size < _BOX.size:
            raise BrokenImage("a box shorter than its own head")
        if name in {b"meta", b"moov"} and size > MAX_INDEX:
            raise ImageBomb("index")
        at += size
    raise ImageBomb("boxes")
