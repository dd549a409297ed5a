"""What a file is by its first bytes alone: one of our five formats, another image, or no image.

A Content-Type is never asked: hosts guess it, and a decoder reads bytes. Formats without a
mark of their own, such as TGA, stay nameless.
"""

import re
import zlib
from typing import Literal

from server.errors import NotAnImage, UnsupportedFormat

Format = Literal["JPEG", "PNG", "WEBP", "GIF", "AVIF"]

HEAD = 64
"""So many bytes are enough to tell, except for a drawing: prose may stand before its root."""

PROSE = 4096
"""So many bytes are looked through for the root of a drawing."""

_OURS: tuple[tuple[Format, re.Pattern[bytes]], ...] = (
    ("JPEG", re.compile(rb"\xff\xd8\xff")),
    ("PNG", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("GIF", re.compile(rb"GIF8[79]a")),
    ("WEBP", re.compile(rb"RIFF.{4}WEBP", re.DOTALL)),
)
_FOREIGN = {
    name: re.compile(mark, re.DOTALL)
    for name, mark in {
        "JPEG XL": rb"\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n",
        "JPEG 2000": rb"\xff\x4f\xff\x51|\0\0\0\x0cjP  \r\n\x87\n",
        "JPEG XR": rb"II\xbc",
        "TIFF": rb"II[*+]\0|MM\0[*+]|II(?:RO|RS|U\0)|FUJIFILMCCD-RAW",  # BigTIFF, raw formats
        "BMP": rb"BM.{12}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\0\0\0",  # two letters are too few
        "ICO": rb"\0\0[\x01\x02]\0[^\0]\0",  # and CUR; the count tells it from a TGA
        "ICNS": rb"icns",
        "PSD": rb"8BPS\0[\x01\x02]",
        "XCF": rb"gimp xcf",
        "PNM": rb"P[1-6]\s+(?:#|\d+\s+\d)|P7\n|P[Ff]\n",
        "EPS": rb"%!PS|\xc5\xd0\xd3\xc6",
        "WMF": rb"\xd7\xcd\xc6\x9a\0\0|\x01\0\0\0.{36} EMF",
        "DDS": rb"DDS \x7c\0\0\0",
        "EXR": rb"v/1\x01",
        "HDR": rb"#\?(?:RADIANCE|RGBE)",
        "QOI": rb"qoif",
        "FLIF": rb"FLIF",
        "BPG": rb"BPG\xfb",
        "SGI": rb"\x01\xda[\0\x01][\x01\x02]\0[\x01-\x03]",
        "PCX": rb"\n[\0\x02-\x05]\x01[\x01\x02\x04\x08]",
        "FITS": rb"SIMPLE  =",
        "MNG": rb"[\x8a\x8b][MJ]NG\r\n\x1a\n",
    }.items()
}
_AVIF = frozenset({b"avif", b"avis"})
_HEIF = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"avci", b"avcs"}
    | {b"mif1", b"mif2", b"msf1", b"crx "}
)
_MAJOR_BRAND, _OTHER_BRANDS = 8, 16

# XML 1.0, 2.8: what may stand before a root. Possessive, so that comments which lead to another
# root are not tried again in other ways.
_DRAWING = re.compile(
    rb"(?:\s+|<\?.*?\?>|<!--.*?-->)*+<(?:!doctype\s+svg|(?:[\w.-]+:)?svg)[\s/>\[]",
    re.DOTALL | re.IGNORECASE,
)
_GZIP = b"\x1f\x8b\x08"
_BLANKS = b"\xef\xbb\xbf\xfe\xff\0 \t\r\n"  # with the marks of byte order


def identify(data: bytes) -> Format:
    """Name the format; UnsupportedFormat for another image, NotAnImage for everything else."""
    head = data[:PROSE]
    if ours := _ours(head):
        return ours
    if foreign := _foreign(head):
        raise UnsupportedFormat(foreign)
    raise NotAnImage("first bytes")


def is_too_short(data: bytes) -> bool:
    """Say whether the beginning of a file tells nothing yet: under 64 bytes, of markup 4 KiB."""
    if len(data) >= PROSE:
        return False
    return len(data) < HEAD or data.lstrip(_BLANKS)[:1] in (b"", b"<", _GZIP[:1])


def _ours(head: bytes) -> Format | None:
    named: Format | None = "AVIF" if _brands(head) & _AVIF else None
    return next((name for name, mark in _OURS if mark.match(head)), named)


def _foreign(head: bytes) -> str | None:
    if _brands(head) & _HEIF:
        return "HEIF"
    drawing = "SVG" if _DRAWING.match(_markup(head)) else None
    return next((name for name, mark in _FOREIGN.items() if mark.match(head)), drawing)


def _brands(head: bytes) -> set[bytes]:
    """Return what an ISO base media file says that it is (ISO/IEC 14496-12, 4.3)."""
    if head[4:8] != b"ftyp":
        return set()
    box = head[: min(int.from_bytes(head[:4], "big"), HEAD)]
    places = (_MAJOR_BRAND, *range(_OTHER_BRANDS, len(box), 4))
    return {box[at : at + 4] for at in places}


def _markup(head: bytes) -> bytes:
    """Return the text that may be a drawing: unpacked, and one byte for each letter."""
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(head, PROSE)
        except zlib.error:
            return head
    # UTF-16 is ASCII with zeros in between, which is all that a root needs.
    return head.replace(b"\0", b"").lstrip(_BLANKS)
