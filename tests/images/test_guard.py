import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.domain.picture import Head
from server.errors import BrokenImage, ImageBomb, NotAnImage, UnsupportedFormat
from server.images.guard import check_structure
from server.images.magic import identify
from tests.hostile.pictures import DECODED, GUARDED, in_front, png, saved, segment

KINDS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
ANY = (NotAnImage, UnsupportedFormat, BrokenImage, ImageBomb)
SEEDS = {kind: saved(kind) for kind in KINDS} | {
    "progressive": saved("JPEG", progressive=True),
    "lossless": saved("WEBP", lossless=True),
    "extended": saved("WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"),
}


@pytest.mark.parametrize("name", GUARDED)
def test_a_hostile_skeleton_is_refused_soon(name: str) -> None:
    make, expected = GUARDED[name]
    data = make()

    started = time.process_time()
    with pytest.raises(expected) as caught:
        check_structure(data)
    assert type(caught.value) is expected
    assert time.process_time() - started < 0.1


@pytest.mark.parametrize("name", SEEDS)
def test_states_format_and_size(name: str) -> None:
    head = check_structure(SEEDS[name])

    if name == "AVIF":
        assert head == Head("AVIF", None, None)
    else:
        assert (head.width, head.height) == (48, 32)
        assert head.format == identify(SEEDS[name])


def test_a_frame_beside_the_screen_widens_a_gif() -> None:
    data = bytearray(saved("GIF"))
    at = data.rindex(b",\0\0\0\0\x30\0\x20\0")
    data[at + 1] = 100

    assert check_structure(bytes(data)) == Head("GIF", 148, 32)


def test_a_jpeg_with_much_to_tell_is_taken() -> None:
    data = in_front(segment(0xE1, bytes(65000)) * 150)

    assert check_structure(data) == Head("JPEG", 48, 32)


def test_what_follows_the_end_of_a_jpeg_is_not_looked_at() -> None:
    data = saved("JPEG") + b"\xff\xda\0\x03x" * 100

    assert check_structure(data) == Head("JPEG", 48, 32)


def test_a_progressive_jpeg_and_a_png_of_many_pieces_are_taken() -> None:
    check_structure(saved("JPEG", progressive=True))
    check_structure(png(9, 9, *[b"\0\0\0\0tEXt\0\0\0\0"] * 900))


@pytest.mark.parametrize("name", SEEDS)
def test_every_beginning_of_a_good_file_is_good_where_that_is_all_we_have(name: str) -> None:
    data = SEEDS[name]
    for end in range(64, len(data), 7):
        head = check_structure(data[:end], whole=False)
        assert head.format == identify(data)
        assert (head.width, head.height) in {(48, 32), (None, None)}


def test_a_beginning_is_held_to_the_same_caps() -> None:
    with pytest.raises(ImageBomb):
        check_structure(png(30000, 30000)[:40], whole=False)


@given(st.sampled_from(sorted(SEEDS)), st.data())
def test_any_damage_gives_a_head_or_one_of_four_errors(name: str, draw: st.DataObject) -> None:
    data = bytearray(SEEDS[name])
    places = st.tuples(st.integers(0, min(len(data) - 1, 400)), st.integers(0, 255))
    for at, value in draw.draw(st.lists(places, max_size=8)):
        data[at] = value
    del data[draw.draw(st.integers(0, len(data))) :]

    for whole in (True, False):
        try:
            head = check_structure(bytes(data), whole=whole)
        except ANY:
            continue
        assert head.format in KINDS


@given(st.sampled_from([data[:12] for data in SEEDS.values()]), st.binary(max_size=300))
def test_any_bytes_behind_a_true_beginning_give_a_head_or_an_error(
    start: bytes, rest: bytes
) -> None:
    with suppress(*ANY):
        assert check_structure(start + rest).format in KINDS


def test_ten_megabytes_take_milliseconds() -> None:
    noise = saved("PNG", (1900, 1800), compress_level=0)
    photo = saved("JPEG", (3000, 2400), quality=98)

    for data in (noise, photo):
        best = min(timed(data) for _ in range(5))
        assert len(data) > 9_000_000
        assert best < 0.03


def timed(data: bytes) -> float:
    started = time.process_time()
    check_structure(data)
    return time.process_time() - started


def test_the_rows_for_the_decoder_pass_the_guard() -> None:
    for make, _ in DECODED.values():
        check_structure(make())
