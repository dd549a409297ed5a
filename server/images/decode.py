"""From the parts of a file that draw to a small picture, each format in the way that holds least.

Importing this loads the decoders: it is for the child of `process` alone.
"""

import ctypes
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from math import ceil

from PIL import GifImagePlugin, Image, JpegImagePlugin, PngImagePlugin, _avif

from server.domain.picture import Head
from server.domain.sizing import Sizing, fit
from server.errors import BrokenImage
from server.images.avif import decoded_avif
from server.images.shape import MAX_PIXELS, checked_head
from server.images.shrink import Narrow, Size, narrowed, steps, stored_in
from server.images.skeleton import Skeleton
from server.images.webp import decode_webp

_GAP = 1.5  # left too large by a scaling decoder; with less, its edges show (measured)
# Naming the plugins keeps Pillow from loading its other forty.
_PLUGINS = (GifImagePlugin, JpegImagePlugin, PngImagePlugin)
# Strips come and go: what one frees is kept for the next. By itself glibc gives it back at once and
# asks for it anew, page by page: a quarter of the time of a small picture (measured).
with suppress(AttributeError):
    _libc = ctypes.CDLL(None)
    _libc.mallopt(-3, 32 << 20)  # M_MMAP_THRESHOLD
    _libc.mallopt(-1, 64 << 20)  # M_TRIM_THRESHOLD
# Pillow's own alarm stays as a second one, behind ours.
Image.MAX_IMAGE_PIXELS = max(MAX_PIXELS.values())


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture made small, in a mode that `Narrow` names; what is known of it; how it lies."""

    picture: Image.Image
    head: Head
    turn: int


def decode(skeleton: Skeleton, sizing: Sizing) -> Decoded:
    """Return the picture as large as `sizing` has it.

    Raises ImageFailed, MemoryError, and whatever a decoder's loops run into.
    """
    head = skeleton.head
    if head.format == "AVIF":
        return _decode_avif(b"".join(skeleton.parts), sizing)
    stored = head.width or 0, head.height or 0
    size = fit(*stored, sizing)
    if head.format == "WEBP":
        narrow = _narrow_webp(b"".join(skeleton.parts), stored, size)
    else:
        narrow = _narrow_by_pillow(b"".join(skeleton.parts), head.format, stored, size)
    return Decoded(narrow.lowered(size), head, skeleton.turn)


def _narrow_by_pillow(file: bytes, kind: str, stored: Size, size: Size) -> Narrow:
    opened = Image.open(BytesIO(file), formats=(kind,))
    # Nobody else holds them: once they are decoded, the bytes are gone.
    del file
    with opened as picture:
        if picture.size != stored:
            raise BrokenImage("two sizes")
        # A JPEG is decoded scaled by 1/2, 1/4 or 1/8, with enough left to smooth.
        picture.draft(picture.mode, (ceil(_GAP * size[0]), ceil(_GAP * size[1])))
        picture.load()
        return narrowed(stored_in(picture), size)


def _narrow_webp(file: bytes, stored: Size, size: Size) -> Narrow:
    # Shrunk by an even number, colour, of which there is half as much, stays as sharp as light.
    across, down = (step - step % 2 or 1 for step in steps(stored, size))
    return narrowed(
        decode_webp(file, stored, (ceil(stored[0] / across), ceil(stored[1] / down))), size
    )


def _decode_avif(file: bytes, sizing: Sizing) -> Decoded:
    (width, height), _, mode, _, _, turn, _ = _avif.AvifDecoder(file, "auto", 1).get_info()
    head = checked_head("AVIF", width, height)
    size = fit(width, height, sizing)
    with decoded_avif(file, has_alpha=mode == "RGBA") as stored:
        narrow = narrowed(stored, size)
    return Decoded(narrow.lowered(size), head, turn)
