"""Pictures with something hostile in them that still have to become a clean JPEG.

A browser shows them, and what is wrong with them is never looked at.
"""

import struct
import zlib
from collections.abc import Callable

from PIL import Image

from tests.hostile.pictures import (
    ORIENTATION,
    app1,
    avif_says,
    behind_frame,
    bitstream,
    canvas,
    chunk,
    exif,
    frame_at,
    frames,
    in_front,
    jpeg_with,
    long,
    png,
    png_head,
    saved,
    segment,
    short,
    webp_chunk,
    webp_frame,
    webp_of,
)

MEGABYTE = 1_000_000


def profile(size: int) -> bytes:
    return chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(size)))


def text(name: bytes, flags: bytes, size: int, then: bytes = b"") -> bytes:
    return chunk(name, b"k\0" + flags + zlib.compress(b"a" * size + then))


FORGIVEN: dict[str, Callable[[], bytes]] = {
    "png of one pixel": lambda: png(1, 1),
    "png with a page behind it": lambda: png(9, 9) + b"<html>" * 1000,
    "png whose pixels have a wrong checksum": lambda: png(9, 9)[:-16] + b"oops" + png(9, 9)[-12:],
    "png whose last piece says that it is a gigabyte": lambda: png(9, 9).replace(
        struct.pack(">I", len(png(9, 9)) - 57) + b"IDAT", b"\x3f\xff\xff\xffIDAT"
    ),
    "png with a profile of 200 MB": lambda: png(9, 9, profile(200 * MEGABYTE)),
    "png with nine hundred profiles of a megabyte": lambda: png(9, 9, profile(MEGABYTE) * 900),
    "png with a text of 200 MB": lambda: png(9, 9, text(b"zTXt", b"\0", 200 * MEGABYTE)),
    "png with a text of 2 MB, as some workflows are": lambda: png(
        9, 9, text(b"zTXt", b"\0", 2 * MEGABYTE)
    ),
    "png with sixty texts of a megabyte in four bytes a letter": lambda: png(
        9, 9, text(b"iTXt", b"\1\0\0\0", MEGABYTE, "😀".encode()) * 60
    ),
    "png with a plain text of 10 MB": lambda: png(
        9, 9, chunk(b"tEXt", b"k\0" + bytes(10 * MEGABYTE))
    ),
    "png with a text that is called transparency": lambda: png(
        9, 9, chunk(b"tEXt", b"transparency\0yes")
    ),
    "png with a second, giant header": lambda: png(9, 9, png_head(30000, 30000)[8:]),
    "png with a thousand palettes": lambda: png(9, 9, chunk(b"PLTE", bytes(768)) * 10_000),
    "png with a palette of a megabyte": lambda: png(9, 9, chunk(b"PLTE", bytes(MEGABYTE))),
    "png in nineteen thousand pieces": lambda: png(9, 9, chunk(b"IDAT") * 19_000),
    "png of sixty thousand frames, so it says": lambda: png(9, 9, frames(60_000)),
    "png of more frames than a number can say": lambda: png(9, 9, frames(2**32 - 1)),
    "png with a frame outside": lambda: png(9, 9, frames(2), frame_at(2**31, 2**31, 9, 9)),
    "png with nine hundred frames": lambda: png(9, 9, frames(900), frame_at(0, 0, 9, 9) * 900),
    "png with EXIF of 9 MB that points at itself": lambda: png(
        9, 9, chunk(b"eXIf", exif(*[long(n, 7, 9 * MEGABYTE, 8) for n in range(65_000)]) * 11)
    ),
    "jpeg of 98 million pixels that are not there": lambda: jpeg_with((9900, 9900)),
    "jpeg with an archive behind it": lambda: saved("JPEG") + b"PK\3\4" * 1000,
    "jpeg with a comment of 64 kB": lambda: saved("JPEG", comment=b"<?php" * 13_000),
    "jpeg of 8 MB of applications": lambda: in_front(segment(0xEF, bytes(65_000)) * 125),
    "jpeg with a profile of 10 MB": lambda: in_front(
        segment(0xE2, b"ICC_PROFILE\0\1\xff" + bytes(65_000)) * 153
    ),
    "jpeg of fill in small portions": lambda: in_front((b"\xff" * 100 + segment(0xEF)) * 100),
    "jpeg of ten megabytes of EXIF in small portions": lambda: in_front(app1(bytes(5000)) * 1900),
    "jpeg with 800,000 resources of Photoshop": lambda: in_front(
        segment(0xED, b"Photoshop 3.0\0" + b"8BIM\4\4\0\0\0\0\0\0" * 5400) * 150
    ),
    "jpeg with EXIF in circles": lambda: in_front(
        app1(exif(long(0x8769, 4, 1, 8), long(0x8825, 4, 1, 8), then=b"\0\0\0\x08"))
    ),
    "jpeg with EXIF of 5,000 values of 60 kB": lambda: in_front(
        app1(exif(*[long(n, 7, 60_000, 8) for n in range(5000)]))
    ),
    "jpeg with EXIF that ends early": lambda: in_front(app1(exif()[:9])),
    "jpeg with EXIF that begins behind its end": lambda: in_front(
        app1(exif(begins=b"MM\0*\xff\xff\xff\xff"))
    ),
    "jpeg with an orientation in letters": lambda: in_front(
        app1(exif(long(ORIENTATION, 2, 4, 0x36363636)))
    ),
    "jpeg with a place on earth": lambda: in_front(app1(exif(long(0x8825, 4, 1, 26), short(1, 1)))),
    "jpeg with an index of a billion pictures": lambda: in_front(
        segment(0xE2, b"MPF\0" + exif(long(0xB001, 4, 1, 10**9), long(0xB002, 7, 16, 50)))
    ),
    "jpeg with 65,535 restarts": lambda: saved("JPEG", (2048, 2048), restart_marker_blocks=1),
    "jpeg that restarts never and always": lambda: behind_frame(segment(0xDD, b"\0\0") * 50),
    "gif with a hundred frames": lambda: saved(
        "GIF",
        save_all=True,
        append_images=[Image.new("RGB", (48, 32), (n, 0, 0)) for n in range(99)],
    ),
    "gif that says it loops": lambda: saved("GIF", loop=65_535),
    "webp of a giant canvas with a small frame": lambda: webp_of(
        canvas(2**24, 2**24, 2), webp_frame(48, 32)
    ),
    "webp whose canvas is smaller": lambda: webp_of(canvas(9, 9), bitstream()),
    "webp of a hundred thousand frames": lambda: webp_of(
        canvas(48, 32, 2), webp_frame(48, 32) + webp_chunk(b"ANMF", bytes(16)) * 100_000
    ),
    "webp with a million chunks behind it": lambda: webp_of(
        bitstream(), webp_chunk(b"ABCD", b"") * MEGABYTE
    ),
    "webp with EXIF of 9 MB": lambda: webp_of(
        canvas(48, 32, 8), bitstream(), webp_chunk(b"EXIF", bytes(9 * MEGABYTE))
    ),
    "avif that says it is smaller": lambda: avif_says((9, 9)),
    "avif with a hundred frames": lambda: saved(
        "AVIF", speed=10, save_all=True, append_images=[Image.new("RGB", (48, 32))] * 99
    ),
}
