"""JPEG's skeleton: marker segments, and scans of coded pixels between (ITU-T T.81, annex B)."""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from server.domain.picture import Head
from server.errors import BrokenImage, ImageBomb, UnsupportedFormat
from server.images.shape import checked_head
from server.images.skeleton import UPRIGHT, Kept, Skeleton, turn_of

MAX_SEGMENTS = 2_000
MAX_SCANS = 40
MAX_FILL_BYTES = 4_096
MAX_TABLE_BYTES = 65_536
MAX_SCANNED_PIXELS = 600_000_000

# A JPEG in several passes is collected whole before there is a pixel. 33 MP with
# colours at half the resolution, as is usual, and 16.7 MP where they are as fine as light.
MAX_COEFFICIENT_BYTES = 6 * 4096 * 4096

_START = 2
_PREFIX, _STUFFING = 0xFF, 0x00
_SOI, _EOI, _SOS, _TEM, _APP1 = 0xD8, 0xD9, 0xDA, 0x01, 0xE1
_ALONE = frozenset({_SOI, _TEM, *range(0xD0, 0xD8)})
_TABLES = frozenset({0xC4, 0xDB, 0xDD})  # Huffman, quantisation, restart interval
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Arithmetic coding, 12 bits and the lossless kinds are not for the web: no browser shows them.
*_, _PROGRESSIVE = _USUAL = 0xC0, 0xC1, 0xC2
_USUAL_BITS = 8
_COUNTS, _SIDES = {1, 3, 4}, {1, 2, 3, 4}
# These say which colours the components are.
_COLOURS = {0xE0: b"JFIF\0", 0xEE: b"Adobe"}

_FILL = re.compile(rb"\xff+")
_MARKER = re.compile(rb"\xff[^\x00\xff]")
# Within coded pixels, FF 00 is a byte of data, and restarts and fill belong to the scan.
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def check_jpeg(data: bytes) -> Skeleton:
    """Keep frame, tables and scans; the frame header must come before the first scan."""
    walk = _Walk(data)
    for segment in _segments(data):
        walk.take(*segment)
    return walk.skeleton()


def _segments(data: bytes) -> Iterator[tuple[int, bytes, int, int]]:
    """Yield each marker but the lonely ones, its body, and where it and its pixels lie."""
    at, in_header = _START, True
    for _ in range(MAX_SEGMENTS):
        start = _header_marker(data, at) if in_header else _later_marker(data, at)
        if start is None:
            return
        marker, at = data[start + 1], start + 2
        if marker == _EOI:
            yield marker, b"", start, at
            return
        if marker in _ALONE:
            continue
        (length,) = struct.unpack_from(">H", data, at)
        body, at = data[at + 2 : at + length], at + max(length, 2)
        if at > len(data):
            raise IndexError
        if marker == _SOS:
            in_header = False
            after = _AFTER_SCAN.search(data, at)
            at = after.start() if after else len(data)
        yield marker, body, start, at
    raise ImageBomb("segments")


def _header_marker(data: bytes, at: int) -> int:
    if data[at] != _PREFIX:
        raise BrokenImage("no marker where one must be")
    fill = _FILL.match(data, at, at + MAX_FILL_BYTES)
    end = fill.end() if fill else at
    if end == at + MAX_FILL_BYTES:
        raise ImageBomb("fill bytes")
    if data[end] == _STUFFING:
        raise BrokenImage("coded pixels outside a scan")
    return end - 1


def _later_marker(data: bytes, at: int) -> int | None:
    # Behind the first scan libjpeg skips rubbish until the next marker, so we do too:
    # stopping here would let a byte of it hide a thousand scans.
    found = _MARKER.search(data, at)
    return found.start() if found else None


@dataclass(frozen=True, slots=True)
class _Frame:
    head: Head
    pixels: int
    components: int
    coefficient_bytes: float
    in_passes: bool


class _Walk:
    """What has been counted and kept so far."""

    def __init__(self, data: bytes) -> None:
        self._kept = Kept(data)
        self._kept.add(0, _START)
        self._frame: _Frame | None = None
        self._turn = UPRIGHT
        self._scans = self._tables = 0

    def skeleton(self) -> Skeleton:
        if self._frame is None:
            raise BrokenImage("no frame header")
        return Skeleton(self._frame.head, self._kept.parts(), self._turn)

    def take(self, marker: int, body: bytes, start: int, end: int) -> None:
        if marker in _FRAMES:
            if self._frame:
                raise BrokenImage("two frame headers")
            self._frame = _frame(marker, body)
        elif marker == _SOS:
            self._scan(body[0])
        elif marker in _TABLES:
            self._tables += len(body)
            if self._tables > MAX_TABLE_BYTES:
                raise ImageBomb("tables")
        elif marker == _APP1 and body.startswith(b"Exif\0\0"):
            self._turn = turn_of(body)
            return
        elif marker != _EOI and not _names_colours(marker, body):
            return
        self._kept.add(start, end)

    def _scan(self, components: int) -> None:
        frame = self._frame
        if frame is None:
            raise BrokenImage("a scan before its frame header")
        in_passes = frame.in_passes or components < frame.components
        if in_passes and frame.coefficient_bytes > MAX_COEFFICIENT_BYTES:
            raise ImageBomb("coefficients")
        self._scans += 1
        if self._scans > MAX_SCANS or self._scans * frame.pixels > MAX_SCANNED_PIXELS:
            raise ImageBomb("scans")


def _frame(marker: int, body: bytes) -> _Frame:
    bits, height, width, components = struct.unpack_from(">BHHB", body)
    if marker not in _USUAL or bits != _USUAL_BITS:
        raise UnsupportedFormat("a rare kind of JPEG")
    head = checked_head("JPEG", width, height)
    if components not in _COUNTS or len(body) != 6 + 3 * components:
        raise BrokenImage("components")
    factors = [divmod(both, 16) for both in body[7::3]]
    if not {side for factor in factors for side in factor} <= _SIDES:
        raise BrokenImage("factors")
    whole = max(across for across, _ in factors) * max(down for _, down in factors)
    samples = width * height * sum(across * down for across, down in factors) / whole
    return _Frame(head, width * height, components, 2 * samples, marker == _PROGRESSIVE)


def _names_colours(marker: int, body: bytes) -> bool:
    return marker in _COLOURS and body.startswith(_COLOURS[marker])
