"""The lowest bits of a WebP's pixels, where they begin as hidden words do ("stealth PNG info").

What they say is read elsewhere; a PNG's are found there without a decoder. Colours are looked at
where they are lossless, alpha where there is one. Runs in the child of `process` alone.
"""

import struct
from contextlib import suppress
from io import BytesIO

from PIL import Image, WebPImagePlugin

from server.images.skeleton import Skeleton

MOST_PIXELS = 4_500_000  # tools that hide words make pictures of one to three million
MOST_BYTES = 8 * 1024
_SIGNATURES = {"A": b"stealth_png", "RGB": b"stealth_rgb"}
_LOWEST = bytes(48 | value & 1 for value in range(256))  # as signs of a binary number
_PLUGINS = (WebPImagePlugin,)  # naming it keeps Pillow from loading its other forty


def lowest_bits(skeleton: Skeleton) -> bytes:
    """Return the bits, column by column, if they begin with a signature; else nothing."""
    head, file = skeleton.head, b"".join(skeleton.parts)
    is_small = (head.width or 0) * (head.height or 0) <= MOST_PIXELS
    if head.format != "WEBP" or not is_small or file.startswith(b"VP8 "):
        return b""
    if file.startswith(b"ALPH"):
        file = _flags(head.width or 1, head.height or 1) + file
    riff = b"RIFF" + struct.pack("<I", 4 + len(file)) + b"WEBP"
    with suppress(OSError, ValueError), Image.open(BytesIO(riff + file), formats=("WEBP",)) as it:
        return next(filter(None, (_found(it, bands) for bands in _SIGNATURES)), b"")
    return b""


def _flags(width: int, height: int) -> bytes:
    """Return the chunk that says that alpha stands apart (RFC 9649, 2.7)."""
    sizes = b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
    return b"VP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + sizes


def _found(picture: Image.Image, bands: str) -> bytes:
    if bands == "A" and picture.mode != "RGBA":
        return b""
    plain = picture.getchannel("A") if bands == "A" else picture.convert("RGB")
    columns = -(-MOST_BYTES * 8 // len(bands) // picture.height)
    part = plain.crop((0, 0, min(columns, picture.width), picture.height))
    told = part.transpose(Image.Transpose.TRANSPOSE).tobytes()[: MOST_BYTES * 8]
    whole = told[: len(told) // 8 * 8].translate(_LOWEST)
    bits = int(whole or b"0", 2).to_bytes(len(whole) // 8, "big")
    return bits if bits.startswith(_SIGNATURES[bands]) else b""
