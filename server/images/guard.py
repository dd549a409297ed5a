"""The structural guard: a look at a file's skeleton before any decoder touches it.

Pillow reads headers in Python loops: ten megabytes of fill bytes or of empty chunks hold it
for seconds (measured). So the skeleton is counted here first, in bounded steps, and what does
not draw is left out of what a decoder is given. Pixels are not decoded: a file that ends early
behind its header passes here and fails in the decoder.
"""

import struct
from collections.abc import Callable

from server.domain.picture import Head
from server.errors import BrokenImage
from server.images.guard_avif import check_avif
from server.images.guard_gif import check_gif
from server.images.guard_jpeg import check_jpeg
from server.images.guard_png import check_png
from server.images.guard_webp import check_webp
from server.images.magic import Format, identify
from server.images.skeleton import Skeleton

_CHECKS: dict[Format, Callable[[bytes], Skeleton]] = {
    "JPEG": check_jpeg,
    "PNG": check_png,
    "WEBP": check_webp,
    "GIF": check_gif,
    "AVIF": check_avif,
}
_BREAKS_OFF = (IndexError, struct.error)


def find_skeleton(data: bytes) -> Skeleton:
    """Return what of a whole file draws; raises what `identify` does, BrokenImage or ImageBomb."""
    kind = identify(data)
    try:
        return _CHECKS[kind](data)
    except _BREAKS_OFF as error:
        raise BrokenImage("the header breaks off") from error


def check_structure(data: bytes, *, whole: bool = True) -> Head:
    """Return format and size in pixels, or raise what `find_skeleton` does.

    Where `data` is only the beginning of a file, a header that breaks off is no damage: its
    size is None. So is AVIF's always, which only its decoder can tell.
    """
    if whole:
        return find_skeleton(data).head
    kind = identify(data)
    try:
        return _CHECKS[kind](data).head
    except _BREAKS_OFF:
        return Head(kind, None, None)
