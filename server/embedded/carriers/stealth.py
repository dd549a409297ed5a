"""Words in the lowest bits of pixels (stealth PNG info), column by column, bit after bit.

Fifteen letters say that they are there; then come the number of bits and the text, as it is or
packed by gzip. Of alpha, one bit stands in each pixel; of the colours, three.

Only what is looked for is unfolded: a PNG's filters tie a byte to the same channel of its
neighbours on the left and above, so the first columns can be had without the others.
"""

import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from server.embedded.carriers import png

SIGNATURES = {  # → channels that hold a bit each
    b"stealth_pnginfo": "A", b"stealth_pngcomp": "A",
    b"stealth_rgbinfo": "RGB", b"stealth_rgbcomp": "RGB",
}  # fmt: skip
SIGNATURE_BYTES, LENGTH_BYTES = 15, 4
HEAD_BYTES = SIGNATURE_BYTES + LENGTH_BYTES
LONGEST_TEXT = 256 * 1024
LONGEST_STORED = 8 * 1024
LARGEST_PIXELS = 8_500_000  # bytes, unfolded
WIDEST = 16_384
_STEP = 64 * 1024
_GZIP = 16 + zlib.MAX_WBITS
_EIGHT_BITS = {2: "RGB", 6: "RGBA"}


def text(data: bytes) -> str:
    """Return the text that a PNG's pixels hold; nothing where they hold none, or are not whole."""
    shape = _shape(data)
    for channels in ("A", "RGB") if shape else ():
        if shape and channels in shape.channels:
            # Of as few rows as it takes.
            head = _bytes(data, shape, channels, HEAD_BYTES)
            length = int.from_bytes(head[SIGNATURE_BYTES:], "big") // 8
            if SIGNATURES.get(head[:SIGNATURE_BYTES]) == channels and length <= LONGEST_STORED:
                return text_of(_bytes(data, shape, channels, HEAD_BYTES + length))
    return ""


def text_of(bits: bytes) -> str:
    """Return the text that the lowest bits of pixels say; nothing where they say none."""
    signature, told = bits[:SIGNATURE_BYTES], bits[SIGNATURE_BYTES:]
    length = int.from_bytes(told[:LENGTH_BYTES], "big") // 8
    body = told[LENGTH_BYTES : LENGTH_BYTES + length]
    if signature not in SIGNATURES or len(body) < length:
        return ""
    return _unpacked(body) if signature.endswith(b"comp") else body.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Shape:
    width: int
    height: int
    channels: str


def _shape(data: bytes) -> _Shape | None:
    if not data.startswith(png.SIGNATURE) or data[12:16] != b"IHDR":
        return None
    width, height, depth, colour, *_, interlaced = struct.unpack_from(
        ">IIBBBBB", data.ljust(29), 16
    )
    channels = _EIGHT_BITS.get(colour, "")
    size = height * (1 + width * len(channels))
    is_small = 0 < width <= WIDEST and 0 < size <= LARGEST_PIXELS
    usable = depth == 8 and not interlaced and channels and is_small  # noqa: PLR2004
    return _Shape(width, height, channels) if usable else None


def _bytes(data: bytes, shape: _Shape, channels: str, count: int) -> bytes:
    """Return the first `count` bytes that the channels' lowest bits make, or fewer."""
    pixels = -(-count * 8 // len(channels))
    columns = min(-(-pixels // shape.height), shape.width)
    rows = list(islice(_rows(data, shape), shape.height if columns > 1 else pixels))
    planes = [_unfiltered(rows, shape, columns, shape.channels.index(each)) for each in channels]
    # Row after row of a plane; what is told goes down the columns, channel by channel.
    bits = bytes(
        48 | row[column] & 1
        for column in range(columns)
        for each in zip(*planes, strict=True)
        for row in each
    )[: count * 8]
    usable = len(bits) // 8 * 8
    return int(bits[:usable], 2).to_bytes(usable // 8, "big") if usable else b""


def _rows(data: bytes, shape: _Shape) -> Iterator[bytes]:
    """Yield each row of the picture as it is packed, its filter first."""
    stride = 1 + shape.width * len(shape.channels)
    buffer = b""
    with suppress(zlib.error):
        for piece in _inflated(png.pixels(data)):
            buffer += piece
            whole = len(buffer) // stride * stride
            yield from (buffer[at : at + stride] for at in range(0, whole, stride))
            buffer = buffer[whole:]


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack in small steps, of small parts: what is not yet unpacked is copied at each step."""
    unpack = zlib.decompressobj()
    for piece in pieces:
        for at in range(0, len(piece), _STEP):
            yield unpack.decompress(piece[at : at + _STEP], _STEP)
            while unpack.unconsumed_tail:
                yield unpack.decompress(unpack.unconsumed_tail, _STEP)


def _unfiltered(rows: list[bytes], shape: _Shape, columns: int, channel: int) -> list[list[int]]:
    """Undo the filters (PNG, 9.2) of one channel in the first columns."""
    apart = len(shape.channels)
    above, done = [0] * columns, []
    for row in rows:
        above = _row(row[0], row[1 + channel : 1 + columns * apart : apart], above)
        done.append(above)
    return done


def _row(kind: int, raw: bytes, above: list[int]) -> list[int]:
    done, left, corner = [], 0, 0
    for value, up in zip(raw, above, strict=True):
        match kind:
            case 0:
                guess = 0
            case 1:
                guess = left
            case 2:
                guess = up
            case 3:
                guess = (left + up) // 2
            case _:
                guess = _paeth(left, up, corner)
        left, corner = (value + guess) & 255, up
        done.append(left)
    return done


def _paeth(left: int, up: int, corner: int) -> int:
    to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    if to_left <= to_up and to_left <= to_corner:
        return left
    return up if to_up <= to_corner else corner


def _unpacked(body: bytes) -> str:
    try:
        return zlib.decompressobj(_GZIP).decompress(body, LONGEST_TEXT).decode("utf-8", "replace")
    except zlib.error:
        return ""
