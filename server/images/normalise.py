"""From any picture to a small, plain JPEG, and what was measured of it.

The order matters for time and memory: skeleton, header, scaled decoding, shrinking, and
only then, on the small picture, flattening and turning. Nothing of the file's own words
(EXIF, ICC, XMP, comments) is carried over. Runs in the child of `process` alone.
"""

import struct
from io import BytesIO
from math import ceil

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from server.domain.picture import Normalised
from server.domain.sizing import Sizing, fit
from server.errors import BrokenImage, ImageBomb, ImageFailed
from server.images.guard import check_structure
from server.images.look import measure
from server.images.magic import Format
from server.images.shape import MAX_PIXELS, checked_head

QUALITY = 85

# Naming the plugins keeps Pillow from loading its other forty. MPO is a JPEG with a second one.
_PLUGINS = (
    AvifImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)
_TOO_MUCH = (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning)
_GAP = 1.5
_ORIENTATION = 0x0112
_SIDEWAYS = frozenset({5, 6, 7, 8})
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Pillow's own alarm stays as a second one, behind ours.
Image.MAX_IMAGE_PIXELS = max(MAX_PIXELS.values())
# More threads than these only cost address space, of which the child has little.
AvifImagePlugin.DEFAULT_MAX_THREADS = 2


def normalise(data: bytes, sizing: Sizing = "standard") -> Normalised:
    """Return the picture, upright, as large as `sizing` has it; raises ImageFailed alone."""
    kind: Format = check_structure(data).format  # type: ignore[assignment]
    try:
        with Image.open(BytesIO(data), formats=(kind,)) as picture:
            return _normalise(picture, kind, sizing)
    except ImageFailed:
        raise
    except _TOO_MUCH as error:
        raise ImageBomb("does not fit into memory") from error
    except Exception as error:
        # A decoder fed with rubbish raises whatever its loops run into.
        raise BrokenImage("decoder") from error


def _normalise(picture: Image.Image, kind: Format, sizing: Sizing) -> Normalised:
    width, height = picture.size
    checked_head(kind, width, height)
    turn = _orientation(picture)
    small = _turned(_flat(_small(picture, fit(width, height, sizing))), turn)
    small.info = {}
    if turn in _SIDEWAYS:
        width, height = height, width
    return Normalised(_jpeg(small), kind, width, height, measure(small))


def _orientation(picture: Image.Image) -> int:
    """Return EXIF's orientation, 1 to 8; whatever cannot be read is 1."""
    try:
        stated = picture.getexif().get(_ORIENTATION)
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, struct.error):
        return 1
    return stated if stated in _UPRIGHT else 1


def _small(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    # Decoding scaled by 1/2, 1/4 or 1/8 leaves 1.5 times what is needed: less shows (measured).
    picture.draft(picture.mode, (ceil(_GAP * size[0]), ceil(_GAP * size[1])))
    picture.load()
    plain = _plain(picture)
    if plain.size == size:
        return plain
    return plain.resize(size, Image.Resampling.BICUBIC, reducing_gap=_GAP)


def _plain(picture: Image.Image) -> Image.Image:
    """Return RGB, or RGBa (premultiplied) where something shines through."""
    if picture.mode.startswith(("I", "F")):
        # Pillow's own conversion clips: each of the upper 65280 levels would be white.
        picture = picture.convert("I").point(lambda level: level / 256).convert("L")
        picture.info.pop("transparency", None)  # it names one of the levels that are gone
    if picture.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in picture.info:
        return picture.convert("RGBA").convert("RGBa")
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _flat(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBa":
        return picture
    picture = picture.convert("RGBA")
    page = Image.new("RGB", picture.size, "white")
    page.paste(picture, mask=picture.getchannel("A"))
    return page


def _turned(picture: Image.Image, turn: int) -> Image.Image:
    return picture.transpose(_UPRIGHT[turn]) if turn in _UPRIGHT else picture


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
