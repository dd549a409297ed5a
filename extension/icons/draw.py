# ruff: noqa: INP001 (a drawing beside its pictures, not part of a package)
"""Draw the toolbar's icons: a lens, and in it the line of a prompt.

Run it with the project's Python after a change: `python extension/icons/draw.py`.
"""

from pathlib import Path

from PIL import Image, ImageDraw

ACCENT = (79, 70, 229, 255)
GLASS = (255, 255, 255, 255)
CANVAS = 1024
SIZES = (16, 32, 48, 128)


def mark() -> Image.Image:
    """Return the mark, large; every size is made smaller from it, so that all are alike."""
    picture = Image.new("RGBA", (CANVAS, CANVAS), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.line((700, 700, 905, 905), fill=ACCENT, width=150)
    pen.ellipse((830, 830, 980, 980), fill=ACCENT)
    pen.ellipse((50, 50, 810, 810), fill=ACCENT)
    pen.ellipse((160, 160, 700, 700), fill=GLASS)
    for top, right in ((330, 590), (460, 500)):
        pen.rounded_rectangle((270, top, right, top + 70), radius=35, fill=ACCENT)
    return picture


if __name__ == "__main__":
    large = mark()
    for size in SIZES:
        small = large.resize((size, size), Image.Resampling.LANCZOS)
        small.save(Path(__file__).with_name(f"{size}.png"), optimize=True)
