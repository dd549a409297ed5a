"""PNG's skeleton: a row of chunks (PNG third edition, section 5)."""

import struct

from server.domain.picture import Head
from server.errors import BrokenImage, ImageBomb
from server.images.shape import checked_head

SIGNATURE = 8
IHDR_LENGTH = 13
OVERHEAD = 12
MAX_CHUNKS = 20_000
MAX_ANCILLARY = 1_000
MAX_LENGTH = 2**31 - 1

_CHUNK = struct.Struct(">I4s")
_LOWER_CASE = 0x20


def check_png(data: bytes) -> Head:
    """Return the size in IHDR; see `guard.check_structure` for the errors."""
    length, name, width, height = struct.unpack_from(">I4sII", data, SIGNATURE)
    if name != b"IHDR" or length != IHDR_LENGTH:
        raise BrokenImage("IHDR does not come first")
    head = checked_head("PNG", width, height)
    _count_chunks(data)
    return head


def _count_chunks(data: bytes) -> None:
    at, chunks, ancillary = SIGNATURE, 0, 0
    while at + OVERHEAD <= len(data):
        length, name = _CHUNK.unpack_from(data, at)
        if name == b"IEND":
            return
        if length > MAX_LENGTH:
            raise BrokenImage("a chunk longer than any may be")
        chunks += 1
        ancillary += bool(name[0] & _LOWER_CASE)
        if chunks > MAX_CHUNKS or ancillary > MAX_ANCILLARY:
            raise ImageBomb("chunks")
        at += length + OVERHEAD
