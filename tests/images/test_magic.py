import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from server.errors import ImageFailed, NotAnImage, UnsupportedFormat
from server.images.body import read_body
from server.images.guard import check_structure
from server.images.magic import PROSE, identify, is_too_short
from server.net.budget import WireBudget
from tests.hostile.foreign_rows import HTML, NO_IMAGES, OTHER_IMAGES, SVG
from tests.hostile.pictures import saved

OURS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
ROWS = [
    *((name, data, UnsupportedFormat) for name, data in OTHER_IMAGES.items()),
    *((name, data, NotAnImage) for name, data in NO_IMAGES.items()),
]
each_row = pytest.mark.parametrize(
    ("data", "kind"), [pytest.param(data, kind, id=name) for name, data, kind in ROWS]
)


def brought(data: bytes, size: int) -> None:
    """Read a body that comes in pieces of `size` bytes."""
    pieces = (data[at : at + size] for at in range(0, len(data), size))
    read_body(pieces, gzip=False, most=2**20, budget=WireBudget(9, 2**20), enough=lambda _: False)


@each_row
def test_each_file_is_named_for_what_it_is(data: bytes, kind: type[ImageFailed]) -> None:
    with pytest.raises(kind):
        identify(data)
    with pytest.raises(kind):
        check_structure(data)


@each_row
@pytest.mark.parametrize("size", [1, 100, 10_000])
def test_a_download_names_it_alike(data: bytes, kind: type[ImageFailed], size: int) -> None:
    with pytest.raises(kind):
        brought(data, size)


@each_row
def test_the_beginning_is_named_alike_or_is_too_short(data: bytes, kind: type[ImageFailed]) -> None:
    for end in (0, 1, 63, 64, 65, 200, PROSE - 1, PROSE, len(data)):
        if not is_too_short(data[:end]):
            with pytest.raises(kind):
                identify(data[:end])


@pytest.mark.parametrize("name", OURS)
def test_our_own_are_named_by_their_first_bytes(name: str) -> None:
    data = saved(name)

    assert identify(data) == identify(data[:64]) == name
    assert is_too_short(data[:63])
    assert not is_too_short(data[:64])


@pytest.mark.parametrize(
    "name", ["BMP", "DDS", "EPS", "ICO", "JPEG2000", "PCX", "PPM", "QOI", "SGI", "TIFF"]
)
def test_what_a_writer_of_that_format_wrote_is_unsupported(name: str) -> None:
    with pytest.raises(UnsupportedFormat):
        identify(saved(name))


@pytest.mark.parametrize("name", ["AVIF", "PNG"])
def test_an_image_that_also_bears_a_foreign_brand_is_ours(name: str) -> None:
    out = BytesIO()
    Image.new("RGB", (64, 64)).save(out, name)

    assert identify(out.getvalue() + SVG) == name


def test_a_page_is_given_up_at_four_kilobytes() -> None:
    read = []

    def pieces() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield HTML[:16]

    with pytest.raises(NotAnImage):
        read_body(
            pieces(),
            gzip=False,
            most=2**20,
            budget=WireBudget(9, 2**20),
            enough=lambda _: False,
        )
    assert len(read) == PROSE // 16


@given(st.binary(max_size=200))
def test_any_bytes_have_one_answer(data: bytes) -> None:
    with suppress(NotAnImage, UnsupportedFormat):
        assert identify(data) in OURS


@given(st.lists(st.sampled_from([b"<!--", b"-->", b"<?", b"?>", b"<svg", b" ", b"<", b">", b"\0"])))
def test_markup_takes_no_longer_than_it_is_long(pieces: list[bytes]) -> None:
    data = b"".join(pieces) * 300

    started = time.process_time()
    with suppress(NotAnImage, UnsupportedFormat):
        identify(data)
    assert time.process_time() - started < 0.05
