import re

import pytest
from PIL import Image, ImageDraw

from server.images.look import measure


def filled(colour: str, size: tuple[int, int] = (300, 200)) -> Image.Image:
    return Image.new("RGB", size, colour)


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ff0000", "#12345a"])
def test_one_colour_is_the_whole_palette(colour: str) -> None:
    look = measure(filled(colour))

    assert look.palette == (colour,)
    assert (look.contrast, look.detail, look.focus) == (0, 0, "even")


def test_the_palette_names_the_most_common_first_and_close_shades_once() -> None:
    picture = filled("#2040c0")
    picture.paste("#2242c4", (0, 0, 300, 30))
    picture.paste("#e0e020", (0, 150, 300, 200))
    picture.paste("#101010", (0, 190, 300, 200))

    blue, yellow, black = measure(picture).palette

    assert blue in {"#2040c0", "#2242c4"}
    assert yellow == "#e0e020"
    assert black == "#101010"


def test_a_colour_of_two_hundredths_is_named_and_one_of_half_a_hundredth_is_not() -> None:
    picture = filled("#2040c0")
    picture.paste("#e0e020", (90, 60, 124, 95))
    picture.paste("#101010", (240, 150, 257, 167))

    assert measure(picture).palette == ("#2040c0", "#e0e020")


def test_the_palette_is_six_colours_at_most() -> None:
    picture = filled("black")
    for at, hue in enumerate(range(0, 360, 20)):
        picture.paste(f"hsl({hue}, 100%, 50%)", (at * 16, 0, at * 16 + 16, 200))

    palette = measure(picture).palette

    assert len(palette) == 6
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in palette)


@pytest.mark.parametrize(("colour", "brightness"), [("black", 0), ("white", 1), ("#808080", 0.502)])
def test_brightness_goes_from_black_to_white(colour: str, brightness: float) -> None:
    assert measure(filled(colour)).brightness == brightness


def test_contrast_is_greatest_where_half_is_black_and_half_white() -> None:
    picture = filled("black")
    picture.paste("white", (0, 0, 150, 200))

    assert measure(picture).contrast == 1
    assert measure(filled("grey")).contrast == 0


def test_warmth_leans_to_red_and_away_from_blue() -> None:
    assert measure(filled("red")).warmth == 1
    assert measure(filled("blue")).warmth == 0
    assert measure(filled("lime")).warmth == 0.5


def test_saturation_goes_from_grey_to_pure() -> None:
    assert measure(filled("grey")).saturation == 0
    assert measure(filled("magenta")).saturation == 1


@pytest.mark.parametrize(
    ("column", "row", "place"),
    [
        (0, 0, "upper left"),
        (1, 0, "upper"),
        (2, 0, "upper right"),
        (0, 1, "left"),
        (1, 1, "centre"),
        (2, 1, "right"),
        (0, 2, "lower left"),
        (1, 2, "lower"),
        (2, 2, "lower right"),
    ],
)
def test_focus_is_where_the_detail_is(column: int, row: int, place: str) -> None:
    picture = filled("grey", (180, 180))
    draw = ImageDraw.Draw(picture)
    for line in range(4, 56, 3):
        x, y = column * 60, row * 60
        draw.line((x + line, y + 4, x + line, y + 55), "white")

    assert measure(picture).focus == place


def test_the_edges_of_a_picture_are_not_neighbours() -> None:
    shade = Image.linear_gradient("L").resize((180, 180)).convert("RGB")

    for picture in (shade, shade.rotate(90), shade.rotate(180), shade.rotate(270)):
        assert measure(picture).focus == "even"


def test_detail_everywhere_has_no_focus() -> None:
    noise = Image.effect_noise((180, 180), 80).convert("RGB")

    look = measure(noise)

    assert look.focus == "even"
    assert look.detail > 0.1


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (1, 200), (200, 1), (3, 3)])
def test_a_few_pixels_are_enough(size: tuple[int, int]) -> None:
    assert measure(filled("teal", size)).palette == ("#008080",)
