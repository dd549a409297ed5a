"""Words in the lowest bits of pixels, as the extension of WebUI writes them."""

import gzip
import struct
from io import BytesIO

from PIL import Image

from tests.support import pictures


def hidden(words: str, signature: str, size: tuple[int, int] = (96, 64)) -> Image.Image:
    """A picture in whose alpha, or colours, the words stand, column by column."""
    body = words.encode()
    body = gzip.compress(body) if signature.endswith("comp") else body
    told = signature.encode() + struct.pack(">I", 8 * len(body)) + body
    bits = [byte >> (7 - n) & 1 for byte in told for n in range(8)]
    in_alpha = "png" in signature
    picture = pictures.picture(*size).convert("RGBA" if in_alpha else "RGB")
    dots = picture.load()
    assert dots is not None
    per = 1 if in_alpha else 3
    for number in range(-(-len(bits) // per)):
        at = divmod(number, picture.height)
        own = bits[number * per : (number + 1) * per]
        dot = [*bytes(picture.crop((*at, at[0] + 1, at[1] + 1)).tobytes())]
        for channel, bit in enumerate(own, 3 if in_alpha else 0):
            dot[channel] = dot[channel] & 254 | bit
        dots[at] = tuple(dot)
    return picture


def saved(picture: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()
