"""Words in the lowest bits of pixels: four forms, every filter, and only where they are."""

import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.embedded.carriers import stealth
from server.embedded.read import holds_prompt, read, read_prompt
from tests.embedded.hostile_rows import chunk, png
from tests.embedded.stealthy import hidden, saved
from tests.support import pictures

FORMS = ("stealth_pnginfo", "stealth_pngcomp", "stealth_rgbinfo", "stealth_rgbcomp")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", [(96, 64), (300, 10), (12, 900)])
def test_every_form_is_read(form: str, size: tuple[int, int]) -> None:
    data = saved(hidden(pictures.PARAMETERS, form, size))
    told = read_prompt(data)
    assert told
    assert told.negative == "people, text"
    assert not holds_prompt(data)


def filtered(data: bytearray, width: int, per: int, kinds: list[int]) -> bytes:
    """Rows of plain pixels behind the filters of these kinds, one after the other (PNG, 9.2)."""
    stride, out, above = width * per, bytearray(), bytes(width * per)
    for number in range(len(data) // stride):
        row, kind = data[number * stride : (number + 1) * stride], kinds[number % len(kinds)]
        out.append(kind)
        for at, value in enumerate(row):
            left, corner = (row[at - per], above[at - per]) if at >= per else (0, 0)
            up, near = above[at], left + above[at] - corner
            steps = [(abs(near - each), place) for place, each in enumerate((left, up, corner))]
            paeth = (left, up, corner)[min(steps)[1]]
            guess = (0, left, up, (left + up) // 2, paeth)[kind]
            out.append((value - guess) & 255)
        above = bytes(row)
    return bytes(out)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=7))
@settings(deadline=None)
def test_every_filter_is_undone(kinds: list[int]) -> None:
    picture = hidden("a cat on a wall, " * 9, "stealth_pngcomp", (24, 90))
    rows = filtered(bytearray(picture.tobytes()), picture.width, 4, kinds)
    packed = zlib.compress(rows)
    half = len(packed) // 2
    data = png(chunk(b"IDAT", packed[:half]), chunk(b"IDAT", packed[half:]),
               size=picture.size, colour=6)  # fmt: skip
    assert stealth.text(data) == "a cat on a wall, " * 9


def test_only_pictures_that_can_hold_words_are_looked_at() -> None:
    whole = hidden(pictures.PARAMETERS, "stealth_pnginfo")
    assert stealth.text(saved(whole.convert("RGB"))) == ""
    assert stealth.text(saved(whole.convert("LA"))) == ""
    assert stealth.text(saved(pictures.picture().convert("RGBA"))) == ""
    assert stealth.text(saved(whole)[:200]) == ""
    huge = struct.pack(">II", 60_000, 60_000)
    data = saved(whole)
    assert stealth.text(data[:16] + huge + data[24:]) == ""


@given(st.integers(0, 4000), st.binary(max_size=8))
@settings(deadline=None)
def test_no_damage_raises(at: int, noise: bytes) -> None:
    data = saved(hidden("a cat", "stealth_rgbcomp"))
    read(data[:at] + noise + data[at + len(noise) :])
