"""Exif's texts: a TIFF directory and the one below it, once each (CIPA DC-008, 4.5 and 4.6)."""

import struct
from typing import Literal

Order = Literal["little", "big"]

PREFIX = b"Exif\0\0"
BYTE_ORDERS: dict[bytes, Order] = {b"II*\0": "little", b"MM\0*": "big"}
IMAGE_DESCRIPTION, EXIF_DIRECTORY, USER_COMMENT = 0x010E, 0x8769, 0x9286
ENTRY_BYTES = 12
ONE_BYTE_TYPES = {1, 2, 7, 129}  # BYTE, ASCII, UNDEFINED, UTF-8
LONGEST_TEXT = 256 * 1024
CHARSET_BYTES = 8
# Writers give UTF-16 in either order, whatever the order of the TIFF around it.
CHARSETS = {
    b"ASCII\0\0\0": ("utf-8",),
    b"UNICODE\0": ("utf-16-be", "utf-16-le"),
    b"JIS\0\0\0\0\0": (),
    bytes(CHARSET_BYTES): (),
}


def texts(block: bytes) -> list[str]:
    """Return the comments and the description that an Exif block holds, with or without prefix.

    A comment in UTF-16 is given in both byte orders; only one makes sense to a reader.
    """
    tiff = block.removeprefix(PREFIX)
    order = BYTE_ORDERS.get(tiff[:4])
    if order is None:
        return []
    main = _directory(tiff, int.from_bytes(tiff[4:8], order), order)
    *_, at = main.get(EXIF_DIRECTORY, (len(tiff),))
    below = _directory(tiff, at, order)
    places = (below, USER_COMMENT), (main, USER_COMMENT), (main, IMAGE_DESCRIPTION)
    values = [_value(tiff, *directory.get(tag, (0, 0, 0))) for directory, tag in places]
    return [text for value in values for text in _decoded(value) if text]


def _directory(tiff: bytes, at: int, order: Order) -> dict[int, tuple[int, int, int]]:
    """Return tag → type, count and offset; what lies behind the end of the block is not there."""
    entries = tiff[at + 2 : at + 2 + ENTRY_BYTES * int.from_bytes(tiff[at : at + 2], order)]
    whole = entries[: len(entries) // ENTRY_BYTES * ENTRY_BYTES]
    layout = "<HHII" if order == "little" else ">HHII"
    return {tag: (kind, count, to) for tag, kind, count, to in struct.iter_unpack(layout, whole)}


def _value(tiff: bytes, kind: int, count: int, at: int) -> bytes:
    is_there = kind in ONE_BYTE_TYPES and count <= LONGEST_TEXT and at + count <= len(tiff)
    return tiff[at : at + count] if is_there else b""


def _decoded(value: bytes) -> list[str]:
    charset = value[:CHARSET_BYTES]
    body = value[CHARSET_BYTES:] if charset in CHARSETS else value
    codecs = CHARSETS.get(charset, ("utf-8",))
    # An odd byte at the end, a byte order mark and padding are not text.
    return [body.decode(codec, "replace").strip("\0\ufeff\ufffd") for codec in codecs]
