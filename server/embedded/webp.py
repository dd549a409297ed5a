"""The WebP carrier: the EXIF chunk, wherever it stands (RFC 9649, sections 2.3 and 2.7.1.5)."""

import struct

HEADER = struct.Struct("<4sI")
FIRST_CHUNK = 12
MOST_CHUNKS = 20_000


def exif(data: bytes) -> bytes | None:
    """Return the first EXIF chunk; None where there is none, or not yet all of it."""
    is_webp = data.startswith(b"RIFF") and data.startswith(b"WEBP", 8)
    at = FIRST_CHUNK if is_webp else len(data)
    for _ in range(MOST_CHUNKS):
        body_at = at + HEADER.size
        if body_at > len(data):
            return None
        kind, length = HEADER.unpack_from(data, at)
        if kind == b"EXIF":
            return data[body_at : body_at + length] if body_at + length <= len(data) else None
        at = body_at + length + length % 2
    return None
