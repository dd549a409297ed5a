"""What a picture looks like, measured without asking anybody; the same pixels, the same answer."""

from math import ceil, sqrt

from PIL import Image, ImageChops, ImageStat

from server.domain.picture import Look

COLOURS = 6
GRID = 3

_SIDE = 192
_SAMPLED_SIDE = 64
_QUANTISED = 32
_LEAST_SHARE = 0.01
_LEAST_DISTANCE = 75.0
_EVEN_BELOW = 1.6
_FLAT_BELOW = 0.004
_WHITE = 255
_WIDEST_SPREAD = 127.5

_PLACES = (
    *("upper left", "upper", "upper right"),
    *("left", "centre", "right"),
    *("lower left", "lower", "lower right"),
)

Colour = tuple[int, int, int]


def measure(picture: Image.Image) -> Look:
    """Return the look of an RGB picture of any size; see `domain.picture.Look` for the units."""
    small, some = picture.reduce(ceil(max(picture.size) / _SIDE)), _some(picture)
    grey = small.convert("L")
    light = ImageStat.Stat(grey)
    red, _, blue = ImageStat.Stat(small).mean
    saturation = ImageStat.Stat(some.convert("HSV").getchannel("S")).mean[0]
    steps = _steps(grey)
    detail = ImageStat.Stat(steps).mean[0] / _WHITE
    return Look(
        palette=_palette(some),
        brightness=_unit(light.mean[0] / _WHITE),
        contrast=_unit(light.stddev[0] / _WIDEST_SPREAD),
        saturation=_unit(saturation / _WHITE),
        warmth=_unit(0.5 + (red - blue) / (2 * _WHITE)),
        detail=_unit(detail),
        focus="even" if detail < _FLAT_BELOW else _focus(steps),
    )


def _some(picture: Image.Image) -> Image.Image:
    # A few pixels as they are: edges that are smoothed make colours that nobody sees.
    scale = min(_SAMPLED_SIDE / max(picture.size), 1)
    width, height = (max(round(scale * side), 1) for side in picture.size)
    return picture.resize((width, height), Image.Resampling.NEAREST)


def _palette(picture: Image.Image) -> tuple[str, ...]:
    few = picture.quantize(_QUANTISED, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    table = few.getpalette() or []
    counted = sorted(few.getcolors() or [], key=lambda entry: (-entry[0], entry[1]))
    kept: dict[Colour, int] = {}
    for count, index in counted:
        at = 3 * int(str(index))
        colour = (table[at], table[at + 1], table[at + 2])
        like = min(kept, key=lambda known: _distance(known, colour), default=colour)
        if _distance(like, colour) >= _LEAST_DISTANCE:
            like = colour
        kept[like] = kept.get(like, 0) + count
    least = _LEAST_SHARE * picture.width * picture.height
    ranked = sorted(kept, key=lambda colour: (-kept[colour], colour))
    return tuple(
        "#{:02x}{:02x}{:02x}".format(*colour) for colour in ranked if kept[colour] >= least
    )[:COLOURS]


def _distance(one: Colour, other: Colour) -> float:
    # Weighted as the eye weighs them, and by how red the pair is.
    (red, green, blue), (other_red, other_green, other_blue) = one, other
    redness = (red + other_red) / 512
    return sqrt(
        (2 + redness) * (red - other_red) ** 2
        + 4 * (green - other_green) ** 2
        + (3 - redness) * (blue - other_blue) ** 2
    )


def _steps(grey: Image.Image) -> Image.Image:
    """Return how far each pixel is from its neighbours to the right and below, on average."""
    beside, below = ImageChops.offset(grey, -1, 0), ImageChops.offset(grey, 0, -1)
    across = _without_last(ImageChops.difference(grey, beside), column=True)
    down = _without_last(ImageChops.difference(grey, below), column=False)
    return ImageChops.add(across, down, scale=2)


def _without_last(steps: Image.Image, *, column: bool) -> Image.Image:
    # The offset wraps round: the last column or row was compared with the first.
    width, height = steps.size
    box = (width - 1, 0, width, height) if column else (0, height - 1, width, height)
    steps.paste(0, box)
    return steps


def _focus(steps: Image.Image) -> str:
    if min(steps.size) < GRID:
        return "even"
    # In fractions: of a soft picture, the ninths differ by less than one.
    ninth = steps.convert("F").resize((GRID, GRID), Image.Resampling.BOX)
    ninths = memoryview(ninth.tobytes()).cast("f")
    strongest, place = max(zip(ninths, _PLACES, strict=True))
    return place if strongest >= _EVEN_BELOW * sum(ninths) / len(ninths) else "even"


def _unit(value: float) -> float:
    return round(min(max(value, 0.0), 1.0), 3)
