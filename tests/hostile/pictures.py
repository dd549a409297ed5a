"""Pictures that would hurt a decoder, made by hand from the formats' own rules."""

import os
import random
import struct
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO

from PIL import Image

from server import errors

BOMB, BROKEN, NOT = errors.ImageBomb, errors.BrokenImage, errors.NotAnImage
OTHER = errors.UnsupportedFormat
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_head(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    return SIGNATURE + chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    )


def png(width: int, height: int, *chunks: bytes) -> bytes:
    rows = zlib.compress((b"\0" + bytes(3 * width)) * height) if width * height < 10**6 else b"x"
    return b"".join((png_head(width, height), *chunks, chunk(b"IDAT", rows), chunk(b"IEND")))


def saved(kind: str, size: tuple[int, int] = (48, 32), mode: str = "RGB", **how: object) -> bytes:
    """Return a noisy picture, the same each time."""
    made = random.Random(7).randbytes(size[0] * size[1] * 3)
    out = BytesIO()
    Image.frombytes("RGB", size, made).convert(mode).save(out, kind, **how)
    return out.getvalue()


@cache
def saved_plain(kind: str, size: tuple[int, int]) -> bytes:
    """Return a picture of one half-transparent colour: small as a file, large as pixels."""
    out = BytesIO()
    mode = "P" if kind == "GIF" else "RGBA"
    Image.new(mode, size, 3 if mode == "P" else (1, 2, 3, 100)).save(out, kind)
    return out.getvalue()


def segment(marker: int, body: bytes = b"") -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg_resized(width: int, height: int) -> bytes:
    """Return a JPEG whose header lies about its size."""
    data = bytearray(saved("JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def in_front(junk: bytes) -> bytes:
    data = saved("JPEG")
    return data[:2] + junk + data[2:]


def scans(count: int, between: bytes = b"", size: tuple[int, int] = (48, 32)) -> bytes:
    data = jpeg_resized(*size)
    start = data.index(b"\xff\xda")
    scan = data[start:-2]
    return data[:start] + (scan + between) * count + b"\xff\xd9"


def gif(width: int, height: int, *blocks: bytes) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0) + b"".join(blocks)


def gif_frame(left: int, top: int, width: int, height: int) -> bytes:
    return b"," + struct.pack("<HHHHB", left, top, width, height, 0) + b"\x02\x02D\x01\x00;"


def webp(name: bytes, body: bytes) -> bytes:
    inside = b"WEBP" + name + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def webp_lossless(width: int, height: int) -> bytes:
    return webp(b"VP8L", struct.pack("<BI", 0x2F, width - 1 | height - 1 << 14) + bytes(8))


def webp_canvas(width: int, height: int) -> bytes:
    wide, high = ((side - 1).to_bytes(3, "little") for side in (width, height))
    return webp(b"VP8X", bytes(4) + wide + high)


def avif_resized(width: int, height: int) -> bytes:
    data = bytearray(saved("AVIF", speed=10))
    at = data.index(b"ispe")
    data[at + 8 : at + 16] = struct.pack(">II", width, height)
    return bytes(data)


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


Row = tuple[Callable[[], bytes], type[errors.ImageFailed]]

GUARDED: dict[str, Row] = {
    "png of 900 million pixels": (lambda: png(30000, 30000), BOMB),
    "png just above the cap": (lambda: png(5001, 5000), BOMB),
    "png as large as a number can be": (lambda: png(2**31 - 1, 2**31 - 1), BOMB),
    "png without width": (lambda: png(0, 10), BROKEN),
    "png without height": (lambda: png(10, 0), BROKEN),
    "png of half a million empty texts": (
        lambda: png_head(9, 9) + chunk(b"tEXt") * 500_000,
        BOMB,
    ),
    "png of a thousand and one texts": (
        lambda: png_head(9, 9) + chunk(b"tEXt") * 1001,
        BOMB,
    ),
    "png of twenty thousand and one chunks": (
        lambda: png_head(9, 9) + chunk(b"IDAT") * 20_001,
        BOMB,
    ),
    "png that begins with another chunk": (
        lambda: SIGNATURE + chunk(b"tEXt", b"a" * 20) + png(9, 9)[8:],
        BROKEN,
    ),
    "png with a chunk of four gigabytes": (
        lambda: png_head(9, 9) + b"\xff\xff\xff\xffIDAT" + bytes(20),
        BROKEN,
    ),
    "png of its signature": (lambda: SIGNATURE, BROKEN),
    "jpeg of 4 billion pixels": (lambda: jpeg_resized(65500, 65500), BOMB),
    "jpeg without pixels": (lambda: jpeg_resized(0, 0), BROKEN),
    "jpeg of two million empty segments": (
        lambda: in_front(segment(0xEF) * 2_000_000),
        BOMB,
    ),
    "jpeg of two million lonely markers": (lambda: in_front(b"\xff\x01" * 2_000_000), BOMB),
    "jpeg of eight megabytes of fill": (lambda: in_front(b"\xff" * 8_000_000), BOMB),
    "jpeg of fill in small portions": (
        lambda: in_front((b"\xff" * 100 + segment(0xEF)) * 100),
        BOMB,
    ),
    "jpeg with a stuffed byte before its frame": (
        lambda: in_front(b"\xff\x00\xff\xff" + segment(0xEF) * 16_383 + b"\xff"),
        BROKEN,
    ),
    "jpeg with rubbish before its frame": (lambda: in_front(segment(0xEF) + b"rubbish"), BROKEN),
    "jpeg of few scans over many pixels": (lambda: scans(9, size=(9000, 9000)), BOMB),
    "jpeg of ninety scans": (lambda: scans(90), BOMB),
    "jpeg of ninety scans behind rubbish": (lambda: scans(90, segment(0xFE) + b"x"), BOMB),
    "jpeg of ninety scans behind a hidden end": (
        lambda: scans(90, segment(0xFE, b"\xff\xd9")),
        BOMB,
    ),
    "jpeg of its first three bytes": (lambda: b"\xff\xd8\xff", BROKEN),
    "jpeg that ends in its header": (lambda: saved("JPEG")[:100], BROKEN),
    "jpeg whose scan comes first": (lambda: b"\xff\xd8" + segment(0xDA, b"abc") * 3, BROKEN),
    "gif of a giant canvas": (lambda: gif(65535, 65535, gif_frame(0, 0, 1, 1)), BOMB),
    "gif with a frame far outside": (
        lambda: gif(10, 10, gif_frame(65535, 65535, 65535, 65535)),
        BOMB,
    ),
    "gif without a frame": (lambda: gif(10, 10, b";"), BROKEN),
    "gif without pixels": (lambda: gif(0, 0, gif_frame(0, 0, 1, 1)), BROKEN),
    "gif of four million comments of one byte": (
        lambda: gif(10, 10, b"!\xfe" + b"\x01x" * 4_000_000 + b"\0", gif_frame(0, 0, 9, 9)),
        BOMB,
    ),
    "gif of two million empty extensions": (lambda: gif(9, 9, b"!\xfe\0" * 2_000_000), BOMB),
    "gif of its signature": (lambda: b"GIF89a", BROKEN),
    "webp of 268 million pixels in forty bytes": (lambda: webp_lossless(16383, 16383), BOMB),
    "webp of a giant canvas": (lambda: webp_canvas(2**24, 2**24), BOMB),
    "webp with an unknown chunk": (lambda: webp(b"ABCD", bytes(30)), BROKEN),
    "webp with a broken start code": (lambda: webp(b"VP8 ", b"\x01" * 30), BROKEN),
    "webp of its signature": (lambda: b"RIFF\0\0\0\0WEBP", BROKEN),
    "a thread one pixel wide": (lambda: png(1, 16000), BOMB),
    "a thread one pixel high": (lambda: png(16000, 1), BOMB),
    "nothing": (lambda: b"", NOT),
    "a page": (lambda: b"<!doctype html><html></html>", NOT),
    "a drawing": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', OTHER),
    "a text": (lambda: b"not an image", NOT),
    "a tiff": (lambda: saved("TIFF"), OTHER),
    "a bitmap": (lambda: saved("BMP"), OTHER),
    "an icon": (lambda: saved("ICO"), OTHER),
    "a postscript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", OTHER),
    "a photoshop file": (lambda: b"8BPS\0\x01" + bytes(40), OTHER),
    "a film": (lambda: b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", NOT),
    "a heic": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", OTHER),
    "an archive": (lambda: b"PK\x03\x04" + bytes(60), NOT),
    "noise": (lambda: b"\x01" + os.urandom(100_000), NOT),
}
"""Refused by the skeleton alone."""

DECODED: dict[str, Row] = {
    "png whose pixels end early": (lambda: half(saved("PNG")), BROKEN),
    "png without pixels": (lambda: png_head(9, 9) + chunk(b"IEND"), BROKEN),
    "png with a profile of 200 MB": (
        lambda: png(9, 9, chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(200_000_000)))),
        BROKEN,
    ),
    "jpeg whose pixels end early": (lambda: half(saved("JPEG")), BROKEN),
    "gif whose pixels end early": (lambda: half(saved("GIF", (200, 200))), BROKEN),
    "webp whose pixels end early": (lambda: half(saved("WEBP")), BROKEN),
    "webp canvas without a frame": (lambda: webp_canvas(40, 40), BROKEN),
    "avif whose pixels end early": (lambda: half(saved("AVIF")), BROKEN),
    "avif of its first box": (lambda: b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", BROKEN),
    "avif of 144 million pixels": (lambda: avif_resized(12000, 12000), BOMB),
}
"""Passed by the skeleton, refused by the decoder."""
