"""Exif in JPEG and WebP: wherever it stands, only when it is whole, and never an error."""

import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.embedded.carriers import jpeg, webp
from server.embedded.read import holds_prompt, read_prompt
from tests.embedded import tiff
from tests.support import pictures

BLOCK = tiff.comment(tiff.utf16(pictures.PARAMETERS))
JPEG, WEBP = tiff.jpeg(BLOCK), tiff.webp(BLOCK)


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def riff(*chunks: bytes) -> bytes:
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


EXIF = segment(0xE1, tiff.PREFIX + BLOCK)
XMP = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>")
SCAN = segment(0xDA, bytes(10))
JPEGS = [
    ("first", b"\xff\xd8" + EXIF + SCAN),
    ("behind JFIF and XMP", b"\xff\xd8" + segment(0xE0, b"JFIF\0" + bytes(9)) + XMP + EXIF + SCAN),
    ("behind fill bytes", b"\xff\xd8" + b"\xff" * 9 + EXIF + SCAN),
    ("behind a segment of nothing", b"\xff\xd8" + segment(0xFE, b"") + EXIF + SCAN),
    ("behind the frame header", b"\xff\xd8" + segment(0xC0, bytes(15)) + EXIF + SCAN),
    ("as Pillow writes it", JPEG),
]
WEBPS = [
    ("at the end", riff(chunk(b"VP8 ", bytes(11)), chunk(b"EXIF", BLOCK))),
    ("before the pixels", riff(chunk(b"EXIF", BLOCK), chunk(b"VP8 ", bytes(11)))),
    ("with the prefix of JPEG", riff(chunk(b"VP8X", bytes(10)), chunk(b"EXIF", EXIF[4:]))),
    ("in a file that says another length", b"RIFF\0\0\0\0" + riff(chunk(b"EXIF", BLOCK))[8:]),
    ("as Pillow writes it", WEBP),
]


@pytest.mark.parametrize(("name", "data"), JPEGS + WEBPS)
def test_the_prompt_is_found(name: str, data: bytes) -> None:
    embedded = read_prompt(data)
    assert embedded
    assert embedded.prompt == "a lighthouse on a cliff, (storm clouds:1.2), oil painting"
    assert embedded.negative == "people, text"
    assert embedded.settings["Model"] == "coastline_v2"


@pytest.mark.parametrize("make", [tiff.jpeg, tiff.webp])
def test_a_description_of_the_same_form_is_a_prompt_too(make: type[bytes]) -> None:
    embedded = read_prompt(make(tiff.plain(pictures.PARAMETERS.encode())))
    assert embedded
    assert embedded.negative == "people, text"
    assert read_prompt(make(tiff.plain(b"a photograph of my cat"))) is None


ELSEWHERE = [
    ("no JPEG", b"\xff\xd9" + EXIF + SCAN),
    ("behind the first scan", b"\xff\xd8" + SCAN + EXIF),
    ("behind what is no marker", b"\xff\xd8" + b"\0" + EXIF),
    ("behind more fill bytes than there can be", b"\xff\xd8" + b"\xff" * 5000 + EXIF),
    ("behind more segments than there can be", b"\xff\xd8" + segment(0xFE, b"") * 2000 + EXIF),
    ("no WebP", b"RIFX" + riff(chunk(b"EXIF", BLOCK))[4:]),
    ("another RIFF", riff(chunk(b"EXIF", BLOCK)).replace(b"WEBP", b"WAVE")),
    ("behind more chunks than there can be", riff(chunk(b"ANMF", b"") * 20_000 + WEBP[12:])),
]


@pytest.mark.parametrize(("name", "data"), ELSEWHERE)
def test_nothing_is_found_where_nothing_may_stand(name: str, data: bytes) -> None:
    assert read_prompt(data) is None


def test_a_head_holds_the_prompt_as_soon_as_its_exif_is_whole() -> None:
    end = JPEG.index(BLOCK) + len(BLOCK)
    for cut in range(len(JPEG) + 1):
        assert holds_prompt(JPEG[:cut]) == (cut >= end), cut
    early = WEBPS[1][1]
    end = early.index(BLOCK) + len(BLOCK)
    for cut in range(len(early) + 1):
        assert holds_prompt(early[:cut]) == (cut >= end), cut


@pytest.mark.parametrize("make", [tiff.jpeg, tiff.webp])
def test_no_head_tells_another_prompt_than_the_whole_file(make: type[bytes]) -> None:
    texts = [f"{name}\n{pictures.PARAMETERS}".encode() for name in ("described", "commented")]
    data = make(tiff.described_and_commented(*texts))
    for cut in range(data.index(texts[1]), data.index(texts[1]) + len(texts[1])):
        assert not holds_prompt(data[:cut]), cut
    embedded = read_prompt(data)
    assert embedded
    assert embedded.prompt.startswith("commented")


SLOW = [
    b"\xff\xd8" + b"\xff" * 10_000_000,
    b"\xff\xd8" + segment(0xFE, b"") * 2_500_000,
    b"\xff\xd8" + b"\xff\xe1\0\0" * 2_500_000,
    riff(chunk(b"ANMF", b"") * 1_250_000),
    riff(chunk(b"EXIF", tiff.comment(tiff.utf16("a: b, " * 20_000)) + bytes(9_000_000))),
]


@pytest.mark.parametrize("data", SLOW)
def test_no_file_takes_long(data: bytes) -> None:
    began = time.process_time()
    assert read_prompt(data) is None
    assert time.process_time() - began < 0.5


@given(st.binary(max_size=300))
def test_no_bytes_raise(noise: bytes) -> None:
    list(jpeg.places(b"\xff\xd8" + noise))
    list(webp.places(b"RIFF\0\0\0\0WEBP" + noise))
    for start in (b"", b"\xff\xd8", b"RIFF\0\0\0\0WEBP", b"\xff\xd8\xff\xe1\0\x80Exif\0\0MM\0*"):
        read_prompt(start + noise)


@given(st.sampled_from([JPEG, WEBP]), st.data(), st.binary(max_size=6), st.integers(0, 6))
def test_no_damage_raises(whole: bytes, data: st.DataObject, noise: bytes, lost: int) -> None:
    at = data.draw(st.integers(0, len(whole)))
    read_prompt(whole[:at] + noise + whole[at + lost :])
