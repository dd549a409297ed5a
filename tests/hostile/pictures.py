"""Pictures that would hurt a decoder, made by hand from the formats' own rules."""

import random
import re
import struct
import zlib
from functools import cache
from io import BytesIO

from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
ORIENTATION = 0x0112
# Adam7 (PNG third edition, 8): where each pass begins, and its steps.
PASSES = (
    (0, 0, 8, 8),
    (4, 0, 8, 8),
    (0, 4, 4, 8),
    (2, 0, 4, 4),
    (0, 2, 2, 4),
    (1, 0, 2, 2),
    (0, 1, 1, 2),
)
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_head(width: int, height: int, depth: int = 8, colour: int = 2, passes: int = 0) -> bytes:
    return SIGNATURE + chunk(
        b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, passes)
    )


def png(width: int, height: int, *chunks: bytes) -> bytes:
    rows = zlib.compress((b"\0" + bytes(3 * width)) * height) if width * height < 10**6 else b"x"
    return b"".join((png_head(width, height), *chunks, chunk(b"IDAT", rows), chunk(b"IEND")))


@cache
def png_flat(
    size: tuple[int, int],
    depth: int,
    colour: int,
    *,
    before: bytes = b"",
    passes: int = 0,
    rule: int = 4,
) -> bytes:
    """Return a large picture in a small file, each row filtered by `rule` (Paeth, the slowest)."""
    packer = zlib.compressobj(6)
    rows = []
    for left, top, across, down in PASSES if passes else ((0, 0, 1, 1),):
        width, height = -(-(size[0] - left) // across), -(-(size[1] - top) // down)
        row = bytes([rule]) + b"\x55" * -(-width * CHANNELS[colour] * depth // 8)
        rows += [packer.compress(row * height)]
    body = b"".join((*rows, packer.flush()))
    head = png_head(*size, depth, colour, passes)
    return b"".join((head, before, chunk(b"IDAT", body), chunk(b"IEND")))


def frames(count: int) -> bytes:
    return chunk(b"acTL", struct.pack(">II", count, 0))


def frame_at(left: int, top: int, width: int, height: int, number: int = 0) -> bytes:
    return chunk(b"fcTL", struct.pack(">IIIIIHHBB", number, width, height, left, top, 1, 10, 0, 0))


def saved(kind: str, size: tuple[int, int] = (48, 32), mode: str = "RGB", **how: object) -> bytes:
    """Return a noisy picture, the same each time."""
    made = random.Random(7).randbytes(size[0] * size[1] * 3)
    out = BytesIO()
    Image.frombytes("RGB", size, made).convert(mode).save(out, kind, **how)
    return out.getvalue()


@cache
def saved_plain(kind: str, size: tuple[int, int], mode: str = "", **how: object) -> bytes:
    """Return a picture of one half-transparent colour: small as a file, large as pixels."""
    out = BytesIO()
    mode = mode or ("P" if kind == "GIF" else "RGBA")
    colours: dict[str, float | tuple[float, ...]] = {"P": 3, "L": 7, "RGB": (1, 2, 3)}
    Image.new(mode, size, colours.get(mode, (1, 2, 3, 100))).save(out, kind, **how)
    return out.getvalue()


def exif(*entries: bytes, begins: bytes = b"MM\0*\0\0\0\x08", then: bytes = bytes(4)) -> bytes:
    """Return a block of one directory (CIPA DC-008, 4.5)."""
    return begins + struct.pack(">H", len(entries)) + b"".join(entries) + then


def short(tag: int, value: int) -> bytes:
    return struct.pack(">HHIHH", tag, 3, 1, value, 0)


def long(tag: int, kind: int, count: int, value: int) -> bytes:
    return struct.pack(">HHII", tag, kind, count, value)


def segment(marker: int, body: bytes = b"") -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def app1(block: bytes) -> bytes:
    return segment(0xE1, b"Exif\0\0" + block)


def jpeg_with(size: tuple[int, int] | None = None, **changes: int) -> bytes:
    """Return a JPEG whose frame header lies: about its size, `marker`, `bits` or `components`."""
    data = bytearray(saved("JPEG"))
    at = data.index(b"\xff\xc0")
    if size:
        data[at + 5 : at + 9] = struct.pack(">HH", size[1], size[0])
    for name, place in {"marker": 1, "bits": 4, "components": 9, "sampling": 11}.items():
        data[at + place] = changes.get(name, data[at + place])
    return bytes(data)


def progressive_of(size: tuple[int, int]) -> bytes:
    data = bytearray(saved("JPEG", progressive=True))
    at = data.index(b"\xff\xc2")
    data[at + 5 : at + 9] = struct.pack(">HH", size[1], size[0])
    return bytes(data)


def in_front(junk: bytes) -> bytes:
    data = saved("JPEG")
    return data[:2] + junk + data[2:]


def behind_frame(junk: bytes) -> bytes:
    data = saved("JPEG")
    at = data.index(b"\xff\xda")
    return data[:at] + junk + data[at:]


def scans(count: int, between: bytes = b"", size: tuple[int, int] = (48, 32)) -> bytes:
    data = jpeg_with(size)
    start = data.index(b"\xff\xda")
    scan = data[start:-2]
    return data[:start] + (scan + between) * count + b"\xff\xd9"


def passes(size: tuple[int, int], count: int, which: int = -1) -> bytes:
    """Return a progressive JPEG of one colour, one of its scans repeated up to `count`."""
    data = saved_plain("JPEG", size, "RGB", progressive=True, quality=50)
    starts = [found.start() for found in re.finditer(rb"\xff\xda", data)]
    after = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
    found = after.search(data, starts[which] + 2)
    assert found
    scan = data[starts[which] : found.start()]
    return data[:-2] + scan * (count - len(starts)) + b"\xff\xd9"


def gif(width: int, height: int, *blocks: bytes) -> bytes:
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0) + b"".join(blocks)


def gif_frame(left: int, top: int, width: int, height: int, bits: int = 2) -> bytes:
    head = struct.pack("<HHHHB", left, top, width, height, 0)
    return b"," + head + bytes([bits]) + b"\x02D\x01\x00;"


def webp_chunk(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def webp_of(*chunks: bytes) -> bytes:
    inside = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def webp(name: bytes, body: bytes) -> bytes:
    return webp_of(webp_chunk(name, body))


def webp_lossless(width: int, height: int) -> bytes:
    return webp(b"VP8L", struct.pack("<BI", 0x2F, width - 1 | height - 1 << 14) + bytes(8))


def canvas(width: int, height: int, flags: int = 0) -> bytes:
    wide, high = ((side - 1).to_bytes(3, "little") for side in (width, height))
    return webp_chunk(b"VP8X", bytes([flags, 0, 0, 0]) + wide + high)


def bitstream() -> bytes:
    """Return the one chunk of a small lossy picture of 48 × 32 px."""
    return saved("WEBP")[12:]


def webp_frame(width: int, height: int) -> bytes:
    sides = b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
    return webp_chunk(b"ANMF", bytes(6) + sides + bytes(4) + bitstream())


def box(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body) + 8) + name + body


def nested(depth: int) -> bytes:
    made = b""
    for _ in range(depth):
        made = box(b"iprp", made)
    return made


def items(count: int) -> bytes:
    """Return an index that names so many items and says of none where it is (iloc, version 2)."""
    head = struct.pack(">BBHBBI", 2, 0, 0, 0, 0, count)
    return box(b"iloc", head + b"".join(struct.pack(">IHHH", n, 0, 0, 0) for n in range(count)))


def avif_index(*boxes: bytes) -> bytes:
    start = box(b"ftyp", b"avif\0\0\0\0avifmif1miaf")
    handler = box(b"hdlr", bytes(8) + b"pict" + bytes(13))
    return start + box(b"meta", b"".join((bytes(4), handler, *boxes)))


def avif_says(stated: tuple[int, int], data: bytes | None = None) -> bytes:
    """Return an AVIF that lies about its size."""
    changed = bytearray(data or saved("AVIF", speed=10))
    at = changed.index(b"ispe")
    changed[at + 8 : at + 16] = struct.pack(">II", *stated)
    return bytes(changed)


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]
