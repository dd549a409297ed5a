"""JPEG's skeleton: marker segments, and scans of coded pixels between (ITU-T T.81, annex B)."""

import re
import struct

from server.domain.picture import Head
from server.errors import BrokenImage, ImageBomb
from server.images.shape import checked_head

MAX_SEGMENTS = 2_000
MAX_SCANS = 40
MAX_FILL_BYTES = 4_096
MAX_SCANNED_PIXELS = 600_000_000

_PREFIX = 0xFF
_SOI, _EOI, _SOS, _TEM, _STUFFING = 0xD8, 0xD9, 0xDA, 0x01, 0x00
_RESTARTS = range(0xD0, 0xD8)
_NOT_FRAMES = (0xC4, 0xC8, 0xCC)  # Huffman tables, reserved, arithmetic conditioning
_FRAMES = frozenset(range(0xC0, 0xD0)).difference(_NOT_FRAMES)
_ALONE = frozenset({_SOI, _TEM, *_RESTARTS})

_FILL = re.compile(rb"\xff+")
_MARKER = re.compile(rb"\xff[^\x00\xff]")
# Within coded pixels, FF 00 is a byte of data, and restarts and fill belong to the scan.
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def check_jpeg(data: bytes) -> Head:
    """Return the size in the frame header, which must come before the first scan."""
    return _Walk(data).to_end()


class _Walk:
    """One pass over the markers, counting."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 2
        self._segments = self._fill = self._scans = 0
        self._head: Head | None = None

    def to_end(self) -> Head:
        while (marker := self._marker()) not in {None, _EOI}:
            self._count_segment()
            if marker in _ALONE:
                continue
            if marker in _FRAMES:
                self._frame()
            (length,) = struct.unpack_from(">H", self._data, self._at)
            self._at += max(length, 2)
            if marker == _SOS:
                self._scan()
        if self._head is None:
            raise BrokenImage("no frame header")
        return self._head

    def _marker(self) -> int | None:
        """Step behind the next marker and return its code; None at the end of the data."""
        if not self._scans:
            return self._marker_of_header()
        # Behind the first scan libjpeg skips rubbish until the next marker, so we do too:
        # stopping here would let a byte of it hide a thousand scans.
        found = _MARKER.search(self._data, self._at)
        self._at = found.end() if found else len(self._data)
        return self._data[self._at - 1] if found else None

    def _marker_of_header(self) -> int:
        start = self._at
        if self._data[start] != _PREFIX:
            raise BrokenImage("no marker where one must be")
        fill = _FILL.match(self._data, start, start + MAX_FILL_BYTES + 1)
        self._at = fill.end() if fill else start
        self._fill += self._at - start - 1
        if self._fill >= MAX_FILL_BYTES:
            raise ImageBomb("fill bytes")
        code = self._data[self._at]
        self._at += 1
        if code == _STUFFING:
            raise BrokenImage("coded pixels outside a scan")
        return code

    def _count_segment(self) -> None:
        self._segments += 1
        if self._segments > MAX_SEGMENTS:
            raise ImageBomb("segments")

    def _frame(self) -> None:
        height, width = struct.unpack_from(">3xHH", self._data, self._at)
        self._head = checked_head("JPEG", width, height)

    def _scan(self) -> None:
        if self._head is None or self._head.width is None or self._head.height is None:
            raise BrokenImage("a scan before its frame header")
        self._scans += 1
        scanned = self._scans * self._head.width * self._head.height
        if self._scans > MAX_SCANS or scanned > MAX_SCANNED_PIXELS:
            raise ImageBomb("scans")
        end = _AFTER_SCAN.search(self._data, self._at)
        self._at = end.start() if end else len(self._data)
