"""The PNG carrier: text chunks, wherever they stand (PNG, third edition, section 11.3.3)."""

import struct
import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = struct.Struct(">I4s")
CRC_BYTES = 4
MOST_CHUNKS = 20_000
LONGEST_TEXT = 1024 * 1024
LONGEST_IN_ALL = 4 * LONGEST_TEXT
DEFLATE = 0


def texts(data: bytes) -> dict[str, str]:
    """Return keyword → text of each tEXt, zTXt and iTXt chunk, the first of a keyword.

    Empty for what is not a PNG. A chunk that is broken or too long is passed over, and all of
    them together, those too, have one limit: unpacking was work, whatever becomes of the text.
    """
    found: dict[str, str] = {}
    left = LONGEST_IN_ALL
    for kind, body in _chunks(data):
        keyword, text = READERS[kind](body) or ("", b"")
        left -= len(text)
        if left < 0:
            break
        if keyword and keyword not in found and len(text) <= LONGEST_TEXT:
            found[keyword] = _decoded(text)
    return found


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE) if data.startswith(SIGNATURE) else len(data)
    for _ in range(MOST_CHUNKS):
        if at + HEADER.size > len(data):
            return
        length, kind = HEADER.unpack_from(data, at)
        body_at = at + HEADER.size
        if body_at + length > len(data):
            return
        if kind in READERS:
            yield kind, data[body_at : body_at + length]
        at = body_at + length + CRC_BYTES


Entry = tuple[str, bytes] | None


def _plain(body: bytes) -> Entry:
    keyword, found, text = body.partition(b"\0")
    return (keyword.decode("latin-1"), text[: LONGEST_TEXT + 1]) if found else None


def _compressed(body: bytes) -> Entry:
    keyword, found, rest = body.partition(b"\0")
    if not found or rest[:1] != bytes([DEFLATE]):
        return None
    return keyword.decode("latin-1"), _inflated(rest[1:])


def _international(body: bytes) -> Entry:
    keyword, found, rest = body.partition(b"\0")
    _language, found_language, after = rest[2:].partition(b"\0")
    _translated, found_translated, text = after.partition(b"\0")
    if not (found and found_language and found_translated):
        return None
    is_compressed = rest[0] == 1 and rest[1] == DEFLATE
    read = _inflated(text) if is_compressed else text[: LONGEST_TEXT + 1]
    return keyword.decode("latin-1"), read


READERS = {b"tEXt": _plain, b"zTXt": _compressed, b"iTXt": _international}


def _inflated(packed: bytes) -> bytes:
    """Inflate at most one byte over the limit; what is broken counts for as much."""
    try:
        return zlib.decompressobj().decompress(packed, LONGEST_TEXT + 1)
    except zlib.error:
        return bytes(LONGEST_TEXT + 1)


def _decoded(text: bytes) -> str:
    # tEXt is Latin-1 by its specification, and UTF-8 in the files of several tools.
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1")
