"""The lowest bits of a WebP's pixels: where hidden words begin, and nowhere else."""

from io import BytesIO

import pytest

from server.embedded.read import read_hidden
from server.images.frames import pack_picture, unpack
from server.images.normalise import normalise
from server.images.pool import NormaliserPool
from tests.embedded.stealthy import hidden, saved
from tests.support import pictures

LOSSLESS, LOSSY = {"lossless": True, "exact": True}, {"quality": 80}
FOUND = [
    ("stealth_pnginfo", LOSSLESS), ("stealth_pngcomp", LOSSLESS), ("stealth_rgbinfo", LOSSLESS),
    ("stealth_rgbcomp", LOSSLESS),
    ("stealth_pngcomp", LOSSY),  # its alpha is lossless
]  # fmt: skip


@pytest.mark.parametrize(("form", "how"), FOUND)
def test_they_come_out_of_the_decoder(form: str, how: dict[str, object]) -> None:
    picture = normalise(saved(hidden(pictures.PARAMETERS, form), "WEBP", **how))
    told = read_hidden(picture.hidden)
    assert told
    assert told.negative == "people, text"
    assert unpack(pack_picture(picture)) == picture


def test_they_come_through_the_process() -> None:
    pool = NormaliserPool(1)
    data = saved(hidden(pictures.PARAMETERS, "stealth_pngcomp"), "WEBP", **LOSSLESS)
    assert read_hidden(pool.normalise(data, "standard", 9).hidden)
    pool.close()


def test_pictures_without_words_give_nothing() -> None:
    for picture in (pictures.picture(), pictures.picture().convert("RGBA")):
        for how in (LOSSLESS, LOSSY):
            assert normalise(saved(picture, "WEBP", **how)).hidden == b""
    out = BytesIO()
    pictures.picture().save(out, "JPEG")
    assert normalise(out.getvalue()).hidden == b""
    assert read_hidden(b"") is None
