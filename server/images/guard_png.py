"""PNG's skeleton: a row of chunks (PNG third edition, section 5)."""

import struct
import zlib
from collections.abc import Iterator

from server.errors import BrokenImage, ImageBomb
from server.images.shape import checked_head
from server.images.skeleton import UPRIGHT, Kept, Skeleton, turn_of

SIGNATURE = 8
IHDR_LENGTH = 13
NAME_ENDS, CRC = 8, 4
OVERHEAD = NAME_ENDS + CRC
MAX_CHUNKS = 20_000
MAX_ANCILLARY = 1_000
MAX_LENGTH = 2**31 - 1
MAX_SHADES = 768
# 24 MP of RGB, 18 MP of RGBA, half as much of 16 bits: what is undone in 0.4 s (measured).
MAX_ROW_BYTES = 72_000_000

_CHUNK = struct.Struct(">I4s")
_IHDR = struct.Struct(">I4sIIBB")
_LOWER_CASE = 0x20
_GREY, _COLOURED = 0, 2
_CHANNELS = {_GREY: 1, _COLOURED: 3, 3: 1, 4: 2, 6: 4}


def check_png(data: bytes) -> Skeleton:
    """Keep palette and pixels; of an animation, the picture that stands for it."""
    length, name, width, height, depth, colour = _IHDR.unpack_from(data, SIGNATURE)
    if name != b"IHDR" or length != IHDR_LENGTH or colour not in _CHANNELS:
        raise BrokenImage("IHDR does not come first")
    head = checked_head("PNG", width, height)
    if width * height * depth * _CHANNELS[colour] / 8 > MAX_ROW_BYTES:
        raise ImageBomb("rows")
    kept, turn, awaited = Kept(data), UPRIGHT, {b"PLTE", b"tRNS"}
    kept.add(0, SIGNATURE + IHDR_LENGTH + OVERHEAD)
    for name, start, end in _chunks(data):
        if name == b"IDAT":
            awaited.clear()
            kept.add(start, end)
        elif name in awaited and end - start <= MAX_SHADES + OVERHEAD:
            awaited.remove(name)
            body = data[start + NAME_ENDS : end - CRC]
            kept.put(_chunk(name, _levels(body, depth, colour) if name == b"tRNS" else body))
        elif name == b"eXIf":
            turn = turn_of(data[start + NAME_ENDS : end])
    kept.put(_chunk(b"IEND", b""))
    return Skeleton(head, kept.parts(), turn)


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
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
        yield name, at, at + length + OVERHEAD
        at += length + OVERHEAD


def _levels(clear: bytes, depth: int, colour: int) -> bytes:
    """Return the levels that are clear as Pillow compares them: with samples of eight bits."""
    if colour == _GREY and depth in {2, 4}:
        (level,) = struct.unpack_from(">H", clear)
        return struct.pack(">H", min(level * 255 // (2**depth - 1), 255))
    if colour == _COLOURED and depth == 16:  # noqa: PLR2004
        return bytes(part for level in clear[:6:2] for part in (0, level))
    return clear


def _chunk(name: bytes, body: bytes) -> bytes:
    return _CHUNK.pack(len(body), name) + body + struct.pack(">I", zlib.crc32(name + body))
