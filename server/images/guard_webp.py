"""WebP's size, from whichever of three first chunks is there (RFC 9649, 2.5 to 2.7)."""

import struct

from server.domain.picture import Head
from server.errors import BrokenImage
from server.images.shape import checked_head

_FIRST_CHUNK = 12
_BODY = 20
_VP8_START = b"\x9d\x01\x2a"
_VP8L_SIGNATURE = 0x2F
_14_BITS = 0x3FFF


def check_webp(data: bytes) -> Head:
    """Return the canvas (VP8X) or the picture's own size."""
    width, height = _size(data[_FIRST_CHUNK : _FIRST_CHUNK + 4], data)
    return checked_head("WEBP", width, height)


def _size(chunk: bytes, data: bytes) -> tuple[int, int]:
    if chunk == b"VP8X":
        wide, high = struct.unpack_from("<4x3s3s", data, _BODY)
        return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
    if chunk == b"VP8 ":
        start, width, height = struct.unpack_from("<3x3sHH", data, _BODY)
        if start == _VP8_START:
            return width & _14_BITS, height & _14_BITS
    if chunk == b"VP8L":
        signature, bits = struct.unpack_from("<BI", data, _BODY)
        if signature == _VP8L_SIGNATURE:
            return (bits & _14_BITS) + 1, (bits >> 14 & _14_BITS) + 1
    raise BrokenImage("no WebP bitstream")
