"""Pictures just below what is refused: small files, and all the work that the caps allow."""

from collections.abc import Callable

from tests.hostile.lossless import many_codes
from tests.hostile.pictures import chunk, passes, png_flat, saved_plain

Row = Callable[[], bytes]

_PALETTE = chunk(b"PLTE", bytes(range(256)) * 3)
_SHADES = chunk(b"tRNS", bytes(range(256)))
_ONE_CLEAR = chunk(b"tRNS", b"\0\x55\0\x55\0\x55")
_MANY_CODES = (1024, 14_000)

HEAVY: dict[str, Row] = {
    "png of 1 bit": lambda: png_flat((5000, 5000), 1, 0),
    "png in grey": lambda: png_flat((5000, 5000), 8, 0, passes=1),
    "png in grey of 16 bits": lambda: png_flat((5000, 5000), 16, 0, passes=1),
    "png in grey of 16 bits, one level clear": lambda: png_flat(
        (5000, 5000), 16, 0, before=chunk(b"tRNS", b"\x55\x55")
    ),
    "png in grey with alpha": lambda: png_flat((5000, 5000), 8, 4, passes=1),
    "png in grey with alpha of 16 bits": lambda: png_flat((4242, 4242), 16, 4, passes=1),
    "png of a palette": lambda: png_flat((5000, 5000), 8, 3, before=_PALETTE, passes=1),
    "png of a palette with shades": lambda: png_flat(
        (5000, 5000), 8, 3, before=_PALETTE + _SHADES, passes=1
    ),
    "png in colours": lambda: png_flat((6000, 4000), 8, 2, passes=1),
    "png in colours, one clear": lambda: png_flat((6000, 4000), 8, 2, before=_ONE_CLEAR),
    "png in colours of 16 bits": lambda: png_flat((4000, 3000), 16, 2, passes=1),
    "png in colours with alpha": lambda: png_flat((4242, 4242), 8, 6, passes=1),
    "png in colours with alpha of 16 bits": lambda: png_flat((3000, 3000), 16, 6, passes=1),
    "png as wide as may be": lambda: png_flat((60_000, 300), 8, 6),
    "png as high as may be": lambda: png_flat((300, 60_000), 8, 6),
    "jpeg": lambda: saved_plain("JPEG", (10_000, 10_000), "RGB", quality=30),
    "jpeg in grey": lambda: saved_plain("JPEG", (10_000, 10_000), "L"),
    "jpeg for print": lambda: saved_plain("JPEG", (10_000, 10_000), "CMYK"),
    "jpeg as wide as may be": lambda: saved_plain("JPEG", (65_500, 330), "RGB"),
    "jpeg in passes": lambda: passes((6600, 5000), 18),
    "jpeg in passes with fine colours": lambda: saved_plain(
        "JPEG", (4096, 4096), "RGB", progressive=True, subsampling=0
    ),
    "jpeg in forty passes": lambda: passes((5000, 3000), 40),
    "jpeg in forty passes, the first again and again": lambda: passes((5000, 3000), 40, 0),
    "gif": lambda: saved_plain("GIF", (8000, 5000)),
    "gif with a clear colour": lambda: saved_plain("GIF", (8000, 5000), transparency=3),
    "webp with loss": lambda: saved_plain("WEBP", (6000, 4000), "RGB", method=0),
    "webp with loss and alpha": lambda: saved_plain("WEBP", (6000, 4000), method=0),
    "webp without loss": lambda: saved_plain("WEBP", (6000, 4000), lossless=True, method=0),
    "webp of fourteen thousand codes": lambda: many_codes(*_MANY_CODES),
    "avif": lambda: saved_plain("AVIF", (4096, 4096), "RGB", speed=10),
    "avif with fine colours and alpha": lambda: saved_plain(
        "AVIF", (4096, 4096), speed=10, subsampling="4:4:4"
    ),
}
