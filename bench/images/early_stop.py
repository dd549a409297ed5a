"""A file whose head tells its prompt is not read to its end: the part that came over the wire."""

from collections.abc import Mapping
from functools import partial
from io import BytesIO

from PIL import Image

from bench.goals import Goal
from bench.images.hosts import NAME, fetcher, hosting
from server.embedded.read import holds_prompt, read_prompt
from tests.hostile.network import Serve, answer, says
from tests.support.pictures import PARAMETERS, noise_png

SIDE = 1400
MOST = 15
PERCENT = 100
USER_COMMENT = 0x9286
EXIF_POINTER = 0x8769


def measure() -> list[Goal]:
    """Measure and print."""
    print("\nEarly stop: what is read of a file with an embedded prompt")
    shares = {}
    with hosting(files) as ports:
        for name, port in ports.items():
            fetched = fetcher(port, enough=holds_prompt).fetch(f"http://{NAME}/a")
            assert read_prompt(fetched.data)
            share = shares[name] = PERCENT * fetched.bytes_read / fetched.size
            print(
                f"  {name:<8} {fetched.bytes_read:>9,} of {fetched.size:>9,} bytes {share:>6.1f} %"
            )
    return [Goal("read of a 2 MB PNG with a prompt", shares["PNG"], MOST, "%")]


def files() -> Mapping[str, Serve]:
    """Return hosts with a picture in each format; a WebP keeps its EXIF behind the pixels."""
    pictures = {
        "PNG": noise_png(PARAMETERS),
        "JPEG": with_exif("JPEG", quality=92),
        "WebP": with_exif("WEBP", quality=98, method=0),
    }
    return {name: says(answer(data)) for name, data in pictures.items()}


def with_exif(kind: str, **how: int) -> bytes:
    """Return a picture of about 2 MB with the prompt where WebUI puts it."""
    exif = Image.Exif()
    exif[EXIF_POINTER] = {USER_COMMENT: b"UNICODE\0" + PARAMETERS.encode("utf-16-be")}
    noise = partial(Image.effect_noise, (SIDE, SIDE), 90)
    out = BytesIO()
    Image.merge("RGB", (noise(), noise(), noise())).save(out, kind, exif=exif, **how)
    return out.getvalue()
