import random
from collections.abc import Callable
from io import BytesIO
from math import log10

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat, PngImagePlugin

from server.domain.picture import Normalised
from server.domain.sizing import Sizing
from server.images.decode import decode
from server.images.guard import find_skeleton
from server.images.normalise import normalise
from tests.hostile.pictures import saved

KINDS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
RED, GREEN, BLUE, YELLOW = (220, 30, 30), (30, 170, 40), (30, 50, 210), (230, 210, 40)


def corners(size: tuple[int, int] = (90, 60)) -> Image.Image:
    """Return four fields, so that every way of turning it can be told apart."""
    picture = Image.new("RGB", size, RED)
    width, height = size
    for colour, left, top in ((GREEN, 1, 0), (BLUE, 0, 1), (YELLOW, 1, 1)):
        picture.paste(colour, (left * width // 2, top * height // 2, width, height))
        if left == 0:
            picture.paste(YELLOW, (width // 2, height // 2, width, height))
    return picture


def encoded(picture: Image.Image, kind: str, **how: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def seen(normalised: Normalised) -> Image.Image:
    picture = Image.open(BytesIO(normalised.jpeg), formats=("JPEG",))
    picture.load()
    return picture


def near(one: tuple[int, ...], other: tuple[int, ...], by: int = 12) -> bool:
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def four(picture: Image.Image) -> list[tuple[int, ...]]:
    width, height = picture.size
    at = [(0.2, 0.2), (0.8, 0.2), (0.2, 0.8), (0.8, 0.8)]
    found = [picture.getpixel((int(width * x), int(height * y))) for x, y in at]
    return [pixel for pixel in found if isinstance(pixel, tuple)]


def assert_fields(picture: Image.Image, *expected: tuple[int, int, int]) -> None:
    assert len(four(picture)) == 4
    for field, colour in zip(four(picture), expected, strict=True):
        assert near(field, colour), (four(picture), expected)


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_each_format_keeps_its_colours(kind: str) -> None:
    normalised = normalise(encoded(corners(), kind))

    assert (normalised.format, normalised.width, normalised.height) == (kind, 90, 60)
    assert_fields(seen(normalised), RED, GREEN, BLUE, YELLOW)


@pytest.mark.parametrize("turn", range(11))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_turned_picture_is_upright_afterwards(kind: str, turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    ways = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    stored = corners().transpose(ways[turn]) if turn in ways else corners()

    normalised = normalise(encoded(stored, kind, exif=exif.tobytes()))

    assert (normalised.width, normalised.height) == seen(normalised).size == (90, 60)
    assert_fields(seen(normalised), RED, GREEN, BLUE, YELLOW)


def sixteen_bit() -> bytes:
    ramp = Image.new("I;16", (256, 64))
    ramp.putdata([x * 257 for _ in range(64) for x in range(256)])
    return encoded(ramp, "PNG")


def test_sixteen_bits_are_scaled_and_not_clipped() -> None:
    picture = seen(normalise(sixteen_bit())).convert("L")

    assert [picture.getpixel((x, 32)) for x in (2, 128, 253)] == [
        pytest.approx(value, abs=4) for value in (2, 128, 253)
    ]


def translucent(mode: str) -> Image.Image:
    picture = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (30, 0, 60, 60))
    return picture.convert(mode)


def palette_with_hole() -> bytes:
    picture = Image.new("P", (60, 60), 1)
    picture.putpalette([0, 0, 0, 255, 0, 0])
    picture.paste(0, (30, 0, 60, 60))
    return encoded(picture, "PNG", transparency=1)


def plain_with_hole() -> bytes:
    picture = Image.new("RGB", (60, 60), (1, 2, 3))
    picture.paste((0, 0, 0), (30, 0, 60, 60))
    return encoded(picture, "PNG", transparency=(1, 2, 3))


@pytest.mark.parametrize(
    "make",
    [
        lambda: encoded(translucent("RGBA"), "PNG"),
        lambda: encoded(translucent("LA"), "PNG"),
        lambda: encoded(translucent("RGBA"), "WEBP", lossless=True),
        lambda: encoded(translucent("RGBA"), "GIF"),
        lambda: encoded(translucent("RGBA"), "AVIF"),
        palette_with_hole,
        plain_with_hole,
    ],
    ids=["RGBA", "LA", "WEBP", "GIF", "AVIF", "palette", "one colour"],
)
def test_what_shines_through_becomes_white(make: Callable[[], bytes]) -> None:
    picture = seen(normalise(make()))

    assert picture.mode == "RGB"
    assert_fields(picture, (255, 255, 255), (0, 0, 0), (255, 255, 255), (0, 0, 0))


def test_half_a_shade_is_mixed_with_white_also_when_shrunk() -> None:
    picture = Image.new("RGBA", (3000, 2000), (255, 0, 0, 128))

    small = seen(normalise(encoded(picture, "PNG")))

    assert small.size == (1024, 683)
    assert_fields(small, *[(255, 127, 127)] * 4)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "YCbCr"])
def test_other_modes_become_rgb(mode: str) -> None:
    kind = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"

    few = corners().quantize(8) if mode == "P" else corners().convert(mode)

    picture = seen(normalise(encoded(few, kind)))

    assert (picture.mode, picture.size) == ("RGB", (90, 60))
    if mode in {"CMYK", "YCbCr", "P"}:
        assert_fields(picture, RED, GREEN, BLUE, YELLOW)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_an_animation_the_first_frame_is_taken(kind: str) -> None:
    others = [Image.new("RGB", (90, 60), colour) for colour in ("black", "white")]

    data = encoded(corners(), kind, save_all=True, append_images=others, duration=50)

    assert_fields(seen(normalise(data)), RED, GREEN, BLUE, YELLOW)


def test_of_several_pictures_in_a_jpeg_the_first_is_taken() -> None:
    data = encoded(corners(), "MPO", save_all=True, append_images=[Image.new("RGB", (90, 60))])

    normalised = normalise(data)

    assert normalised.format == "JPEG"
    assert_fields(seen(normalised), RED, GREEN, BLUE, YELLOW)


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1, 1), (1, 1)),
        ((1024, 1024), (1024, 1024)),
        ((1025, 1024), (1024, 1023)),
        ((4000, 3000), (1024, 768)),
        ((20, 4000), (5, 1024)),
    ],
)
def test_fits_1024_and_is_never_enlarged(size: tuple[int, int], expected: tuple[int, int]) -> None:
    for kind in ("PNG", "JPEG"):
        normalised = normalise(encoded(Image.new("RGB", size, RED), kind))
        assert seen(normalised).size == expected
        assert (normalised.width, normalised.height) == size


@pytest.mark.parametrize(("sizing", "expected"), [("economy", (384, 512)), ("text", (1376, 1835))])
def test_is_as_large_as_the_sizing_has_it(sizing: Sizing, expected: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = encoded(Image.new("RGB", (4000, 3000), RED), "JPEG", exif=exif.tobytes())

    normalised = normalise(lying, sizing)

    assert seen(normalised).size == expected
    assert (normalised.width, normalised.height) == (3000, 4000)


def photo(size: tuple[int, int]) -> Image.Image:
    """Return soft shapes, edges and grain: what makes a photo hard to shrink."""
    width, height = size
    chance = random.Random(3)
    grain = Image.frombytes(
        "RGB", (width // 8, height // 8), chance.randbytes(width // 8 * (height // 8) * 3)
    )
    soft = grain.resize(size, Image.Resampling.BICUBIC)
    fine = Image.effect_noise(size, 40).convert("RGB").filter(ImageFilter.GaussianBlur(0.8))
    edges = ImageOps.posterize(grain.resize((97, 61)).resize(size, Image.Resampling.NEAREST), 2)
    return Image.blend(Image.blend(soft, edges, 0.3), fine, 0.3)


@pytest.mark.parametrize("size", [(4160, 3120), (2900, 2100), (1500, 1100)])
@pytest.mark.parametrize(
    ("kind", "how"),
    [
        ("JPEG", {"quality": 95}),
        ("PNG", {"compress_level": 1}),
        ("WEBP", {"quality": 95, "method": 0}),
        ("AVIF", {"quality": 95, "speed": 10}),
    ],
)
def test_shrinking_shows_less_than_the_jpeg_itself_does(
    kind: str, how: dict[str, int], size: tuple[int, int]
) -> None:
    data = encoded(photo(size), kind, **how)
    whole = Image.open(BytesIO(data)).convert("RGB")
    small = decode(find_skeleton(data), "standard").picture

    best = whole.resize(small.size, Image.Resampling.LANCZOS)
    error = max(ImageStat.Stat(ImageChops.difference(small.convert("RGB"), best)).rms)

    assert 20 * log10(255 / error) > 39  # dB; quality 85 alone gives 34


SECRET = b"Secret-Word-42"


def told() -> dict[str, bytes]:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    text = PngImagePlugin.PngInfo()
    text.add_text("parameters", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    more = {"exif": exif.tobytes(), "icc_profile": SECRET * 9, "xmp": SECRET}
    return {
        "JPEG": encoded(corners(), "JPEG", comment=SECRET, **more),
        "PNG": encoded(corners(), "PNG", pnginfo=text, exif=more["exif"]),
        "WEBP": encoded(corners(), "WEBP", **more),
        "GIF": encoded(corners(), "GIF", comment=SECRET),
        "AVIF": encoded(corners(), "AVIF", exif=more["exif"], xmp=SECRET),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_the_file_tells_is_in_the_output(kind: str) -> None:
    data = told()[kind] + SECRET
    assert SECRET in data

    jpeg = normalise(data).jpeg

    for word in (SECRET, b"Exif", b"ICC_PROFILE", b"http:", b"Photoshop", b"\xff\xfe", b"\xff\xe1"):
        assert word not in jpeg[: jpeg.index(b"\xff\xda")]
    assert SECRET not in jpeg
    assert jpeg.endswith(b"\xff\xd9")


def test_the_same_bytes_give_the_same_answer() -> None:
    data = saved("PNG", (300, 200))

    assert normalise(data) == normalise(data)
