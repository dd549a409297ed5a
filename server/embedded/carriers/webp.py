"""The WebP carrier: the chunks of metadata, wherever they stand (RFC 9649, 2.3 and 2.7.1.5)."""

import struct
from collections.abc import Iterator

from server.embedded.carriers import exif, xmp

HEADER = struct.Struct("<4sI")
FIRST_CHUNK = 12
MOST_CHUNKS = 20_000
_TOLD = {b"EXIF", b"XMP ", b"C2PA"}


def places(data: bytes) -> Iterator[dict[str, str]]:
    """Yield the texts of each chunk that holds some, in their order."""
    for kind, body in _chunks(data):
        if kind == b"EXIF":
            yield exif.texts(body)
        elif kind == b"XMP ":
            yield xmp.texts(body)


def jumbf(data: bytes) -> bytes:
    """Return the boxes of C2PA."""
    return next((body for kind, body in _chunks(data) if kind == b"C2PA"), b"")


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    is_webp = data.startswith(b"RIFF") and data.startswith(b"WEBP", 8)
    at = FIRST_CHUNK if is_webp else len(data)
    for _ in range(MOST_CHUNKS):
        body_at = at + HEADER.size
        if body_at > len(data):
            return
        kind, length = HEADER.unpack_from(data, at)
        at = body_at + length + length % 2
        if kind in _TOLD and body_at + length <= len(data):
            yield kind, data[body_at : body_at + length]
