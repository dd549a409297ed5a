"""The PNG carrier: every kind of text, anywhere, bounded."""

import struct
import time
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.embedded.carriers.png import LONGEST_TEXT, SIGNATURE, places
from tests.support import pictures


def texts(data: bytes) -> dict[str, str]:
    return [*places(data)][-1]


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*chunks: bytes) -> bytes:
    return SIGNATURE + chunk(b"IHDR", bytes(13)) + b"".join(chunks) + chunk(b"IEND", b"")


KINDS = [
    ("plain", chunk(b"tEXt", b"parameters\0caf\xe9")),
    ("plain in UTF-8", chunk(b"tEXt", b"parameters\0caf\xc3\xa9")),
    ("compressed", chunk(b"zTXt", b"parameters\0\0" + zlib.compress(b"caf\xe9"))),
    ("international", chunk(b"iTXt", b"parameters\0\0\0en\0x\0caf\xc3\xa9")),
    (
        "international and compressed",
        chunk(b"iTXt", b"parameters\0\1\0\0\0" + zlib.compress("café".encode())),
    ),
    ("after the pixels", chunk(b"IDAT", bytes(999)) + chunk(b"tEXt", b"parameters\0caf\xe9")),
]


@pytest.mark.parametrize(("name", "chunks"), KINDS)
def test_every_kind_of_text_is_read(name: str, chunks: bytes) -> None:
    assert texts(png(chunks)) == {"parameters": "café"}


def test_the_first_of_a_keyword_counts() -> None:
    data = png(chunk(b"tEXt", b"parameters\0one"), chunk(b"tEXt", b"parameters\0two"))
    assert texts(data) == {"parameters": "one"}


BAD = [
    b"",
    SIGNATURE,
    b"GIF89a" + pictures.png()[6:],
    png(chunk(b"tEXt", b"no separator")),
    png(chunk(b"zTXt", b"parameters\0\0not deflate")),
    png(chunk(b"zTXt", b"parameters\0\7" + zlib.compress(b"x"))),
    png(chunk(b"iTXt", b"parameters\0\0")),
    png(struct.pack(">I", 2**31) + b"tEXt" + b"parameters\0x"),
    png(chunk(b"tEXt", b"parameters\0" + b"x" * (LONGEST_TEXT + 1))),
    png(chunk(b"zTXt", b"parameters\0\0" + zlib.compress(b"x" * (LONGEST_TEXT + 1)))),
]


@pytest.mark.parametrize("data", BAD)
def test_what_is_broken_or_too_long_is_passed_over(data: bytes) -> None:
    assert texts(data) == {}


def test_a_bomb_is_not_unpacked() -> None:
    bomb = chunk(b"zTXt", b"parameters\0\0" + zlib.compress(bytes(200_000_000), 9))
    began = time.process_time()
    assert texts(png(bomb)) == {}
    assert time.process_time() - began < 0.2


LONG = zlib.compress(bytes(LONGEST_TEXT + 1), 9)


@pytest.mark.parametrize("packed", [LONG, zlib.compress(bytes(LONGEST_TEXT), 9)[:-5] + b"xxxxx"])
@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt"])
def test_thousands_of_bombs_are_not_unpacked_one_after_the_other(
    kind: bytes, packed: bytes
) -> None:
    head = b"x\0\0" if kind == b"zTXt" else b"x\0\1\0\0\0"
    data = png(*[chunk(kind, head + packed)] * 5000)
    assert len(data) > 5_000_000

    began = time.process_time()
    assert texts(data) == {}
    assert time.process_time() - began < 0.2


def test_many_texts_together_are_bounded() -> None:
    many = [chunk(b"tEXt", f"k{n}".encode() + b"\0" + b"x" * 1_000_000) for n in range(9)]
    assert len(texts(png(*many))) == 4


@given(st.binary(max_size=400), st.integers(0, 400))
def test_no_bytes_raise(noise: bytes, cut: int) -> None:
    texts(noise)
    texts(SIGNATURE + noise)
    whole = pictures.png(pictures.PARAMETERS)
    texts(whole[:cut] + noise + whole[cut:])
