"""WebP's skeleton: RIFF chunks, those of a frame one level deeper (RFC 9649, 2.3 to 2.7)."""

import struct
from collections.abc import Iterator

from server.domain.picture import Head
from server.errors import BrokenImage
from server.images.shape import checked_head
from server.images.skeleton import UPRIGHT, Kept, Skeleton, turn_of

MAX_CHUNKS = 1_000

_FIRST_CHUNK = 12
_CHUNK = struct.Struct("<4sI")
_FRAME_HEAD = 16
_VP8_START = b"\x9d\x01\x2a"
_VP8L_SIGNATURE = 0x2F
_14_BITS = 0x3FFF


def check_webp(data: bytes) -> Skeleton:
    """Keep the first picture, of the size that its own bitstream states, with its alpha."""
    kept, head, turn = Kept(data), None, UPRIGHT
    alpha = 0, 0
    for name, start, end in _chunks(data):
        if name == b"EXIF":
            turn = turn_of(data[start + _CHUNK.size : end])
        elif name == b"ALPH":
            alpha = start, end
        elif name in {b"VP8 ", b"VP8L"} and head is None:
            head = _head(name, data, start + _CHUNK.size)
            kept.add(*alpha if name == b"VP8 " else (start, start))
            kept.add(start, end)
    if head is None:
        raise IndexError
    return Skeleton(head, kept.parts(), turn)


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield the chunks, a frame's like all others; behind a thousand there is nothing to see."""
    at = _FIRST_CHUNK
    for _ in range(MAX_CHUNKS):
        if at + _CHUNK.size > len(data):
            return
        name, size = _CHUNK.unpack_from(data, at)
        end = at + _CHUNK.size + size + size % 2
        yield name, at, end
        at = at + _CHUNK.size + _FRAME_HEAD if name == b"ANMF" else end


def _head(name: bytes, data: bytes, at: int) -> Head:
    if name == b"VP8 ":
        start, width, height = struct.unpack_from("<3x3sHH", data, at)
        if start == _VP8_START:
            return checked_head("WEBP", width & _14_BITS, height & _14_BITS)
    else:
        signature, bits = struct.unpack_from("<BI", data, at)
        if signature == _VP8L_SIGNATURE:
            return checked_head("WEBP", (bits & _14_BITS) + 1, (bits >> 14 & _14_BITS) + 1)
    raise BrokenImage("no WebP bitstream")
