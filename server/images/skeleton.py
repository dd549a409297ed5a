"""What a guard finds in a file without decoding it."""

import struct
from dataclasses import dataclass

from server.domain.picture import Head

UPRIGHT = 1
_WAYS = range(1, 9)
_ORIENTATION = [0x0112, 3, 1]  # tag, type (a short), count
_BYTE_ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
_ENTRY_BYTES = 12
_MOST_BYTES = 65_536

Part = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A file's measures, and the parts of it that draw.

    `parts`, put together, are the file without what does not draw: texts, profiles, thumbnails,
    later frames. No decoder's reader of these is ever reached. `turn` is EXIF's orientation.
    """

    head: Head
    parts: tuple[Part, ...]
    turn: int = UPRIGHT


class Kept:
    """The parts of a file that are kept, as one where they touch; nothing is copied."""

    def __init__(self, data: bytes) -> None:
        self._data, self._view = data, memoryview(data)
        self._parts: list[Part] = []
        self._start = self._end = -1

    def add(self, start: int, end: int) -> None:
        """Keep what lies from `start` to before `end`."""
        if start == self._end:
            self._parts.pop()
        else:
            self._start = start
        self._end = end
        self._parts.append(self._view[self._start : end])

    def put(self, part: bytes) -> None:
        """Put bytes of our own in."""
        self._parts.append(part)
        self._end = -1

    def parts(self) -> tuple[Part, ...]:
        """Return what was kept, in the order in which it came; a whole file as it is."""
        kept = tuple(self._parts)
        return (self._data,) if [*map(len, kept)] == [len(self._data)] else kept


def turn_of(exif: Part) -> int:
    """Return EXIF's orientation, 1 to 8 (CIPA DC-008, 4.6.5); what cannot be read is 1.

    One directory is read and no pointer followed from it, so nothing can lead in circles.
    """
    block = bytes(exif[:_MOST_BYTES]).removeprefix(b"Exif\0\0")
    order = _BYTE_ORDERS.get(block[:4])
    if order is None:
        return UPRIGHT
    try:
        (at,) = struct.unpack_from(f"{order}I", block, 4)
        (count,) = struct.unpack_from(f"{order}H", block, at)
    except struct.error:
        return UPRIGHT
    entries = block[at + 2 : at + 2 + count * _ENTRY_BYTES]
    whole = entries[: len(entries) // _ENTRY_BYTES * _ENTRY_BYTES]
    for *entry, way in struct.iter_unpack(f"{order}HHIH2x", whole):
        if entry == _ORIENTATION and way in _WAYS:
            return int(way)
    return UPRIGHT
