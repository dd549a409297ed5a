"""The JPEG carrier: the segments before the first scan (ITU-T T.81, annex B)."""

import re
from collections.abc import Iterator

from server.embedded.carriers import exif, xmp

START = b"\xff\xd8"
APP1, APP11, APP15, COMMENT, SCAN = 0xE1, 0xEB, 0xEF, 0xFE, 0xDA
MOST_SEGMENTS = 2_000
LENGTH_BYTES = 2
LONGEST_C2PA = 1024 * 1024
_FIRST = b"\0\0\0\1"  # behind "JP" and the number of the box
_MARKER = re.compile(rb"\xff{1,4096}([^\x00\xff])")


def places(data: bytes) -> Iterator[dict[str, str]]:
    """Yield the texts of each segment that holds some, in their order."""
    for marker, body in _segments(data):
        if marker == COMMENT:
            yield {"Comment": body.decode("utf-8", "replace").strip("\0")}
        elif marker == APP1 and body.startswith(exif.PREFIX):
            yield exif.texts(body)
        elif marker == APP1 and body.startswith(xmp.PREFIX):
            yield xmp.texts(body.removeprefix(xmp.PREFIX))


def jumbf(data: bytes) -> bytes:
    """Return the boxes that C2PA has spread over APP11 segments (JPEG Systems, ISO 19566-5)."""
    bodies = [body for marker, body in _segments(data) if marker == APP11]
    # From the second segment of a box on, its length and kind are said again.
    parts = (body[8 if body[4:8] == _FIRST else 16 :] for body in bodies)
    return b"".join(parts)[:LONGEST_C2PA]


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each whole segment; one that breaks off is not there yet."""
    at = len(START) if data.startswith(START) else len(data)
    for _ in range(MOST_SEGMENTS):
        marker = _MARKER.match(data, at)
        if not marker or marker[1][0] == SCAN:
            return
        body_at = marker.end() + LENGTH_BYTES
        at = marker.end() + int.from_bytes(data[marker.end() : body_at], "big")
        if at > len(data):
            return
        if marker[1][0] == COMMENT or APP1 <= marker[1][0] <= APP15:
            yield marker[1][0], data[body_at:at]
