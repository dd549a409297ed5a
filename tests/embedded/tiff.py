"""Exif blocks made by hand, and pictures that carry them."""

import struct
from io import BytesIO

from tests.support import pictures

BIG, LITTLE = ">", "<"
DESCRIPTION, DIRECTORY, COMMENT = 0x010E, 0x8769, 0x9286
ASCII, UNDEFINED = 2, 7
PREFIX = b"Exif\0\0"

Entry = tuple[int, int, int, int]


def directory(order: str, entries: list[Entry]) -> bytes:
    """One TIFF directory: tag, type, count and value or offset of each."""
    packed = b"".join(struct.pack(f"{order}HHII", *entry) for entry in entries)
    return struct.pack(f"{order}H", len(entries)) + packed + bytes(4)


def header(order: str, at: int = 8) -> bytes:
    return (b"MM" if order == BIG else b"II") + struct.pack(f"{order}HI", 42, at)


def comment(value: bytes, order: str = BIG, tag: int = COMMENT, kind: int = UNDEFINED) -> bytes:
    """A block whose one value stands in the lower directory, as the writers of prompts do it."""
    below = directory(order, [(tag, kind, len(value), 44)])
    return header(order) + directory(order, [(DIRECTORY, 4, 1, 26)]) + below + value


def plain(value: bytes, order: str = BIG, tag: int = DESCRIPTION, kind: int = ASCII) -> bytes:
    """A block whose one value stands in the first directory."""
    return header(order) + directory(order, [(tag, kind, len(value), 26)]) + value


def described_and_commented(description: bytes, said: bytes) -> bytes:
    """A block with a value in each directory, the description's bytes first."""
    main = [(DESCRIPTION, ASCII, len(description), 56), (DIRECTORY, 4, 1, 38)]
    below = directory(BIG, [(COMMENT, UNDEFINED, len(said), 56 + len(description))])
    return header(BIG) + directory(BIG, main) + below + description + said


def utf16(text: str, codec: str = "utf-16-be") -> bytes:
    return b"UNICODE\0" + text.encode(codec)


def jpeg(block: bytes) -> bytes:
    out = BytesIO()
    pictures.picture().save(out, "JPEG", exif=PREFIX + block)
    return out.getvalue()


def webp(block: bytes) -> bytes:
    out = BytesIO()
    pictures.picture().save(out, "WEBP", exif=block)
    return out.getvalue()
