import time
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from server.domain.picture import Head
from server.errors import BrokenImage, ImageBomb, NotAnImage, UnsupportedFormat
from server.images.guard import check_structure, find_skeleton
from server.images.magic import identify
from server.images.normalise import normalise
from tests.hostile.forgiven_rows import FORGIVEN
from tests.hostile.picture_rows import DECODED, GUARDED
from tests.hostile.pictures import gif, gif_frame, in_front, png, saved, segment

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


@pytest.mark.parametrize("name", [*DECODED, *FORGIVEN])
def test_the_rows_for_the_decoder_pass_the_guard_soon(name: str) -> None:
    make = FORGIVEN[name] if name in FORGIVEN else DECODED[name][0]
    data = make()

    started = time.process_time()
    check_structure(data)
    assert time.process_time() - started < 0.1


WORD = b"A word that nobody drew"


def told(kind: str) -> bytes:
    text = PngImagePlugin.PngInfo()
    for add in (text.add_text, text.add_itxt):
        add("parameters", WORD.decode())
    more: dict[str, dict[str, Any]] = {
        "JPEG": {"comment": WORD, "icc_profile": WORD, "xmp": WORD, "exif": b"Exif\0\0" + WORD},
        "PNG": {"pnginfo": text, "exif": b"Exif\0\0" + WORD},
        "WEBP": {"icc_profile": WORD, "xmp": WORD, "exif": b"Exif\0\0" + WORD},
        "GIF": {"comment": WORD},
    }
    return saved(kind, **more[kind]) + WORD


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_what_does_not_draw_is_left_out_of_what_draws(kind: str) -> None:
    data = told(kind)
    drawn = b"".join(find_skeleton(data).parts)

    assert WORD in data
    assert WORD not in drawn
    assert len(drawn) <= len(saved(kind)) + 12


def animation(kind: str) -> bytes:
    first, *others = [Image.new("RGB", (48, 32), (n, 0, 0)) for n in range(20)]
    out = BytesIO()
    first.save(out, kind, save_all=True, append_images=others)
    return out.getvalue()


def test_of_an_animation_the_first_frame_is_what_draws() -> None:
    drawn = b"".join(find_skeleton(animation("WEBP")).parts)

    assert drawn[:4] in {b"VP8 ", b"VP8L"}
    assert len(drawn) == 8 + int.from_bytes(drawn[4:8], "little") + drawn[4] % 2


def with_own_colours(data: bytes) -> bytes:
    """Return a GIF of 256 colours that its frame brings along, not its screen."""
    screen, colours, frame = data[:13], data[13 : 13 + 768], data[13 + 768 :]
    size = frame[:9]
    return screen[:10] + b"\0" + screen[11:] + size + b"\x87" + colours + frame[10:]


@pytest.mark.parametrize(
    "data", [saved("GIF"), with_own_colours(saved("GIF")), animation("GIF")], ids=len
)
def test_a_gif_draws_to_the_end_of_its_first_frame(data: bytes) -> None:
    drawn = b"".join(find_skeleton(data + WORD).parts)

    assert len(drawn) < len(data)
    with Image.open(BytesIO(drawn)) as first, Image.open(BytesIO(data)) as whole:
        assert first.convert("RGB").tobytes() == whole.convert("RGB").tobytes()
    with pytest.raises(BrokenImage):
        normalise(drawn[:-3])


@pytest.mark.parametrize("end", [0, 1, 9, 10, 11, 12, 40])
def test_a_gif_whose_pixels_break_off_is_kept_to_its_end(end: int) -> None:
    data = saved("GIF")
    frame = data.rindex(b",\0\0\0\0")
    with suppress(BrokenImage):
        assert b"".join(find_skeleton(data[: frame + end]).parts) == data[: frame + end]


def test_a_gif_in_crumbs_is_not_walked_for_long() -> None:
    data = gif(48, 32, gif_frame(0, 0, 48, 32)[:11], b"\1x" * 4_000_000, b"\0;")

    started = time.process_time()
    assert b"".join(find_skeleton(data).parts) == data
    assert time.process_time() - started < 0.1
