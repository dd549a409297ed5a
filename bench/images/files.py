"""The twelve files that are normalised, each made once into a folder."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from bench.images import scenes

PHONE = (4032, 3024)
FULL_FRAME = (8660, 5773)
SCREEN = (3840, 2160)
FRAMES = 100


def make(folder: Path) -> dict[str, Path]:
    """Write all twelve; return their paths by name."""
    paths = {name: folder / f"{number}" for number, name in enumerate(FILES)}
    for name, write in FILES.items():
        write(paths[name])
    return paths


def _saved(picture: Callable[[], Image.Image], kind: str, **how: object) -> Callable[[Path], None]:
    return lambda path: picture().save(path, kind, **how)


def _gif(path: Path) -> None:
    first, *others = scenes.film((640, 480), FRAMES)
    first.save(path, "GIF", save_all=True, append_images=others, duration=40)


FILES: dict[str, Callable[[Path], None]] = {
    "1 MP JPEG": _saved(lambda: scenes.photo((1200, 900)), "JPEG", quality=92),
    "12 MP JPEG": _saved(lambda: scenes.photo(PHONE), "JPEG", quality=92),
    "12 MP JPEG, progressive": _saved(
        lambda: scenes.photo(PHONE), "JPEG", quality=92, progressive=True
    ),
    "50 MP JPEG": _saved(lambda: scenes.photo(FULL_FRAME), "JPEG", quality=75),
    "3 MP JPEG, CMYK": _saved(
        lambda: scenes.photo((2048, 1536)).convert("CMYK"), "JPEG", quality=92
    ),
    # Without grain, with which it would be larger than what we fetch.
    "8 MP PNG, photo": _saved(lambda: scenes.photo(SCREEN, grain=0.1), "PNG", compress_level=6),
    "8 MP PNG, screenshot": _saved(lambda: scenes.screenshot(SCREEN), "PNG", compress_level=6),
    "8 MP PNG, screenshot with alpha": _saved(
        lambda: scenes.with_alpha(scenes.screenshot(SCREEN)), "PNG", compress_level=6
    ),
    "0.5 MP WebP": _saved(lambda: scenes.photo((800, 600)), "WEBP", quality=80, method=2),
    "12 MP WebP": _saved(lambda: scenes.photo(PHONE), "WEBP", quality=80, method=2),
    "12 MP AVIF": _saved(lambda: scenes.photo(PHONE), "AVIF", quality=65, speed=9),
    f"0.3 MP GIF of {FRAMES} frames": _gif,
}
