"""A still life of five solids in plaster colours, lit from the upper left."""

from math import cos, pi, sin

from PIL import Image, ImageDraw

from dev.drawing.paint import (
    HEIGHT,
    WIDTH,
    Colour,
    Point,
    Stops,
    along,
    around,
    blurred,
    canvas,
    colour,
    downwards,
    ellipse,
    finished,
    mix,
    polygon,
)

WALL = ((0.0, colour("#d9d2c6")), (1.0, colour("#efe9de")))
TABLE = ((0.0, colour("#cdbfae")), (1.0, colour("#b7a692")))
EDGE = HEIGHT * 0.58
LIGHT, DARK = colour("#fff7ea"), colour("#4a3a35")
TERRACOTTA, OCHRE, SAGE = colour("#c8694a"), colour("#dda544"), colour("#7f9a80")
PLASTER, SLATE = colour("#e8ded0"), colour("#5d6b86")
SLICES = 480


def draw() -> Image.Image:
    """Paint the room, then the shadows, then the solids from the back to the front."""
    picture = downwards(WALL, 0, EDGE)
    picture.paste(downwards(TABLE, EDGE, HEIGHT), mask=polygon(_below(EDGE)))
    _window_light(picture)
    _cylinder(picture, (690, 880), 150, 520, PLASTER)
    _cone(picture, (1230, 930), 205, 600, SAGE)
    _cube(picture, (430, 985), 230, OCHRE)
    _sphere(picture, (960, 905), 185, TERRACOTTA)
    _sphere(picture, (1475, 1015), 92, SLATE)
    return finished(picture)


def _below(height: float) -> list[Point]:
    return [(0, height), (WIDTH, height), (WIDTH, HEIGHT), (0, HEIGHT)]


def _window_light(picture: Image.Image) -> None:
    beam = polygon([(0, 120), (WIDTH * 0.78, 0), (WIDTH * 1.1, 0), (WIDTH * 0.5, EDGE), (0, EDGE)])
    picture.paste(LIGHT, mask=blurred(beam.point(lambda level: level * 0.35), 120))


def _shadow(picture: Image.Image, foot: Point, reach: float) -> None:
    x, y = foot
    cast = ellipse((x + reach * 0.75, y + reach * 0.02), reach * 1.35, reach * 0.30, 120)
    picture.paste(DARK, mask=blurred(cast, reach * 0.16))
    near = ellipse((x + reach * 0.10, y), reach * 1.02, reach * 0.24, 130)
    picture.paste(DARK, mask=blurred(near, reach * 0.06))


def _round(tone: Colour) -> Stops:
    """Return how light falls on a round body from its left edge to its right."""
    return (
        (0.0, mix(tone, DARK, 0.12)), (0.28, mix(tone, LIGHT, 0.42)),
        (0.55, tone), (0.86, mix(tone, DARK, 0.52)), (1.0, mix(tone, DARK, 0.36)),
    )  # fmt: skip


def _rim(centre: Point, radius: float) -> list[Point]:
    """Return the front half of a round foot, from left to right."""
    steps = (pi * (1 - number / SLICES) for number in range(SLICES + 1))
    return [(centre[0] + radius * cos(a), centre[1] + radius * 0.24 * sin(a)) for a in steps]


def _cylinder(
    picture: Image.Image, foot: Point, radius: float, height: float, tone: Colour
) -> None:
    _shadow(picture, foot, radius * 1.1)
    pen = ImageDraw.Draw(picture)
    for x, y in _rim(foot, radius):
        place = (x - foot[0] + radius) / (2 * radius)
        pen.line([(x, foot[1] - height), (x, y)], fill=along(_round(tone), place), width=3)
    lid = around((foot[0], foot[1] - height), radius + 1, radius * 0.24)
    pen.ellipse(lid, fill=mix(tone, LIGHT, 0.55))


def _cone(picture: Image.Image, foot: Point, radius: float, height: float, tone: Colour) -> None:
    _shadow(picture, foot, radius)
    pen = ImageDraw.Draw(picture)
    tip = (foot[0], foot[1] - height)
    rim = _rim(foot, radius)
    for number, (left, right) in enumerate(zip(rim, rim[2:], strict=False)):
        place = along(_round(tone), number / SLICES)
        pen.polygon([tip, left, right], fill=place)


def _cube(picture: Image.Image, corner: Point, side: float, tone: Colour) -> None:
    """Draw a cube from its nearest corner upwards."""
    x, y = corner
    _shadow(picture, (x + side * 0.1, y - side * 0.22), side * 1.05)
    left, right, up = (-side * 0.62, -side * 0.30), (side * 0.86, -side * 0.24), (0.0, -side * 1.02)
    pen = ImageDraw.Draw(picture)
    for first, second, base, shade in (
        (left, up, corner, mix(tone, LIGHT, 0.22)),
        (right, up, corner, mix(tone, DARK, 0.34)),
        (left, right, (x + up[0], y + up[1]), mix(tone, LIGHT, 0.55)),
    ):
        pen.polygon(_quad(base, first, second), fill=shade)


def _quad(base: Point, first: Point, second: Point) -> list[Point]:
    (x, y), (ax, ay), (bx, by) = base, first, second
    return [(x, y), (x + ax, y + ay), (x + ax + bx, y + ay + by), (x + bx, y + by)]


def _sphere(picture: Image.Image, centre: Point, radius: float, tone: Colour) -> None:
    _shadow(picture, (centre[0], centre[1] + radius * 0.86), radius)
    body = ellipse(centre, radius, radius)
    ball = canvas(mix(tone, DARK, 0.55))
    for number in range(64):
        share = number / 63
        shift = -0.36 * share * radius
        inner = around(
            (centre[0] + shift, centre[1] + shift), *(2 * [radius * (1.16 - 1.10 * share)])
        )
        shade = along(((0, mix(tone, DARK, 0.52)), (0.45, tone), (1, mix(tone, LIGHT, 0.6))), share)
        ImageDraw.Draw(ball).ellipse(inner, fill=shade)
    picture.paste(ball, mask=body)
