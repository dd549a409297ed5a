"""The AVIF carrier: Exif and XMP are items beside the picture (ISO/IEC 14496-12, 8.11; HEIF)."""

import struct
from collections.abc import Iterator

from server.embedded.carriers import exif, xmp

MOST_BOXES = 1_000
MOST_ITEMS = 200
LONGEST_ITEM = 1024 * 1024
XMP_TYPE = b"application/rdf+xml"
C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_BREAKS_OFF = (struct.error, IndexError)


def places(data: bytes) -> Iterator[dict[str, str]]:
    """Yield the texts of each item that holds some; none where the boxes are damaged."""
    try:
        found = list(_items(data))
    except _BREAKS_OFF:
        found = []
    for is_xmp, body in found:
        # Exif's item begins with the distance to its TIFF header.
        start = 4 + int.from_bytes(body[:4], "big")
        yield xmp.texts(body) if is_xmp else exif.texts(body[start:])


def jumbf(data: bytes) -> bytes:
    """Return the boxes of C2PA."""
    for kind, body in _boxes(data) if data[4:8] == b"ftyp" else ():
        if kind == b"uuid" and body.startswith(C2PA):
            # Behind version and flags stand a purpose and an offset.
            return body[len(C2PA) + 4 :].partition(b"\0")[2][8:]
    return b""


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(MOST_BOXES):
        if at + 8 > len(data):
            return
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        end = len(data) if size == 0 else at + size
        if end < at + head or end > len(data):
            return
        if kind != b"mdat":
            yield kind, data[at + head : end]
        at = end


def _items(data: bytes) -> Iterator[tuple[bool, bytes]]:
    """Yield whether it is XMP, and the bytes, of each item that is Exif or XMP."""
    top = dict(_boxes(data)) if data[4:8] == b"ftyp" else {}
    meta = dict(_boxes(top.get(b"meta", b"")[4:]))
    named = dict(_named(meta.get(b"iinf", b"")))
    for item, at, length, is_inside in _located(meta.get(b"iloc", b"")):
        whole = meta.get(b"idat", b"") if is_inside else data
        if item in named and at + length <= len(whole):
            yield named[item], whole[at : at + min(length, LONGEST_ITEM)]


def _named(iinf: bytes) -> Iterator[tuple[int, bool]]:
    entries = iinf[8 if iinf[:1] != b"\0" else 6 :]
    for kind, body in _boxes(entries):
        wide = body[:1] == b"\3"
        item = int.from_bytes(body[4 : 8 if wide else 6], "big")
        rest = body[10 if wide else 8 :]
        if kind == b"infe" and rest[:4] == b"Exif":
            yield item, False
        elif kind == b"infe" and rest[:4] == b"mime" and XMP_TYPE in rest:
            yield item, True


def _located(iloc: bytes) -> Iterator[tuple[int, int, int, bool]]:
    """Yield item, offset, length and whether it lies in `idat`, for items in one piece."""
    if not iloc:
        return
    version, at = iloc[0], 6
    offset_bytes, length_bytes = iloc[4] >> 4, iloc[4] & 15
    base_bytes, index_bytes = iloc[5] >> 4, iloc[5] & 15 if version else 0

    def number(width: int) -> int:
        nonlocal at
        at += width
        if at > len(iloc):
            raise IndexError
        return int.from_bytes(iloc[at - width : at], "big")

    wide = 4 if version > 1 else 2
    for _ in range(min(number(wide), MOST_ITEMS)):
        item = number(wide)
        is_inside = number(2) & 15 == 1 if version else False
        number(2)
        base, extents = number(base_bytes), number(2)
        for index in range(min(extents, MOST_ITEMS)):
            number(index_bytes)
            start, length = base + number(offset_bytes), number(length_bytes)
            if index == 0 and extents == 1:
                yield item, start, length, is_inside
