"""What hostile pictures must end in: an error of their own, or (None) a clean JPEG."""

import os
import zlib
from collections.abc import Callable

from server import errors
from tests.hostile.pictures import (
    SIGNATURE,
    avif_index,
    avif_says,
    behind_frame,
    bitstream,
    box,
    canvas,
    chunk,
    gif,
    gif_frame,
    half,
    in_front,
    items,
    jpeg_with,
    nested,
    png,
    png_head,
    progressive_of,
    saved,
    scans,
    segment,
    webp,
    webp_chunk,
    webp_lossless,
    webp_of,
)

BOMB, BROKEN, NOT = errors.ImageBomb, errors.BrokenImage, errors.NotAnImage
OTHER = errors.UnsupportedFormat

Row = tuple[Callable[[], bytes], type[errors.ImageFailed]]
MEGABYTE = 1_000_000

GUARDED: dict[str, Row] = {
    "png of 900 million pixels": (lambda: png(30000, 30000), BOMB),
    "png just above the cap": (lambda: png(5001, 5000), BOMB),
    "png just above what its rows may hold": (lambda: png(6001, 4000), BOMB),
    "png of 16 bits just above what its rows may hold": (
        lambda: png_head(3001, 3000, 16, 6) + chunk(b"IDAT"),
        BOMB,
    ),
    "png wider than any may be": (lambda: png(2**32 - 1, 1), BOMB),
    "png of a colour that is none": (lambda: png_head(9, 9, 8, 5) + chunk(b"IDAT"), BROKEN),
    "png of half a million texts behind its pixels": (
        lambda: png(9, 9)[:-12] + chunk(b"zTXt") * 500_000,
        BOMB,
    ),
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
    "jpeg of 4 billion pixels": (lambda: jpeg_with((65500, 65500)), BOMB),
    "jpeg without pixels": (lambda: jpeg_with((0, 0)), BROKEN),
    "jpeg of as many lines as its end will tell": (
        lambda: jpeg_with((48, 0))[:-2] + segment(0xDC, b"\0\x20") + b"\xff\xd9",
        BROKEN,
    ),
    "jpeg with a second frame header": (
        lambda: behind_frame(segment(0xC0, b"\x08\xff\xdc\xff\xdc\1\1\x11\0")),
        BROKEN,
    ),
    "jpeg of twenty thousand components": (
        lambda: (
            behind_frame(b"").replace(b"\xff\xc0\0\x11", b"\xff\xc0\xff\xff", 1) + bytes(65_536)
        ),
        BROKEN,
    ),
    "jpeg of two components": (lambda: jpeg_with(components=2), BROKEN),
    "jpeg of nothing for each something": (lambda: jpeg_with(sampling=0), BROKEN),
    "jpeg of sixteen for each one": (lambda: jpeg_with(sampling=0xFF), BROKEN),
    "jpeg of twelve bits": (lambda: jpeg_with(bits=12), OTHER),
    "jpeg without loss": (lambda: jpeg_with(marker=0xC3), OTHER),
    "jpeg coded by arithmetic": (lambda: jpeg_with(marker=0xC9), OTHER),
    "jpeg in passes of 100 million pixels": (lambda: progressive_of((10_000, 10_000)), BOMB),
    "jpeg in passes just above the cap": (lambda: progressive_of((5793, 5794)), BOMB),
    "jpeg whose scan has a part of its components, of 34 million pixels": (
        lambda: jpeg_with((5900, 5800)).replace(b"\xff\xda\0\x0c\3", b"\xff\xda\0\x0c\1"),
        BOMB,
    ),
    "jpeg of ten megabytes of tables": (
        lambda: in_front(segment(0xDB, (b"\0" + bytes(range(1, 65))) * 1000) * 150),
        BOMB,
    ),
    "jpeg of ten megabytes of codes": (
        lambda: behind_frame(segment(0xC4, (bytes([0, 1]) + bytes(15) + b"\0") * 3000) * 180),
        BOMB,
    ),
    "jpeg of three hundred thousand lonely restarts": (
        lambda: in_front(b"\xff\xd0" * 300_000),
        BOMB,
    ),
    "jpeg of two million empty segments": (
        lambda: in_front(segment(0xEF) * 2_000_000),
        BOMB,
    ),
    "jpeg of two million lonely markers": (lambda: in_front(b"\xff\x01" * 2_000_000), BOMB),
    "jpeg of eight megabytes of fill": (lambda: in_front(b"\xff" * 8_000_000), BOMB),
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
    "webp of a giant canvas without a frame": (lambda: webp_of(canvas(2**24, 2**24)), BROKEN),
    "webp of a frame behind a thousand chunks": (
        lambda: webp_of(canvas(48, 32), webp_chunk(b"ABCD", b"") * 1000, bitstream()),
        BROKEN,
    ),
    "webp whose alpha has no picture": (
        lambda: webp_of(canvas(48, 32, 16), webp_chunk(b"ALPH", bytes(20))),
        BROKEN,
    ),
    "webp of a chunk of four gigabytes": (
        lambda: webp_of(b"EXIF\xff\xff\xff\xff", bitstream()),
        BROKEN,
    ),
    "webp with an unknown chunk": (lambda: webp(b"ABCD", bytes(30)), BROKEN),
    "webp with a broken start code": (lambda: webp(b"VP8 ", b"\x01" * 30), BROKEN),
    "webp of its signature": (lambda: b"RIFF\0\0\0\0WEBP", BROKEN),
    "a thread one pixel wide": (lambda: png(1, 16000), BOMB),
    "a thread one pixel high": (lambda: png(16000, 1), BOMB),
    "avif of an index of ten megabytes": (lambda: avif_index(items(MEGABYTE)), BOMB),
    "avif of a million boxes": (
        lambda: box(b"ftyp", b"avif\0\0\0\0") + box(b"free") * MEGABYTE,
        BOMB,
    ),
    "avif of a box shorter than its head": (
        lambda: box(b"ftyp", b"avif\0\0\0\0") + b"\0\0\0\7meta",
        BROKEN,
    ),
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
    "png of a depth that is none": (lambda: png_head(9, 9, 5, 0) + chunk(b"IDAT", b"x"), BROKEN),
    "png with rubbish for pixels": (lambda: png_head(9, 9) + chunk(b"IDAT", bytes(90)), BROKEN),
    "png of a palette that is not there": (
        lambda: png_head(9, 9, 8, 3)[:-1] + b"\0" + chunk(b"IDAT", zlib.compress(bytes(90))),
        BROKEN,
    ),
    "jpeg whose pixels end early": (lambda: half(saved("JPEG")), BROKEN),
    "gif whose pixels end early": (lambda: half(saved("GIF", (200, 200))), BROKEN),
    "webp whose pixels end early": (lambda: half(saved("WEBP")), BROKEN),
    "webp of random codes": (
        lambda: webp(b"VP8L", b"\x2f\x2f\xc0\7\0" + bytes(range(200))),
        BROKEN,
    ),
    "avif whose pixels end early": (lambda: half(saved("AVIF")), BROKEN),
    "avif of its first box": (lambda: b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", BROKEN),
    "avif of 144 million pixels": (lambda: avif_says((12000, 12000)), BOMB),
    "avif of ten thousand items that are nowhere": (lambda: avif_index(items(10_000)), BROKEN),
    "avif of ten thousand boxes in each other": (lambda: avif_index(nested(10_000)), BROKEN),
    "avif whose only box is endless": (
        lambda: box(b"ftyp", b"avif\0\0\0\0") + b"\0\0\0\0mdat" + bytes(99),
        BROKEN,
    ),
}
"""Passed by the skeleton, refused by the decoder."""
