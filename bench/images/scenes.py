"""Pictures that cost a decoder what real ones cost; the same pixels on every run.

Pure noise or flat colour would flatter one decoder or another: here a photo is light and shadow
at several scales, objects with edges, and the grain of a sensor; a screenshot is flat windows,
rules and rows of small text.
"""

import random
from functools import cache
from statistics import NormalDist

from PIL import Image, ImageChops, ImageDraw, ImageFont

SEED = 20_261_121
GREY = 128
# The distance of spots in px, and their share of what is seen; fine ones differ in light alone.
OCTAVES = ((512, 0.5), (128, 0.35), (32, 0.2), (8, 0.15), (3, 0.12))
COLOURED = 128
OBJECTS = 60
GRAIN = 2.5
TILE = 512
WORDS = ("settings", "of", "a", "window", "3,514", "files", "copied", "to", "the", "disk", "9:41")

Size = tuple[int, int]


def photo(size: Size, seed: int = SEED, grain: float = GRAIN) -> Image.Image:
    """Return an RGB picture that is made like a photo, with grain of so many levels."""
    chance = random.Random(seed)
    picture = Image.new("RGB", size, (GREY, GREY, GREY))
    for side, share in OCTAVES:
        picture = Image.blend(picture, _spots(size, side, chance), share)
        if side == COLOURED:
            _objects(picture, chance)
    return ImageChops.add(picture, _tiled(_grain(seed, grain), size), 1, -GREY)


def screenshot(size: Size, seed: int = SEED) -> Image.Image:
    """Return an RGB picture of windows with text, and a photo among them."""
    chance = random.Random(seed)
    page = Image.new("RGB", size, (246, 247, 249))
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(15)
    width, height = size
    for _ in range(9):
        left, top = chance.randrange(width), chance.randrange(height)
        box = (left, top, left + width // 3, top + height // 3)
        pen.rectangle(box, fill="white", outline=(200, 204, 210))
        pen.rectangle((left, top, box[2], top + 34), fill=_colour(chance))
        for line in range(top + 50, box[3], 24):
            words = " ".join(chance.choices(WORDS, k=width // 240))
            pen.text((left + 20, line), words, fill=(40, 42, 48), font=font)
    page.paste(photo((width // 4, height // 4), seed), (width // 2, height // 2))
    return page


def with_alpha(picture: Image.Image) -> Image.Image:
    """Return the picture fading away to its right."""
    fade = Image.linear_gradient("L").rotate(90).resize(picture.size)
    picture.putalpha(fade)
    return picture


def film(size: Size, frames: int) -> list[Image.Image]:
    """Return the frames of an animation in 48 colours: a scene that moves a little."""
    scene = photo((size[0] + frames, size[1]), grain=0.4).quantize(48, dither=Image.Dither.NONE)
    return [scene.crop((at, 0, at + size[0], size[1])) for at in range(frames)]


def _spots(size: Size, side: int, chance: random.Random) -> Image.Image:
    few = max(size[0] // side, 2), max(size[1] // side, 2)
    mode = "RGB" if side >= COLOURED else "L"
    small = Image.frombytes(mode, few, chance.randbytes(len(mode) * few[0] * few[1]))
    return small.resize(size, Image.Resampling.BICUBIC).convert("RGB")


def _objects(picture: Image.Image, chance: random.Random) -> None:
    pen = ImageDraw.Draw(picture)
    width, height = picture.size
    for _ in range(OBJECTS):
        left, top = chance.randrange(width), chance.randrange(height)
        box = (left, top, left + chance.randrange(width // 6), top + chance.randrange(height // 6))
        chance.choice((pen.ellipse, pen.rectangle))(box, fill=_colour(chance))


def _colour(chance: random.Random) -> tuple[int, int, int]:
    return chance.randrange(256), chance.randrange(256), chance.randrange(256)


@cache
def _grain(seed: int, size: float) -> Image.Image:
    # Even chances become a bell curve around the middle grey.
    bell = NormalDist(GREY, size)
    levels = [round(bell.inv_cdf((level + 0.5) / 256)) for level in range(256)]
    bytes_ = random.Random(seed).randbytes(3 * TILE * TILE)
    return Image.frombytes("RGB", (TILE, TILE), bytes_).point(levels * 3)


def _tiled(tile: Image.Image, size: Size) -> Image.Image:
    whole = Image.new("RGB", size)
    for left in range(0, size[0], TILE):
        for top in range(0, size[1], TILE):
            whole.paste(tile, (left, top))
    return whole
