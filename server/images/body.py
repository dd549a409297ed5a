"""The bytes of one response's body: counted, unpacked, and given up as soon as they are not it."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO

from server.errors import ImageHostFailed, TooLarge
from server.images.magic import identify, is_too_short
from server.net.budget import Budget

GZIP = 16 + zlib.MAX_WBITS
STEP = 256 * 1024
FIRST_LOOK = 32 * 1024

Enough = Callable[[bytes], bool]
"""Asked with the head of a file, at 32 KiB and each doubling: need we read on?"""


@dataclass(frozen=True, slots=True)
class Body:
    """An image's bytes, unpacked; `bytes_read` counts what came over the wire for them."""

    data: bytes
    bytes_read: int
    whole: bool


def read_body(
    pieces: Iterable[bytes], *, gzip: bool, most: int, budget: Budget, enough: Enough
) -> Body:
    """Read an image of at most `most` bytes, or less where its head is enough.

    Raises NotAnImage or UnsupportedFormat at the first 64 bytes (of markup, at 4 KiB), TooLarge,
    ImageHostFailed where the gzip stream breaks off, and whatever the budget raises.
    """
    counted = _Counted(pieces, budget)
    # Its value is its own buffer: a copy of megabytes takes as long as receiving them (measured).
    data, named, look_at = BytesIO(), False, FIRST_LOOK
    for piece in _unpacked(counted) if gzip else counted:
        data.write(piece)
        if data.tell() > most:
            raise TooLarge("body")
        if not named and not is_too_short(data.getvalue()):
            named = bool(identify(data.getvalue()))
        if data.tell() >= look_at:
            look_at = 2 * data.tell()
            if enough(data.getvalue()):
                return Body(data.getvalue(), counted.total, whole=False)
    identify(data.getvalue())
    return Body(data.getvalue(), counted.total, whole=True)


class _Counted:
    def __init__(self, pieces: Iterable[bytes], budget: Budget) -> None:
        self._pieces = pieces
        self._budget = budget
        self.total = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            # One read may hold thousands of tiny chunks: the clock is not left to the socket.
            self._budget.seconds_left()
            self.total += len(piece)
            yield piece


def _unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Unpack one gzip member, in small steps; what follows it is no more read than in a browser."""
    stream = zlib.decompressobj(GZIP)
    for piece in pieces:
        packed = piece
        while packed:
            yield stream.decompress(packed, STEP)
            if stream.eof:
                return
            packed = stream.unconsumed_tail
    raise ImageHostFailed("gzip breaks off")
