"""From any picture to a small, plain JPEG, and what was measured of it.

The order matters for time and memory: skeleton, scaled decoding, shrinking, and only then, on the
small picture, turning. Nothing of the file's own words (EXIF, ICC, XMP, comments)
is carried over, and no colour profile is applied: its parser would be one more target, while a
model takes the slightly paler reds of a wide-gamut photo for what they are.
Runs in the child of `process` alone.
"""

from io import BytesIO

from PIL import Image

from server.domain.picture import Normalised
from server.domain.sizing import Sizing
from server.errors import BrokenImage, ImageBomb, ImageFailed
from server.images.decode import decode
from server.images.guard import find_skeleton
from server.images.hidden import lowest_bits
from server.images.look import measure
from server.images.skeleton import Skeleton

QUALITY = 85

_TOO_MUCH = (MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning)
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


def normalise(data: bytes, sizing: Sizing = "standard") -> Normalised:
    """Return the picture, upright, as large as `sizing` has it; raises ImageFailed alone."""
    return draw(find_skeleton(data), sizing)


def draw(skeleton: Skeleton, sizing: Sizing) -> Normalised:
    """Return the picture of which a guard has found the skeleton; raises ImageFailed alone."""
    try:
        return _draw(skeleton, sizing)
    except ImageFailed:
        raise
    except _TOO_MUCH as error:
        raise ImageBomb("does not fit into memory") from error
    except Exception as error:
        # A decoder fed with rubbish raises whatever its loops run into.
        raise BrokenImage("decoder") from error


def _draw(skeleton: Skeleton, sizing: Sizing) -> Normalised:
    decoded = decode(skeleton, sizing)
    small, head = _turned(decoded.picture, decoded.turn), decoded.head
    if small.mode != "RGB":
        small = small.convert("RGB")
    small.info = {}
    width, height = head.width or 0, head.height or 0
    if decoded.turn in _SIDEWAYS:
        width, height = height, width
    hidden = lowest_bits(skeleton)
    return Normalised(_jpeg(small), head.format, width, height, measure(small), hidden)


def _turned(picture: Image.Image, turn: int) -> Image.Image:
    return picture.transpose(_UPRIGHT[turn]) if turn in _UPRIGHT else picture


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
