"""Layered mountains at dusk, and the prompt that says so."""

from PIL import Image, ImageDraw

from dev.drawing.paint import (
    HEIGHT,
    WIDTH,
    Colour,
    Point,
    blurred,
    chance,
    colour,
    downwards,
    ellipse,
    finished,
    mix,
    polygon,
)

PROMPT = (
    "layered mountain ridges at dusk, low sun behind the far ridge, indigo to amber sky, "
    "first stars, mist in the valleys, pine silhouettes in the foreground, "
    "flat illustration, soft gradients, wide view"
)
NEGATIVE = "people, text, watermark, harsh outlines"

SKY = tuple(
    (place, colour(shade))
    for place, shade in (
        (0.0, "#1b1d4d"), (0.22, "#403278"), (0.42, "#8a4a8c"), (0.58, "#d96c7c"),
        (0.72, "#f6a267"), (0.86, "#fbd08c"), (1.0, "#fde3b0"),
    )
)  # fmt: skip
HORIZON = HEIGHT * 0.64
SUN: Point = (WIDTH * 0.64, HEIGHT * 0.515)
SUN_RADIUS = 92.0
FAR, NEAR, MIST = colour("#a9628b"), colour("#141335"), colour("#f0a58a")
THICKET = 0.3
# Height of the foot line, height of the peaks, breadth of a peak, how far it is.
RIDGES = (
    (0.60, 0.17, 420, 0.0),
    (0.68, 0.17, 340, 0.26),
    (0.77, 0.16, 300, 0.50),
    (0.87, 0.17, 380, 0.76),
    (0.99, 0.15, 520, 1.0),
)


def draw() -> Image.Image:
    """Paint it from the back to the front."""
    picture = downwards(SKY, 0, HORIZON)
    _stars(picture)
    _sun(picture)
    for number, (foot, peaks, breadth, nearness) in enumerate(RIDGES):
        line = _ridge(number, foot * HEIGHT, peaks * HEIGHT, breadth)
        _layer(picture, line, nearness)
        if nearness == 1.0:
            _pines(picture, line)
    return finished(picture)


def _stars(picture: Image.Image) -> None:
    for number in range(90):
        x, height = chance(1, number) * WIDTH, chance(2, number) ** 1.6 * HEIGHT * 0.34
        radius = 1.0 + 1.6 * chance(3, number) ** 3
        light = int(210 * (1 - height / (HEIGHT * 0.38)))
        picture.paste(colour("#fff4e0"), mask=ellipse((x, height), radius, radius, light))


def _sun(picture: Image.Image) -> None:
    for spread, light in ((6.0, 70), (3.0, 90), (1.7, 120)):
        halo = ellipse(SUN, SUN_RADIUS * spread, SUN_RADIUS * spread * 0.8, light)
        picture.paste(colour("#ffd79a"), mask=blurred(halo, SUN_RADIUS * spread * 0.45))
    picture.paste(colour("#fff3d2"), mask=ellipse(SUN, SUN_RADIUS, SUN_RADIUS))


def _noise(seed: int, place: float) -> float:
    left = int(place // 1)
    share = place - left
    smooth = share * share * (3 - 2 * share)
    return chance(seed, left) + (chance(seed, left + 1) - chance(seed, left)) * smooth


def _ridge(seed: int, foot: float, peaks: float, breadth: int) -> list[Point]:
    line: list[Point] = []
    for x in range(0, WIDTH + 4, 4):
        height = 0.0
        for octave in range(6):
            wave = _noise(seed * 10 + octave + 40, x / breadth * 2**octave)
            height += (1 - abs(2 * wave - 1)) * 0.5 ** (octave * 1.12 + 1)
        line.append((float(x), foot - peaks * height))
    return line


def _layer(picture: Image.Image, line: list[Point], nearness: float) -> None:
    shade = mix(FAR, NEAR, nearness**0.85)
    top = min(y for _, y in line)
    haze: Colour = mix(shade, MIST, 0.62 * (1 - nearness))
    fill = downwards(((0.0, shade), (0.35, shade), (1.0, haze)), top, top + HEIGHT * 0.27)
    picture.paste(fill, mask=polygon([*line, (WIDTH, HEIGHT), (0, HEIGHT)]))


def _pines(picture: Image.Image, line: list[Point]) -> None:
    pen = ImageDraw.Draw(picture)
    x = -20.0
    number = 0
    while x < WIDTH + 20:
        number += 1
        crowd = _noise(77, x / 330)
        ground = line[min(max(int(x) // 4, 0), len(line) - 1)][1]
        if crowd > THICKET:
            _pine(pen, (x, ground + 14), 58 + 92 * chance(7, number) * crowd)
        x += 13 + 25 * chance(8, number)


def _pine(pen: ImageDraw.ImageDraw, foot: Point, height: float) -> None:
    x, ground = foot
    pen.rectangle((x - 2, ground - height * 0.2, x + 2, ground + 30), fill=NEAR)
    for step in range(6):
        tip = ground - height * (1 - step * 0.14)
        half = height * (0.055 + 0.03 * step)
        base = tip + height * 0.26
        pen.polygon([(x, tip), (x + half, base), (x - half, base)], fill=NEAR)
