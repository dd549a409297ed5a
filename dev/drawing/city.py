"""A city grid at night, seen from above: blocks, lit windows, glowing streets."""

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from dev.drawing.paint import (
    HEIGHT,
    WIDTH,
    Colour,
    Point,
    blurred,
    canvas,
    chance,
    colour,
    ellipse,
    finished,
    mix,
)

GROUND, STREET = colour("#0c1026"), colour("#f0a04b")
LEFT, RIGHT, ROOF = colour("#1b2350"), colour("#12183a"), colour("#2a3468")
WINDOWS = (colour("#ffd98a"), colour("#ffe9c4"), colour("#9fd0ff"), colour("#ffb765"))
BLOCKS = 18
BLOCK = 158.0
GAP = 0.40
STOREY = 24.0
LIT = 0.46
COLOURS = 160


def draw() -> Image.Image:
    """Paint the streets, then the blocks from the back to the front, then the glow of it all."""
    picture, lights = canvas(GROUND), canvas()
    _streets(picture, lights)
    for depth in range(2 * BLOCKS - 1):
        for row in range(max(0, depth - BLOCKS + 1), min(BLOCKS, depth + 1)):
            _block(picture, lights, row, depth - row)
    glow = lights.resize((WIDTH // 4, HEIGHT // 4)).filter(ImageFilter.GaussianBlur(5))
    shining = glow.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    return _lighter_to_load(finished(_darker_edges(ImageChops.screen(picture, shining))))


def _place(row: float, column: float, up: float = 0.0) -> Point:
    """Return where a point of the ground, raised by `up`, stands in the picture."""
    x = WIDTH / 2 + (column - row) * BLOCK
    y = HEIGHT * -0.62 + (column + row) * BLOCK * 0.5
    return x, y - up


def _streets(picture: Image.Image, lights: Image.Image) -> None:
    for number in range(BLOCKS + 1):
        at, far = number - GAP / 2, BLOCKS + 1
        broad = number % 3 == 0
        for ends in ((_place(at, -1), _place(at, far)), (_place(-1, at), _place(far, at))):
            shade = mix(GROUND, STREET, 0.85 if broad else 0.4)
            ImageDraw.Draw(picture).line(ends, fill=shade, width=16 if broad else 7)
            glow = mix((0, 0, 0), STREET, 0.9 if broad else 0.45)
            ImageDraw.Draw(lights).line(ends, fill=glow, width=26)


def _block(picture: Image.Image, lights: Image.Image, row: int, column: int) -> None:
    storeys = 2 + int(12 * chance(row, column) ** 2.2)
    side = 1 - GAP
    corners = [
        (row, column),
        (row, column + side),
        (row + side, column + side),
        (row + side, column),
    ]
    top = [_place(*corner, storeys * STOREY) for corner in corners]
    foot = [_place(*corner) for corner in corners]
    tone = chance(row, column, 3) * 0.35
    for shape, shade in (
        ([foot[3], foot[2], top[2], top[3]], LEFT),
        ([foot[1], foot[2], top[2], top[1]], RIGHT),
        (top, ROOF),
    ):
        ImageDraw.Draw(picture).polygon(shape, fill=mix(shade, GROUND, tone))
        ImageDraw.Draw(lights).polygon(shape, fill=0)
    for face, (start, end) in enumerate(((foot[3], foot[2]), (foot[2], foot[1]))):
        _windows(picture, lights, (start, end), (row, column, face, storeys))


def _windows(
    picture: Image.Image, lights: Image.Image, ends: tuple[Point, Point], of: tuple[int, ...]
) -> None:
    (x, y), (ex, ey) = ends
    across = 5
    for storey in range(of[3]):
        for number in range(across):
            if chance(*of, storey, number) > LIT:
                continue
            left, right = (number + 0.28) / across, (number + 0.74) / across
            low, high = (storey + 0.30) * STOREY, (storey + 0.76) * STOREY
            pane = [
                (x + (ex - x) * share, y + (ey - y) * share - up)
                for share, up in ((left, low), (right, low), (right, high), (left, high))
            ]
            shade = _lit(*of, storey, number)
            ImageDraw.Draw(picture).polygon(pane, fill=shade)
            ImageDraw.Draw(lights).polygon(pane, fill=mix((0, 0, 0), shade, 0.8))


def _lit(*of: int) -> Colour:
    shade = WINDOWS[int(chance(9, *of) * 3.999)]
    return mix(shade, LEFT, 0.45 * chance(10, *of))


def _darker_edges(picture: Image.Image) -> Image.Image:
    middle = blurred(ellipse((WIDTH / 2, HEIGHT / 2), WIDTH * 0.5, HEIGHT * 0.52), 260)
    return Image.composite(picture, picture.point(lambda level: level * 0.45), middle)


def _lighter_to_load(picture: Image.Image) -> Image.Image:
    """Keep few colours: a third of the bytes, and no eye sees it at night."""
    return picture.quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
