"""The JPEG carrier: the segments before the first scan (ITU-T T.81, annex B)."""

import re

from server.embedded.exif import PREFIX

START = b"\xff\xd8"
APP1, SCAN = 0xE1, 0xDA
MOST_SEGMENTS = 2_000
LENGTH_BYTES = 2
_MARKER = re.compile(rb"\xff{1,4096}([^\x00\xff])")


def exif(data: bytes) -> bytes | None:
    """Return the first Exif block; None where there is none, or not yet all of it."""
    at = len(START) if data.startswith(START) else len(data)
    for _ in range(MOST_SEGMENTS):
        marker = _MARKER.match(data, at)
        if not marker or marker[1][0] == SCAN:
            return None
        body_at = marker.end() + LENGTH_BYTES
        at = marker.end() + int.from_bytes(data[marker.end() : body_at], "big")
        if marker[1][0] == APP1 and data.startswith(PREFIX, body_at):
            return data[body_at:at] if at <= len(data) else None
    return None
