"""The PNG carrier: text chunks, wherever they stand (PNG, third edition, section 11.3.3)."""

import struct
import zlib
from collections.abc import Iterable, Iterator
from itertools import takewhile

from server.embedded.carriers import exif, xmp

SIGNATURE = b"\x89PNG\r\n\x1a\n"
HEADER = struct.Struct(">I4s")
CRC_BYTES = 4
MOST_CHUNKS = 5_000
MOST_TEXTS = 500
LONGEST_TEXT = 1024 * 1024
LONGEST_IN_ALL = 4 * LONGEST_TEXT
DEFLATE = 0


PIXELS = b"IDAT"
XMP = "XML:com.adobe.xmp"

Chunk = tuple[bytes, bytes]


def places(data: bytes) -> Iterator[dict[str, str]]:
    """Yield the texts that stand before the pixels, and then, if there are more, all of them.

    The first are none where the pixels have not yet begun: a head then tells the same as the file.
    """
    everything = list(_chunks(data))
    before = list(takewhile(lambda chunk: chunk[0] != PIXELS, everything))
    ends = len(everything) > len(before)
    yield texts(before) if ends else {}
    everywhere = [chunk for chunk in everything if chunk[0] != PIXELS]
    if len(everywhere) > len(before) or not ends:
        yield texts(everywhere)


def jumbf(data: bytes) -> bytes:
    """Return the boxes of C2PA."""
    return next((body for kind, body in _chunks(data) if kind == b"caBX"), b"")


def pixels(data: bytes) -> Iterator[bytes]:
    """Yield the packed pixels, piece by piece."""
    return (body for kind, body in _chunks(data, PIXELS) if kind == PIXELS)


def texts(chunks: Iterable[Chunk]) -> dict[str, str]:
    """Return keyword → text of each tEXt, zTXt and iTXt chunk, the first of a keyword.

    Exif's and XMP's texts stand behind them. A chunk that is broken or too long is passed over, and
    all of them together, those too, have one limit: unpacking was work, whatever becomes of it.
    """
    found: dict[str, str] = {}
    below: dict[str, str] = {}
    left = LONGEST_IN_ALL
    for kind, body in chunks:
        if kind == b"eXIf":
            below = exif.texts(body) | below
        if kind not in READERS:
            continue
        keyword, text = READERS[kind](body) or ("", b"")
        left -= len(text)
        if left < 0 or len(found) > MOST_TEXTS:
            break
        if keyword and keyword not in found and len(text) <= LONGEST_TEXT:
            found[keyword] = _decoded(text)
    packet = found.pop(XMP, "")
    return xmp.texts(packet.encode("utf-8", "replace")) | below | found


def _chunks(data: bytes, also: bytes = b"") -> Iterator[Chunk]:
    """Yield each whole chunk that tells something; of the pixels, the name alone."""
    at = len(SIGNATURE) if data.startswith(SIGNATURE) else len(data)
    for _ in range(MOST_CHUNKS):
        if at + HEADER.size > len(data):
            return
        length, kind = HEADER.unpack_from(data, at)
        body_at = at + HEADER.size
        if kind == PIXELS != also:
            yield kind, b""
        if body_at + length > len(data):
            return
        if kind in {*_TOLD, also}:
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
_TOLD = {*READERS, b"eXIf", b"caBX"}


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
