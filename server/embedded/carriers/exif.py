"""Exif's texts: a TIFF directory and the one below it, once each (CIPA DC-008, 4.5 and 4.6)."""

import struct
from typing import Literal

Order = Literal["little", "big"]

PREFIX = b"Exif\0\0"
BYTE_ORDERS: dict[bytes, Order] = {b"II*\0": "little", b"MM\0*": "big"}
EXIF_DIRECTORY, USER_COMMENT = 0x8769, 0x9286
# Those that tools write into, beside the comment. Make and Model hold whole graphs in some files.
NAMES = {
    0x010E: "ImageDescription", 0x010F: "Make", 0x0110: "Model", 0x0131: "Software",
    0x013B: "Artist", 0x010D: "DocumentName", 0x9C9B: "XPTitle", 0x9C9C: "XPComment",
    0x927C: "MakerNote",
}  # fmt: skip
_XP_TAGS = {0x9C9B, 0x9C9C}
ENTRY_BYTES = 12
INLINE_BYTES = 4
ONE_BYTE_TYPES = {1, 2, 7, 129}  # BYTE, ASCII, UNDEFINED, UTF-8
LONGEST_TEXT = 512 * 1024
LONGEST_IN_ALL = 1024 * 1024
CHARSET_BYTES = 8
_SAMPLE = 2048

Entry = tuple[int, int, bytes]


def texts(block: bytes) -> dict[str, str]:
    """Return the texts that an Exif block holds, with or without prefix, by their tags' names."""
    tiff = block[block.startswith(PREFIX) and len(PREFIX) :]
    order = BYTE_ORDERS.get(tiff[:4])
    if order is None:
        return {}
    main = _directory(tiff, int.from_bytes(tiff[4:8], order), order)
    *_, at = main.get(EXIF_DIRECTORY, (0, 0, b"\xff" * 4))
    below = _directory(tiff, int.from_bytes(at, order), order)
    found: dict[str, str] = {}
    left = LONGEST_IN_ALL
    for directory in (below, main):
        for tag in (USER_COMMENT, *NAMES):
            value = _value(tiff, *directory[tag], order)[:left] if tag in directory else b""
            left -= len(value)
            text = _commented(value) if tag == USER_COMMENT else _decoded(value, tag)
            if text:
                found.setdefault(NAMES.get(tag, "UserComment"), text)
    return found


def _directory(tiff: bytes, at: int, order: Order) -> dict[int, Entry]:
    """Return tag → type, count and offset; what lies behind the end of the block is not there."""
    entries = tiff[at + 2 : at + 2 + ENTRY_BYTES * int.from_bytes(tiff[at : at + 2], order)]
    whole = entries[: len(entries) // ENTRY_BYTES * ENTRY_BYTES]
    layout = "<HHI4s" if order == "little" else ">HHI4s"
    return {tag: (kind, count, to) for tag, kind, count, to in struct.iter_unpack(layout, whole)}


def _value(tiff: bytes, kind: int, count: int, to: bytes, order: Order) -> bytes:
    if kind not in ONE_BYTE_TYPES or count > LONGEST_TEXT:
        return b""
    if count <= INLINE_BYTES:
        return to[:count]
    at = int.from_bytes(to, order)
    return tiff[at : at + count] if at + count <= len(tiff) else b""


def _commented(value: bytes) -> str:
    charset, body = value[:CHARSET_BYTES].rstrip(b"\0 "), value[CHARSET_BYTES:]
    match charset:
        case b"UNICODE":
            return _utf16(body)
        case b"JIS":
            return _stripped(body.decode("iso2022_jp" if b"\x1b" in body else "cp932", "replace"))
        case b"ASCII" | b"":
            # Writers that name no charset, or the wrong one, give UTF-8 or UTF-16 none the less.
            return _utf16(body) if b"\0" in body.strip(b"\0")[:_SAMPLE] else _utf8(body)
    return _utf8(value)


def _decoded(value: bytes, tag: int) -> str:
    return _utf16(value, "utf-16-le") if tag in _XP_TAGS else _utf8(value)


def _utf16(body: bytes, codec: str = "") -> str:
    # Writers give UTF-16 in either order, whatever the order of the TIFF around it. A text of any
    # language has blanks, digits or signs of ASCII, which the wrong order turns into rare ones.
    body = body.rstrip(b"\0") + b"\0" * (len(body.rstrip(b"\0")) % 2)
    sample = body[:_SAMPLE]
    big, little = (sum(not high for high in sample[at::2]) for at in (0, 1))
    codec = codec or ("utf-16-be" if big >= little else "utf-16-le")
    if body[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        codec = "utf-16-le" if body[:2] == b"\xff\xfe" else "utf-16-be"
    return _stripped(body.decode(codec, "replace"))


def _utf8(body: bytes) -> str:
    try:
        return _stripped(body.decode("utf-8"))
    except UnicodeDecodeError:
        return _stripped(body.decode("latin-1"))


def _stripped(text: str) -> str:
    # An odd byte at the end, a byte order mark and padding are not text.
    return text.strip("\0\ufeff\ufffd")
