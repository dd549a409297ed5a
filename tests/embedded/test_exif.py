"""Exif's texts: every place and charset that writers use, bounded, and never an error."""

import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.embedded.carriers import exif
from server.embedded.carriers.exif import LONGEST_TEXT
from tests.embedded import tiff
from tests.embedded.tiff import BIG, LITTLE


def texts(block: bytes) -> list[str]:
    return [*exif.texts(block).values()]


SAID = "café テスト\nSteps: 1"
UTF8 = SAID.encode()
VALUES = [
    ("UTF-16, big end first", tiff.utf16(SAID)),
    ("UTF-16, little end first", tiff.utf16(SAID, "utf-16-le")),
    ("UTF-16 with its mark", b"UNICODE\0" + b"\xfe\xff" + SAID.encode("utf-16-be")),
    ("UTF-16 with padding", tiff.utf16(SAID) + bytes(2)),
    ("UTF-16 with an odd byte", tiff.utf16(SAID) + b"\0"),
    ("the charset said to be ASCII", b"ASCII\0\0\0" + UTF8),
    (
        "the charset said to be ASCII, and UTF-16 none the less",
        b"ASCII\0\0\0" + SAID.encode("utf-16-le"),
    ),
    ("the charset left undefined", bytes(8) + UTF8),
    ("UTF-16 of the smaller end with its mark", b"UNICODE\0\xff\xfe" + SAID.encode("utf-16-le")),
    ("no charset", UTF8),
    ("no charset, padded", bytes(4) + UTF8 + b"\0"),
]


@pytest.mark.parametrize("order", [BIG, LITTLE])
@pytest.mark.parametrize(("name", "value"), VALUES)
def test_a_comment_is_read_in_either_directory(name: str, value: bytes, order: str) -> None:
    assert SAID in texts(tiff.comment(value, order))
    assert SAID in texts(tiff.PREFIX + tiff.comment(value, order))
    assert SAID in texts(tiff.plain(value, order, tiff.COMMENT, tiff.UNDEFINED))


@pytest.mark.parametrize("codec", ["iso2022_jp", "cp932"])
def test_japanese_charsets_are_read(codec: str) -> None:
    assert texts(tiff.comment(b"JIS\0\0\0\0\0" + "テスト, 1".encode(codec))) == ["テスト, 1"]


@pytest.mark.parametrize("order", [BIG, LITTLE])
def test_a_description_is_read(order: str) -> None:
    assert texts(tiff.plain(UTF8 + b"\0", order)) == [SAID]


def test_the_comment_comes_before_the_description() -> None:
    block = tiff.described_and_commented(b"described", b"commented")
    assert texts(block) == ["commented", "described"]


CYCLE = tiff.header(BIG) + tiff.directory(BIG, [(tiff.DIRECTORY, 4, 1, 8)])
BAD = [
    b"",
    tiff.PREFIX,
    b"MM\0*",
    b"II\0*" + tiff.comment(UTF8)[4:],
    b"MM*\0" + tiff.comment(UTF8, LITTLE)[4:],
    tiff.header(BIG, 2**32 - 1),
    tiff.header(BIG) + struct.pack(">H", 65535),
    tiff.comment(UTF8, kind=3),
    tiff.comment(UTF8, tag=0x9285),
    tiff.comment(UTF8)[:-1],
    tiff.comment(b"x" * (LONGEST_TEXT + 1)),
    CYCLE,
]


@pytest.mark.parametrize("block", BAD)
def test_what_is_broken_too_long_or_of_another_charset_is_passed_over(block: bytes) -> None:
    assert texts(block) == []


def test_the_longest_block_takes_no_time() -> None:
    full = (struct.pack(">HHII", tiff.COMMENT, tiff.UNDEFINED, LONGEST_TEXT, 8)) * 65535
    block = tiff.header(BIG) + struct.pack(">H", 65535) + full
    began = time.process_time()
    texts(block)
    assert time.process_time() - began < 0.5


@given(st.binary(max_size=300))
def test_no_bytes_raise(noise: bytes) -> None:
    for start in (b"", b"MM\0*", b"II*\0", b"MM\0*\0\0\0\x08", b"II*\0\x08\0\0\0", tiff.PREFIX):
        texts(start + noise)


@given(st.integers(0, 44), st.binary(min_size=1, max_size=4), st.sampled_from([BIG, LITTLE]))
def test_no_damage_to_the_directories_raises(at: int, noise: bytes, order: str) -> None:
    block = tiff.comment(UTF8, order)
    texts(block[:at] + noise + block[at + len(noise) :])
